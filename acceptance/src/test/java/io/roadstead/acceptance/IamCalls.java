package io.roadstead.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roadstead.wire.sigv4.Credentials;
import io.roadstead.wire.sigv4.SigV4Signer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** IAM's calls as root, for what a test only needs to be there: a process of the AWS CLI takes a second of a processor. */
public final class IamCalls {
    private final URI endpoint;

    public IamCalls(Installation house) {
        endpoint = house.endpoint();
    }

    /** Makes a user; the variables with which it calls. */
    public Map<String, String> user(String name) {
        call("CreateUser", "UserName", name);
        String key = call("CreateAccessKey", "UserName", name);
        return Map.of(
                "AWS_ACCESS_KEY_ID", text(key, "AccessKeyId"),
                "AWS_SECRET_ACCESS_KEY", text(key, "SecretAccessKey"));
    }

    /** The answer's XML. */
    public String call(String action, String... parameters) {
        StringBuilder form = new StringBuilder("Action=" + action + "&Version=2010-05-08");
        for (int i = 0; i < parameters.length; i += 2) {
            form.append('&').append(parameters[i]).append('=').append(URLEncoder.encode(parameters[i + 1], UTF_8));
        }
        byte[] body = form.toString().getBytes(UTF_8);
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint.resolve("/"))
                .version(HttpClient.Version.HTTP_1_1)
                .header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        new SigV4Signer(Credentials.of("test", "test"), "us-east-1", "iam")
                .sign("POST", "/", "", Map.of("Host", endpoint.getAuthority()), body, Instant.now())
                .forEach(request::header);
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new AssertionError(action + " was refused: " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String text(String xml, String element) {
        Matcher found =
                Pattern.compile("<" + element + ">([^<]*)</" + element + ">").matcher(xml);
        if (!found.find()) {
            throw new AssertionError("no " + element + " in " + xml);
        }
        return found.group(1);
    }
}
