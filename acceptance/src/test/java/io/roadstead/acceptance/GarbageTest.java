package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.wire.sigv4.Credentials;
import io.roadstead.wire.sigv4.SigV4Signer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Nothing a client sends gives a stack trace or a 500, and the server goes on answering. */
class GarbageTest {
    private static final Installation HOUSE = new Installation("--no-agent");
    private static final long SEED = 20_261_123;
    private static final int REQUESTS = 600;
    private static final int PATIENCE_MILLIS = 20_000;
    private static final Pattern CONTENT_LENGTH =
            Pattern.compile("^content-length: *(\\d+)", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);
    private static final List<String> OPERATIONS = List.of(
            "CreateCluster",
            "DescribeClusters",
            "RegisterTaskDefinition",
            "ListTaskDefinitions",
            "RunTask",
            "StartTask",
            "StopTask",
            "DescribeTasks",
            "ListTasks",
            "RegisterContainerInstance",
            "DescribeContainerInstances",
            "ListContainerInstances",
            "UpdateContainerInstancesState",
            "PutAttributes",
            "ListAttributes",
            "SubmitTaskStateChange",
            "DiscoverPollEndpoint",
            "TagResource",
            "ListTagsForResource",
            "CreateService",
            "UpdateService",
            "DeleteService",
            "DescribeServices",
            "ListServices",
            "ListServiceDeployments",
            "DescribeServiceDeployments",
            "StopServiceDeployment",
            "UpdateTaskProtection",
            "Nothing");
    private static final List<String> MEMBERS = List.of(
            "cluster",
            "clusters",
            "family",
            "containerDefinitions",
            "taskDefinition",
            "tasks",
            "task",
            "count",
            "overrides",
            "placementConstraints",
            "placementStrategy",
            "maxResults",
            "nextToken",
            "filter",
            "attributes",
            "totalResources",
            "containerInstances",
            "containerInstance",
            "status",
            "tags",
            "resourceArn",
            "containers",
            "name",
            "value",
            "pullStartedAt",
            "cpu",
            "memory",
            "portMappings",
            "expression",
            "type",
            "service",
            "services",
            "serviceName",
            "desiredCount",
            "deploymentConfiguration",
            "maximumPercent",
            "deploymentCircuitBreaker",
            "schedulingStrategy",
            "serviceDeploymentArn",
            "healthCheck");
    private static final List<String> SCALARS = List.of(
            "null",
            "true",
            "-1",
            "0",
            "1e400",
            "1.5",
            "99999999999999999999",
            "\"\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"arn:aws:ecs:us-east-1:000000000000:task/\"",
            "\"arn:::::\"",
            "\"default\"",
            "\"attribute:x =~ ((((((\"",
            "\"not not not (\"",
            "\"🚢\"",
            "\"" + "x".repeat(5000) + "\"");

    @BeforeAll
    static void start() {
        HOUSE.startProcess();
        HOUSE.awaitAnswer();
    }

    @AfterAll
    static void close() {
        HOUSE.close();
    }

