package io.roadstead.services.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roadstead.wire.Secret;
import io.roadstead.wire.sigv4.Credentials;
import io.roadstead.wire.sigv4.SigV4Signer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client of the query protocol that signs what it is told to, and takes answers apart by their tags. */
record QueryClient(HttpClient http, int port, InstantSource clock, Credentials credentials) {
    record Answer(int status, String body) {
        /** The text of the first element of this name. */
        String text(String element) {
            Matcher found = Pattern.compile("<" + element + ">([^<]*)</" + element + ">")
                    .matcher(body);
            if (!found.find()) {
                throw new AssertionError("no " + element + " in " + body);
            }
            return found.group(1);
        }
    }

    QueryClient as(String accessKeyId, String secret) {
        return new QueryClient(http, port, clock, Credentials.of(accessKeyId, secret));
    }

    QueryClient as(String accessKeyId, String secret, String token) {
        return new QueryClient(http, port, clock, new Credentials(accessKeyId, new Secret(secret), Optional.of(token)));
    }

    /** As whom an answer's credentials stand for. */
    QueryClient as(Answer credentials) {
        return as(
                credentials.text("AccessKeyId"), credentials.text("SecretAccessKey"), credentials.text("SessionToken"));
    }

    Answer iam(String action, String... parameters) {
        return call("iam", "2010-05-08", action, parameters);
    }

    Answer sts(String action, String... parameters) {
        return call("sts", "2011-06-15", action, parameters);
    }

    private Answer call(String service, String version, String action, String... parameters) {
        StringBuilder form = new StringBuilder("Action=" + action + "&Version=" + version);
        for (int i = 0; i < parameters.length; i += 2) {
            form.append('&').append(parameters[i]).append('=').append(URLEncoder.encode(parameters[i + 1], UTF_8));
        }
        byte[] body = form.toString().getBytes(UTF_8);
        Map<String, String> headers = new SigV4Signer(credentials, "us-east-1", service)
                .sign("POST", "/", "", Map.of("Host", "127.0.0.1:" + port), body, clock.instant());
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
