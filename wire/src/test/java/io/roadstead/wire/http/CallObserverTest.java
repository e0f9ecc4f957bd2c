package io.roadstead.wire.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.wire.AwsException;
import io.roadstead.wire.EcsModel;
import io.roadstead.wire.Gate;
import io.roadstead.wire.ObservedCall;
import io.roadstead.wire.ObservedCall.Told;
import io.roadstead.wire.ServiceApi;
import io.roadstead.wire.websocket.WebSocketLimits;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.CreateClusterRequest;
import software.amazon.awssdk.services.ecs.model.CreateClusterResponse;

/** Who observes calls is told of each once, with what was asked and what became of it. */
class CallObserverTest {
    private final Queue<ObservedCall> told = new ConcurrentLinkedQueue<>();
    private final ServiceApi api = EcsModel.api()
            .operation(CreateClusterRequest.class, CreateClusterResponse.class, (caller, request) -> {
                if ("refused".equals(request.clusterName())) {
                    throw AwsException.client("No.");
                }
                if ("broken".equals(request.clusterName())) {
                    throw new IllegalStateException("broken");
                }
                return CreateClusterResponse.builder()
                        .cluster(cluster -> cluster.clusterName("made"))
                        .build();
            })
            .build();
    private final TestServer server = new TestServer(api, Map.of(), WebSocketLimits.DEFAULTS, Gate.OPEN, told::add);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aCallThatWasDoneIsToldBeforeItIsAnswered() throws Exception {
        HttpResponse<String> answer = server.call("CreateCluster", "{\"clusterName\":\"one\"}");
        assertThat(told).singleElement().satisfies(call -> {
            assertThat(answer.headers().firstValue("x-amzn-RequestId")).contains(call.requestId());
            assertThat(call.service() + "." + call.operation()).isEqualTo("ecs.CreateCluster");
            assertThat(call.caller().arn()).isEqualTo("arn:aws:iam::000000000000:root");
            assertThat(call.caller().circumstances().sourceIp()).isEqualTo("127.0.0.1");
            assertThat(call.request())
                    .isEqualTo(Told.of(
                            CreateClusterRequest.builder().clusterName("one").build()));
            assertThat(call.response())
                    .isEqualTo(Told.of(CreateClusterResponse.builder()
                            .cluster(cluster -> cluster.clusterName("made"))
                            .build()));
            assertThat(call.error()).isNull();
            assertThat(call.bodyHash()).isEqualTo(sha256("{\"clusterName\":\"one\"}"));
        });
    }

    @Test
    void theHashIsOfTheBodyAsItCame() throws Exception {
        for (String body : new String[] {"{\"clusterName\":\"one\"}", "{\"clusterName\": \"one\"}", ""}) {
            server.call("CreateCluster", body);
            assertThat(told.remove().bodyHash()).isEqualTo(sha256(body));
        }
    }

    private static String sha256(String text) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    }

    @Test
    void aRefusalIsToldWithTheErrorAndWhatFailedAsTheCallerWasTold() throws Exception {
        server.call("CreateCluster", "{\"clusterName\":\"refused\"}");
        server.call("CreateCluster", "{\"clusterName\":\"broken\"}");
        server.call("CreateCluster", "[]");
        server.call("DeleteCluster", "{}");
        assertThat(told)
                .extracting(call -> call.error() == null ? "" : call.error().errorType())
                .containsExactly(
                        "ClientException", "ServerException", "SerializationException", "UnsupportedFeatureException");
        assertThat(told)
                .extracting(call -> call.request() instanceof Told.Structure)
                .containsExactly(true, true, false, false);
        assertThat(told).extracting(ObservedCall::response).containsOnly(Told.NOTHING);
    }

    @Test
    void whoIsNotKnownAndWhatIsNoOperationIsNotTold() throws Exception {
        server.send(server.signed("CreateCluster", "{}".getBytes(UTF_8), "wrong"));
        server.call("NoSuchOperation", "{}");
        assertThat(told).isEmpty();
    }
}
