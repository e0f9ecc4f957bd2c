package io.roadstead.doctor.live;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** This host's own network. */
public final class HostNetwork implements Network {
    @Override
    public void connect(String host, int port, Duration limit) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) limit.toMillis());
        }
    }

    @Override
    public int get(String host, int port, String path, Duration limit) throws IOException {
        try (HttpClient client = HttpClient.newBuilder()
                .connectTimeout(limit)
                .version(HttpClient.Version.HTTP_1_1)
                .build()) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + path))
                    .timeout(limit)
                    .GET()
                    .build();
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            client.shutdownNow();
            return status;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for an answer", interrupted);
        } catch (IllegalArgumentException noAddress) {
            throw new IOException("the address cannot be asked: " + noAddress.getMessage(), noAddress);
        }
    }
}
