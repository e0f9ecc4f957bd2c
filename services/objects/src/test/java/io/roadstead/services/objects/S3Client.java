package io.roadstead.services.objects;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roadstead.wire.sigv4.Credentials;
import io.roadstead.wire.sigv4.SigV4Signer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client of S3 that signs what it is told to, and takes answers apart by their tags. */
record S3Client(HttpClient http, int port, InstantSource clock, Credentials credentials, String region) {
    /** An answer, its body as bytes. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Answer(int status, HttpResponse<byte[]> response) {
        String text() {
            return new String(response.body(), UTF_8);
        }

        byte[] bytes() {
            return response.body();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** The text of the first element of this name. */
        String text(String element) {
            Matcher found = Pattern.compile("<" + element + ">([^<]*)</" + element + ">")
                    .matcher(text());
            if (!found.find()) {
                throw new AssertionError("no " + element + " in " + text());
            }
            return found.group(1);
        }
    }

    S3Client as(String key, String otherRegion) {
        return new S3Client(http, port, clock, Credentials.of(key, key), otherRegion);
    }

    Answer get(String pathAndQuery, String... headers) {
        return call("GET", pathAndQuery, new byte[0], headers);
    }

    Answer put(String pathAndQuery, String body, String... headers) {
        return call("PUT", pathAndQuery, body.getBytes(UTF_8), headers);
    }

    Answer call(String method, String pathAndQuery, byte[] body, String... headers) {
        return sent(method, pathAndQuery, body, hash(body), headers);
    }

    /** @param payload what stands in {@code x-amz-content-sha256} */
    Answer sent(String method, String pathAndQuery, byte[] body, String payload, String... headers) {
        int question = pathAndQuery.indexOf('?');
        String path = question < 0 ? pathAndQuery : pathAndQuery.substring(0, question);
        String query = question < 0 ? "" : pathAndQuery.substring(question + 1);
        Map<String, String> signed = new TreeMap<>();
        signed.put("x-amz-content-sha256", payload);
        for (int i = 0; i < headers.length; i += 2) {
            signed.put(headers[i], headers[i + 1]);
        }
        signed.put("host", "127.0.0.1:" + port);
        signed.putAll(
                new SigV4Signer(credentials, region, "s3").sign(method, path, query, signed, body, clock.instant()));
        signed.remove("host");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + pathAndQuery))
                .version(HttpClient.Version.HTTP_1_1)
                .method(
                        method,
                        body.length == 0 && !method.equals("PUT") && !method.equals("POST")
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        signed.forEach(request::header);
        try {
            HttpResponse<byte[]> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(answer.statusCode(), answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static String hash(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
