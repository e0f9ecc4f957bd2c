package io.roadstead.wire.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.roadstead.wire.AwsException;
import io.roadstead.wire.EcsModel;
import io.roadstead.wire.ServiceApi;
import io.roadstead.wire.sigv4.SigV4Verifier;
import io.roadstead.wire.websocket.WebSocketLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.ecs.model.Cluster;
import software.amazon.awssdk.services.ecs.model.CreateClusterRequest;
import software.amazon.awssdk.services.ecs.model.CreateClusterResponse;
import software.amazon.awssdk.services.ecs.model.DeleteClusterRequest;
import software.amazon.awssdk.services.ecs.model.DeleteClusterResponse;
import software.amazon.awssdk.services.ecs.model.ListClustersRequest;
import software.amazon.awssdk.services.ecs.model.ListClustersResponse;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskResponse;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpServerTest {
    private static final int BODY_LIMIT = 100_000;

    private final ServiceApi api = EcsModel.api()
            .bodyLimit(BODY_LIMIT)
            .operation(
                    CreateClusterRequest.class,
                    CreateClusterResponse.class,
                    (caller, request) -> CreateClusterResponse.builder()
                            .cluster(Cluster.builder()
                                    .clusterArn(caller.scope().arn("cluster/" + request.clusterName()))
                                    .clusterName(request.clusterName())
                                    .tags(List.of())
                                    .build())
                            .build())
            .operation(ListClustersRequest.class, ListClustersResponse.class, (_, _) -> {
                throw new IllegalStateException("a bug with a secret in it");
            })
            .operation(RunTaskRequest.class, RunTaskResponse.class, (_, request) -> {
                throw AwsException.conflict("Taken: \"" + request.taskDefinition() + "\"", List.of("task-1"));
            })
            .operationCheckingRequired(DeleteClusterRequest.class, DeleteClusterResponse.class, (_, _) -> {
                throw AwsException.clusterNotFound();
            })
            .build();
    private TestServer server;

    @BeforeAll
    void start() {
        server = new TestServer(api, Map.of(), WebSocketLimits.DEFAULTS);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void anAddressThatIsTakenIsRefusedInsteadOfServingNobody() {
        assertThatThrownBy(() -> HttpServer.start(new HttpServer.Settings(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()),
                        List.of(),
                        new SigV4Verifier((id, token) -> Optional.empty(), InstantSource.system()),
                        Map.of())))
                .hasMessageContaining("cannot listen on ")
                .hasMessageContaining(":" + server.port())
                .hasCauseInstanceOf(BindException.class);
    }

    @Test
    void aSignedCallIsAnsweredAndNotedOnce() throws Exception {
        HttpResponse<String> response = server.call("CreateCluster", "{\"clusterName\":\"web\"}");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/x-amz-json-1.1");
        assertThat(response.body())
                .isEqualTo("{\"cluster\":{\"clusterArn\":\"arn:aws:ecs:eu-central-1:000000000000:cluster/web\","
                        + "\"clusterName\":\"web\",\"tags\":[]}}");
        String requestId = response.headers().firstValue("x-amzn-RequestId").orElseThrow();
        assertThat(requestId).matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(noted(response)).singleElement().satisfies(call -> {
            assertThat(call.requestId()).isEqualTo(requestId);
            assertThat(call.principal()).isEqualTo("arn:aws:iam::000000000000:root");
            assertThat(call.operation()).isEqualTo("ecs.CreateCluster");
            assertThat(call.outcome()).isEqualTo("200");
            assertThat(call.took()).isPositive();
        });
    }

    @Test
    void anErrorHasAwssFormWithItsFurtherMembers() throws Exception {
        HttpResponse<String> response = server.call("RunTask", "{\"taskDefinition\":\"web\"}");
        assertError(
                response,
                400,
                "{\"__type\":\"ConflictException\",\"message\":\"Taken: \\\"web\\\"\",\"resourceIds\":[\"task-1\"]}");
    }

    @Test
    void aMissingRequiredMemberIsRefusedUnlessTheOperationChecksItself() throws Exception {
        assertError(
                server.call("RunTask", "{}"),
                400,
                "{\"__type\":\"InvalidParameterException\",\"message\":\"TaskDefinition is missing\"}");
        assertError(
                server.call("DeleteCluster", "{}"),
                400,
                "{\"__type\":\"ClusterNotFoundException\",\"message\":\"Cluster not found.\"}");
    }

    @Test
    void aFaultTellsTheClientNothingButTheRequestId() throws Exception {
        assertError(
                server.call("ListClusters", "{}"),
                500,
                "{\"__type\":\"ServerException\",\"message\":\"Service Unavailable. Please try again later.\"}");
    }

    @Test
    void brokenJsonAUnsupportedAndAnUnknownOperationAreRefused() throws Exception {
        assertThat(server.call("CreateCluster", "{\"clusterName\":").body())
                .startsWith("{\"__type\":\"SerializationException\"");
        assertThat(server.call("CreateService", "{}").body())
                .startsWith("{\"__type\":\"UnsupportedFeatureException\","
                        + "\"message\":\"Roadstead does not support CreateService yet.");
        assertThat(server.call("MakeCoffee", "{}").body()).startsWith("{\"__type\":\"UnknownOperationException\"");
    }

    @Test
    void anUnsignedAndAWronglySignedCallAreRefused() throws Exception {
        HttpRequest unsigned = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/"))
                .header("X-Amz-Target", TestServer.TARGET_PREFIX + "CreateCluster")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        HttpResponse<String> missing = server.send(unsigned);
        assertError(
                missing,
                400,
                "{\"__type\":\"MissingAuthenticationTokenException\",\"message\":\"Missing Authentication Token\"}");
        HttpResponse<String> wrong = server.send(server.signed("CreateCluster", "{}".getBytes(UTF_8), "guess"));
        assertThat(wrong.body()).startsWith("{\"__type\":\"InvalidSignatureException\"");
        assertThat(noted(missing))
                .extracting(AccessLog.Call::principal, AccessLog.Call::outcome)
                .containsExactly(tuple("-", "MissingAuthenticationTokenException"));
        assertThat(noted(wrong))
                .extracting(AccessLog.Call::principal, AccessLog.Call::outcome)
                .containsExactly(tuple("-", "InvalidSignatureException"));
    }

    /** What the access log was told of this call. */
    private List<AccessLog.Call> noted(HttpResponse<String> response) {
        String requestId = response.headers().firstValue("x-amzn-RequestId").orElseThrow();
        return await().until(
                        () -> server.calls().stream()
                                .filter(call -> call.requestId().equals(requestId))
                                .toList(),
                        calls -> !calls.isEmpty());
    }

    @Test
    void aBodyUpToTheLimitIsReadAndALongerOneRefused() throws Exception {
        String name = "x".repeat(BODY_LIMIT - "{\"clusterName\":\"\"}".length());
        assertThat(server.call("CreateCluster", "{\"clusterName\":\"" + name + "\"}")
                        .statusCode())
                .isEqualTo(200);
        assertError(
                server.call("CreateCluster", "{\"clusterName\":\"" + name + "y\"}"),
                413,
                "{\"__type\":\"RequestEntityTooLargeException\","
                        + "\"message\":\"The request body is too long: this service takes at most 100000 bytes.\"}");
    }

    @Test
    void aChunkedBodyIsBoundToTheSameLimit() throws Exception {
        for (int length : new int[] {BODY_LIMIT, BODY_LIMIT + 1}) {
            byte[] body = ("{\"clusterName\":\"" + "x".repeat(length - "{\"clusterName\":\"\"}".length()) + "\"}")
                    .getBytes(UTF_8);
            HttpRequest signed = server.signed("CreateCluster", body, "test");
            HttpRequest.Builder chunked = HttpRequest.newBuilder(signed.uri())
                    .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));
            signed.headers().map().forEach((header, values) -> chunked.header(header, values.getFirst()));
            assertThat(server.send(chunked.build()).statusCode()).isEqualTo(length > BODY_LIMIT ? 413 : 200);
        }
    }

    @Test
    void healthIsToldWithoutASignatureAndNothingElseIsThere() throws Exception {
        URI base = URI.create("http://127.0.0.1:" + server.port());
        assertThat(server.send(HttpRequest.newBuilder(base.resolve("/_roadstead/health"))
                                .build())
                        .statusCode())
                .isEqualTo(200);
        assertError(
                server.send(HttpRequest.newBuilder(base.resolve("/anything")).build()),
                404,
                "{\"__type\":\"UnknownOperationException\","
                        + "\"message\":\"There is nothing here: API calls are POST requests to /.\"}");
    }

    /** Whatever arrives, the answer is one of the client's making, and the server lives. */
    @Test
    void garbageNeverGivesAServerFault() throws Exception {
        Random random = new Random(4566);
        for (int i = 0; i < 400; i++) {
            String answer = exchange(garbage(random));
            assertThat(answer)
                    .as("seed 4566, round %d", i)
                    .doesNotContain("HTTP/1.1 5", "Exception in thread", "\tat ", "io.helidon", "java.");
            if (!answer.isEmpty()) {
                assertThat(answer).startsWith("HTTP/1.1 4");
            }
        }
        assertThat(server.call("CreateCluster", "{\"clusterName\":\"alive\"}").statusCode())
                .isEqualTo(200);
    }

    private byte[] garbage(Random random) {
        byte[] noise = new byte[random.nextInt(300)];
        random.nextBytes(noise);
        String text = new String(noise, ISO_8859_1);
        String clean = text.replaceAll("[\r\n]", "");
        String request =
                switch (random.nextInt(12)) {
                    case 0 -> text;
                    case 1 -> "POST / HTTP/1.1\r\n" + text;
                    case 2 -> "POST / HTTP/1.1\r\nHost: a\r\nX-Amz-Target: " + clean + "\r\nContent-Length: 0\r\n\r\n";
                    case 3 -> "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + clean + "\r\n\r\n{}";
                    case 4 -> "POST /" + clean + " HTTP/1.1\r\nHost: a\r\n\r\n";
                    case 5 -> "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + text;
                    case 6 ->
                        "POST / HTTP/1.1\r\nHost: a\r\nAuthorization: AWS4-HMAC-SHA256 " + clean
                                + "\r\nContent-Length: 2\r\n\r\n{}";
                    case 7 ->
                        "POST /?X-Amz-Algorithm=AWS4-HMAC-SHA256&" + clean.replace(' ', '+')
                                + " HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}";
                    case 8 ->
                        "GET / HTTP/1.1\r\nHost: " + clean + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
                    case 9 -> "POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}";
                    case 10 ->
                        "POST / HTTP/1.1\r\nHost: a\r\nAuthorization: AWS4-HMAC-SHA256 Credential=test/" + clean
                                + "/us-east-1/ecs/aws4_request, SignedHeaders=host;x-amz-date, Signature=00\r\n"
                                + "X-Amz-Date: 20261122T105033Z\r\nContent-Length: 2\r\n\r\n{}";
                    default -> clean + " / HTTP/1.1\r\nHost: a\r\n\r\n";
                };
        return request.getBytes(ISO_8859_1);
    }

    private String exchange(byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(5_000);
            OutputStream out = socket.getOutputStream();
            out.write(request);
            out.flush();
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        } catch (SocketException e) {
            // The server closed with our bytes unread: a refusal as well.
            return "";
        }
    }

    private static void assertError(HttpResponse<String> response, int status, String body) {
        assertThat(response.body()).isEqualTo(body);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("x-amzn-RequestId")).isPresent();
        assertThat(response.headers().firstValue("content-type")).hasValue("application/x-amz-json-1.1");
    }
}
