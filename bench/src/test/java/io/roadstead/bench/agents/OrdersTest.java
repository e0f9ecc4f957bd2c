package io.roadstead.bench.agents;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.bench.agents.Orders.TaskOrder;
import io.roadstead.wire.agent.AcsCodec;
import io.roadstead.wire.agent.AcsMessage.HeartbeatMessage;
import io.roadstead.wire.agent.AcsMessage.PayloadMessage;
import io.roadstead.wire.agent.AcsMessage.TaskManifestMessage;
import io.roadstead.wire.agent.AcsMessage.TaskStopVerificationAck;
import io.roadstead.wire.agent.ProtocolTask;
import io.roadstead.wire.agent.TaskIdentifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The messages are those the control plane's own codec writes. */
class OrdersTest {
    @Test
    void aPayloadTellsItsTasksAndTheirContainers() throws IOException {
        String payload = """
                {"type":"PayloadMessage","message":{"messageId":"m1","clusterArn":"c","containerInstanceArn":"i",
                 "tasks":[{"arn":"t1","taskClusterArn":"c","desiredStatus":"RUNNING","containers":[
                   {"name":"main","image":"busybox","environment":{"name":"not a container"},"command":["name"]},
                   {"name":"log","dependsOn":[{"containerName":"main"}]}],"networkMode":"bridge"},
                  {"arn":"t2","desiredStatus":"STOPPED","containers":[]}],"seqNum":7}}""";

        assertThat(read(payload))
                .isEqualTo(new Orders(
                        "PayloadMessage",
                        "m1",
                        List.of(
                                new TaskOrder("t1", "RUNNING", List.of("main", "log")),
                                new TaskOrder("t2", "STOPPED", List.of()))));
    }

    @Test
    void whatTheControlPlaneWritesIsUnderstood() throws IOException {
        List<TaskIdentifier> tasks = List.of(new TaskIdentifier("t1", "c", "RUNNING"));

        assertThat(read(AcsCodec.encode(new HeartbeatMessage(true, "m1"))))
                .isEqualTo(new Orders("HeartbeatMessage", "m1", List.of()));
        assertThat(read(AcsCodec.encode(
                        new PayloadMessage("m2", "c", "i", List.of(ProtocolTask.toStop("t1", "c")), 1L, 2L, null))))
                .isEqualTo(new Orders("PayloadMessage", "m2", List.of(new TaskOrder("t1", "STOPPED", List.of()))));
        assertThat(read(AcsCodec.encode(new TaskManifestMessage("m3", "c", "i", tasks, 1L, 2L))))
                .isEqualTo(new Orders("TaskManifestMessage", "m3", List.of(new TaskOrder("t1", "RUNNING", List.of()))));
        assertThat(read(AcsCodec.encode(new TaskStopVerificationAck("m4", 1L, tasks))))
                .isEqualTo(new Orders(
                        "TaskStopVerificationAck", "m4", List.of(new TaskOrder("t1", "RUNNING", List.of()))));
    }

    private static Orders read(String text) throws IOException {
        byte[] bytes = ("xx" + text + "yy").getBytes(StandardCharsets.UTF_8);
        return Orders.read(bytes, 2, bytes.length - 4);
    }
}
