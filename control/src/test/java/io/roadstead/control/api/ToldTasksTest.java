package io.roadstead.control.api;

import static io.roadstead.control.House.SCOPE;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.control.House;
import io.roadstead.control.index.Keys;
import io.roadstead.core.model.AgentConnection;
import io.roadstead.wire.json.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ecs.model.DescribeTasksRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskResponse;
import software.amazon.awssdk.services.ecs.model.SubmitTaskStateChangeRequest;

class ToldTasksTest {
    private final House house = new House();
    private String instance;
    private String task;

    @BeforeEach
    void runOneTask() {
        instance = house.cluster("default").instance("default", 1024, 1024);
        house.definition("web", container -> container.memory(64));
        task = house.call(RunTaskRequest.builder().taskDefinition("web").build(), RunTaskResponse.class)
                .tasks()
                .getFirst()
                .taskArn();
        report("RUNNING");
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void askedAgainATaskIsToldInTheSameBytes() {
        String first = told();
        assertThat(first).contains("\"lastStatus\":\"RUNNING\"", "\"connectivity\":\"CONNECTED\"");
        assertThat(told()).isEqualTo(first);
        assertThat(told()).isEqualTo(first);
    }

    @Test
    void aKeptAnswerEndsWithTheTasksNextReport() {
        told();
        told();
        report("STOPPED");
        assertThat(told()).contains("\"lastStatus\":\"STOPPED\"");
    }

    @Test
    void aKeptAnswerEndsWhenTheAgentGoesAway() {
        told();
        told();
        String id = instance.substring(instance.lastIndexOf('/') + 1);
        AgentConnection gone =
                new AgentConnection(SCOPE, "default", id, false, house.now, "1.0", "hash", "20.10", "test/2");
        house.writers.ofCluster(SCOPE, "default").submit(draft -> {
            draft.put(Keys.agentConnection(SCOPE, "default", id), gone);
            return gone;
        });
        assertThat(told()).contains("\"connectivity\":\"DISCONNECTED\"");
    }

    private String told() {
        return new String(
                Json.encode(
                        house.call(DescribeTasksRequest.builder().tasks(task).build(), DescribeTasksResponse.class)),
                StandardCharsets.UTF_8);
    }

    private void report(String status) {
        house.call(
                SubmitTaskStateChangeRequest.builder().task(task).status(status).build(), SdkPojo.class);
    }
}