    @Test
    void signedGarbageIsRefusedInOneLine() throws IOException {
        Random random = new Random(SEED);
        for (int i = 0; i < REQUESTS; i++) {
            String operation = OPERATIONS.get(random.nextInt(OPERATIONS.size()));
            byte[] body = body(random);
            String answer = exchange(signed(operation, body));
            assertThat(answer)
                    .as("%s with seed %d, request %d: %s", operation, SEED, i, new String(body, StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 ")
                    .doesNotStartWith("HTTP/1.1 5");
        }
        stillWell();
    }

    @Test
    void bytesThatAreNoHttpAreEnduredAndForgotten() throws IOException {
        Random random = new Random(SEED);
        byte[] good = signed("ListClusters", "{}".getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < 60; i++) {
            byte[] broken = good.clone();
            for (int change = random.nextInt(6); change >= 0; change--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            }
            int length = random.nextInt(3) == 0 ? random.nextInt(broken.length) : broken.length;
            // A cut request leaves the server waiting for the rest: what matters is that others are answered.
            exchange(Arrays.copyOf(broken, length), 100);
        }
        byte[] noise = new byte[4096];
        random.nextBytes(noise);
        exchange(noise, 100);
        exchange(
                "GET /acs/ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
                        .getBytes(StandardCharsets.UTF_8),
                100);
        stillWell();
    }

    private static void stillWell() throws IOException {
        assertThat(HOUSE.call("ListClusters", Installation.input()).path("clusterArns"))
                .isNotEmpty();
        assertThat(Files.readAllLines(HOUSE.log()))
                .noneMatch(line -> line.startsWith("\tat ") || line.startsWith("Caused by") || line.contains(" 500 "));
    }

    private static byte[] body(Random random) {
        String text = value(random, 0);
        return switch (random.nextInt(6)) {
            case 0 -> text.substring(0, random.nextInt(text.length() + 1)).getBytes(StandardCharsets.UTF_8);
            case 1 -> {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                yield bytes;
            }
            case 2 -> ("[".repeat(random.nextInt(3000)) + text).getBytes(StandardCharsets.UTF_8);
            default -> text.getBytes(StandardCharsets.UTF_8);
        };
    }

    /** An object at the top, and below it whatever comes. */
    private static String value(Random random, int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(depth > 4 ? 2 : 4) + (depth > 4 ? 2 : 0);
        if (kind == 0) {
            StringBuilder object = new StringBuilder("{");
            for (int members = random.nextInt(5); members >= 0; members--) {
                object.append(object.length() > 1 ? "," : "")
                        .append('"')
                        .append(MEMBERS.get(random.nextInt(MEMBERS.size())))
                        .append("\":")
                        .append(value(random, depth + 1));
            }
            return object.append('}').toString();
        }
        if (kind == 1) {
            StringBuilder list = new StringBuilder("[");
            for (int items = random.nextInt(4); items > 0; items--) {
                list.append(list.length() > 1 ? "," : "").append(value(random, depth + 1));
            }
            return list.append(']').toString();
        }
        return SCALARS.get(random.nextInt(SCALARS.size()));
    }

    private static byte[] signed(String operation, byte[] body) {
        URI endpoint = HOUSE.endpoint();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Host", endpoint.getAuthority());
        headers.put("Content-Type", "application/x-amz-json-1.1");
        headers.put("Content-Length", Integer.toString(body.length));
        headers.put("X-Amz-Target", "AmazonEC2ContainerServiceV20141113." + operation);
        headers.putAll(new SigV4Signer(Credentials.of("test", "test"), "us-east-1", "ecs")
                .sign("POST", "/", "", headers, body, Instant.now()));
        StringBuilder head = new StringBuilder("POST / HTTP/1.1\r\nConnection: close\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        request.writeBytes(body);
        return request.toByteArray();
    }

    private static String exchange(byte[] request) throws IOException {
        return exchange(request, PATIENCE_MILLIS);
    }

    /** One answer, or what came of one until the server hung up or patience ended. */
    private static String exchange(byte[] request, int patienceMillis) throws IOException {
        StringBuilder answer = new StringBuilder();
        try (Socket socket =
                new Socket(HOUSE.endpoint().getHost(), HOUSE.endpoint().getPort())) {
            socket.setSoTimeout(patienceMillis);
            OutputStream out = socket.getOutputStream();
            out.write(request);
            out.flush();
            InputStream in = socket.getInputStream();
            int next = in.read();
            while (next >= 0) {
                answer.append((char) next);
                if (next == '\n'
                        && answer.length() > 4
                        && answer.substring(answer.length() - 4).equals("\r\n\r\n")) {
                    answer.append(new String(in.readNBytes(contentLength(answer)), StandardCharsets.UTF_8));
                    return answer.toString();
                }
                next = in.read();
            }
        } catch (SocketTimeoutException | SocketException over) {
            // Nothing more comes, or the server hung up on nonsense; what came so far is the answer.
        }
        return answer.toString();
    }

    private static int contentLength(CharSequence head) {
        Matcher length = CONTENT_LENGTH.matcher(head);
        return length.find() ? Integer.parseInt(length.group(1)) : 0;
    }
}
