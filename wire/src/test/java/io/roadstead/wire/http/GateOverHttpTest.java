package io.roadstead.wire.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.wire.AwsException;
import io.roadstead.wire.Demand;
import io.roadstead.wire.EcsModel;
import io.roadstead.wire.Gate;
import io.roadstead.wire.ServiceApi;
import io.roadstead.wire.websocket.WebSocketLimits;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.CreateClusterRequest;
import software.amazon.awssdk.services.ecs.model.CreateClusterResponse;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskResponse;

/** The gate on a call's way: after it was understood, before anything is done. */
class GateOverHttpTest {
    private final AtomicInteger done = new AtomicInteger();
    private final List<String> asked = new ArrayList<>();
    private final ServiceApi api = EcsModel.api()
            .operation(CreateClusterRequest.class, CreateClusterResponse.class, (_, _) -> {
                done.incrementAndGet();
                return CreateClusterResponse.builder().build();
            })
            .operation(RunTaskRequest.class, RunTaskResponse.class, (_, _) -> {
                done.incrementAndGet();
                return RunTaskResponse.builder().build();
            })
            .own("ListClusters", (_, body) -> {
                done.incrementAndGet();
                return body;
            })
            .rules((caller, operation, request) -> request instanceof RunTaskRequest run
                    ? List.of(Demand.of("ecs:RunTask", caller.scope().arn("task-definition/" + run.taskDefinition())))
                    : List.of())
            .build();
    private final TestServer server = new TestServer(api, Map.of(), WebSocketLimits.DEFAULTS, this::admit);

    private Gate.Verdict admit(Gate.Attempt attempt, java.util.function.Supplier<List<Demand>> demands) {
        List<Demand> wanted = demands.get();
        wanted.forEach(demand -> asked.add(attempt.operation() + " " + demand.action() + " " + demand.resources() + " "
                + attempt.caller().circumstances().sourceIp()));
        if (wanted.isEmpty()) {
            return Gate.Verdict.ALLOWED;
        }
        if (wanted.getFirst().resources().getFirst().endsWith("secret")) {
            throw AwsException.accessDenied("User: x is not authorized");
        }
        return Gate.Verdict.WOULD_BE_DENIED;
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whatIsDeniedIsNotDone() throws Exception {
        HttpResponse<String> response = server.call("RunTask", "{\"taskDefinition\":\"secret\"}");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .isEqualTo("{\"__type\":\"AccessDeniedException\",\"message\":\"User: x is not authorized\"}");
        assertThat(done).hasValue(0);
        assertThat(asked)
                .containsExactly("ecs.RunTask ecs:RunTask"
                        + " [arn:aws:ecs:eu-central-1:000000000000:task-definition/secret] 127.0.0.1");
    }

    @Test
    void whatWouldBeDeniedIsDoneAndNoted() throws Exception {
        assertThat(server.call("RunTask", "{\"taskDefinition\":\"web\"}").statusCode())
                .isEqualTo(200);
        assertThat(done).hasValue(1);
        Awaitility.await().atMost(5, TimeUnit.SECONDS).until(() -> !server.calls()
                .isEmpty());
        assertThat(server.calls()).extracting(AccessLog.Call::outcome).containsExactly("200 would-be-denied");
    }

    @Test
    void aMissingMemberIsRefusedBeforeAnybodyIsAsked() throws Exception {
        assertThat(server.call("RunTask", "{}").body()).contains("TaskDefinition is missing");
        assertThat(asked).isEmpty();
        assertThat(done).hasValue(0);
    }

    @Test
    void whatNeedsNothingIsDone() throws Exception {
        assertThat(server.call("CreateCluster", "{}").statusCode()).isEqualTo(200);
        assertThat(asked).isEmpty();
        assertThat(done).hasValue(1);
    }

    @Test
    void anOperationThatReadsItsJsonItselfNeedsItsName() throws Exception {
        assertThat(server.call("ListClusters", "{}").statusCode()).isEqualTo(200);
        assertThat(asked).containsExactly("ecs.ListClusters ecs:ListClusters [*] 127.0.0.1");
    }
}
