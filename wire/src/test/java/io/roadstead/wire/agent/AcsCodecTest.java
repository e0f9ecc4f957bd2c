package io.roadstead.wire.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.wire.agent.AcsMessage.AckRequest;
import io.roadstead.wire.agent.AcsMessage.ExceptionMessage;
import io.roadstead.wire.agent.AcsMessage.HeartbeatMessage;
import io.roadstead.wire.agent.AcsMessage.NackRequest;
import io.roadstead.wire.agent.AcsMessage.PayloadMessage;
import io.roadstead.wire.agent.AcsMessage.TaskManifestMessage;
import io.roadstead.wire.agent.AcsMessage.TaskStopVerificationMessage;
import io.roadstead.wire.agent.AcsMessage.Unknown;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcsCodecTest {
    @Test
    void everyRecordedFrameIsWrittenAsItWasRead() {
        TreeSet<String> kinds = new TreeSet<>();
        for (Recorded frame : Recorded.frames("acs")) {
            AcsMessage message = AcsCodec.decode(frame.text());
            kinds.add(message.getClass().getSimpleName());
            if (!(message instanceof Unknown)) {
                assertThat(Recorded.meaning(Recorded.tree(AcsCodec.encode(message))))
                        .isEqualTo(Recorded.meaning(Recorded.tree(frame.text())));
                assertThat(AcsCodec.decode(AcsCodec.encode(message))).isEqualTo(message);
            }
        }
        assertThat(kinds)
                .containsExactly(
                        "AckRequest",
                        "CloseMessage",
                        "ErrorMessage",
                        "HeartbeatAckRequest",
                        "HeartbeatMessage",
                        "IAMRoleCredentialsAckRequest",
                        "IAMRoleCredentialsMessage",
                        "NackRequest",
                        "PayloadMessage",
                        "TaskManifestMessage",
                        "TaskStopVerificationAck",
                        "TaskStopVerificationMessage",
                        "Unknown");
    }

    @Test
    void aPayloadGivesItsTasksAndContainersWhole() {
        PayloadMessage payload = (PayloadMessage) Recorded.frames("acs").stream()
                .map(frame -> AcsCodec.decode(frame.text()))
                .filter(PayloadMessage.class::isInstance)
                .findFirst()
                .orElseThrow();

        assertThat(payload.seqNum()).isEqualTo(1);
        ProtocolTask task = payload.tasks().getFirst();
        assertThat(task.arn())
                .isEqualTo("arn:aws:ecs:us-east-1:123456789012:task/default/41a16cac43b14382bc4eec8d50ec5cce");
        assertThat(task.desiredStatus()).isEqualTo("RUNNING");
        assertThat(task.cpu()).isNull();
        assertThat(task.roleCredentials())
                .isEqualTo(new IamRoleCredentials(
                        "11111111-2222-3333-4444-555555555555",
                        "arn:aws:iam::123456789012:role/r",
                        "AK",
                        "SK",
                        "TK",
                        "2026-11-22T20:00:00Z",
                        null));
        ProtocolContainer web = task.containers().getFirst();
        assertThat(web.name()).isEqualTo("web");
        assertThat(web.command()).containsExactly("sleep", "100000");
        assertThat(web.entryPoint()).isNull();
        assertThat(web.environment()).isEqualTo(Map.of("A", "1"));
        assertThat(web.essential()).isTrue();
        assertThat(web.memory()).isEqualTo(64);
        assertThat(web.stopTimeout()).isEqualTo(3);
        assertThat(web.healthCheckType()).isEqualTo("docker");
        assertThat(web.portMappings()).containsExactly(new ProtocolContainer.PortMapping(80, 0, null, "tcp"));
        assertThat(web.dockerConfig()).isNotNull();
    }

    @Test
    void aTaskToStopIsWrittenWithItsEmptyListOfContainers() {
        String text = AcsCodec.encode(
                new PayloadMessage("m", "c", "i", List.of(ProtocolTask.toStop("t", "c")), 1L, 2L, null));

        assertThat(text).isEqualTo("""
                        {"type":"PayloadMessage","message":{"messageId":"m","clusterArn":"c",\
                        "containerInstanceArn":"i","tasks":[{"arn":"t","taskClusterArn":"c",\
                        "desiredStatus":"STOPPED","containers":[],"volumes":[]}],"generatedAt":1,"seqNum":2}}""");
    }

    @Test
    void namesAreReadWithoutRegardToCaseExceptThoseOfTheEnvironment() {
        PayloadMessage payload = (PayloadMessage) AcsCodec.decode("""
                {"TYPE":"PayloadMessage","Message":{"MESSAGEID":"m","clusterarn":"c","ContainerInstanceArn":"i",
                 "Tasks":[{"ARN":"t","Containers":[{"Environment":{"a":"1","A":"2"}}]}]}}""");

        assertThat(payload.tasks().getFirst().containers().getFirst().environment())
                .containsExactly(Map.entry("a", "1"), Map.entry("A", "2"));
    }

    @Test
    void theMessageMayComeBeforeTheType() {
        assertThat(AcsCodec.decode(
                        "{\"message\":{\"messageId\":\"h\",\"healthy\":true},\"type\":\"HeartbeatMessage\"}"))
                .isEqualTo(new HeartbeatMessage(true, "h"));
    }

    @Test
    void unknownMembersAndNullsAreIgnored() {
        assertThat(AcsCodec.decode("{\"type\":\"NackRequest\",\"extra\":[1,{}],"
                        + "\"message\":{\"messageId\":\"m\",\"new\":{\"x\":[true]},\"reason\":null}}"))
                .isEqualTo(new NackRequest(null, null, "m", null));
    }

    @Test
    void anAbsentMemberIsNotWritten() {
        assertThat(AcsCodec.encode(new AckRequest(null, null, "m")))
                .isEqualTo("{\"type\":\"AckRequest\",\"message\":{\"messageId\":\"m\"}}");
    }

    @Test
    void anExceptionFrameKeepsItsName() {
        AcsMessage message =
                AcsCodec.decode("{\"type\":\"InactiveInstanceException\",\"message\":{\"message\":\"gone\"}}");

        assertThat(message).isEqualTo(new ExceptionMessage("InactiveInstanceException", "gone"));
        assertThat(AcsCodec.decode(AcsCodec.encode(message))).isEqualTo(message);
    }

    @Test
    void aNewTypeIsTheCaseUnknown() {
        assertThat(AcsCodec.decode("{\"type\":\"SomethingNew\",\"message\":{\"a\":1}}"))
                .isEqualTo(new Unknown("SomethingNew"));
    }

    @Test
    void aWholeManifestTimelineSurvivesEvenPastThirtyTwoBits() {
        TaskManifestMessage manifest = new TaskManifestMessage("m", "c", "i", List.of(), 1L, 1L << 52);

        assertThat(AcsCodec.decode(AcsCodec.encode(manifest))).isEqualTo(manifest);
    }

    @Test
    void aStopVerificationKeepsItsOrder() {
        TaskStopVerificationMessage message = new TaskStopVerificationMessage(
                "m", List.of(new TaskIdentifier("b", null, "STOPPED"), new TaskIdentifier("a", "c", "STOPPED")));

        assertThat(AcsCodec.decode(AcsCodec.encode(message))).isEqualTo(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "nonsense",
                "[]",
                "null",
                "7",
                "{",
                "{\"type\":\"HeartbeatMessage\"",
                "{\"type\":\"HeartbeatMessage\",\"message\":{\"messageId\":\"h\"}} {}",
                "{\"message\":{}}",
                "{\"type\":5,\"message\":{}}",
                "{\"type\":\"HeartbeatMessage\",\"message\":[]}",
                "{\"type\":\"HeartbeatMessage\"}"
            })
    void whatIsNoFrameIsRefused(String text) {
        assertThatThrownBy(() -> AcsCodec.decode(text)).isInstanceOf(FrameException.class);
    }

    @Test
    void aFrameNestedTooDeepIsRefused() {
        assertThatThrownBy(() -> AcsCodec.decode("{\"type\":\"X\",\"message\":" + "[".repeat(10_000)))
                .isInstanceOf(FrameException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"tasks\":[{\"arn\":\"t\",\"memory\":1.5}]}                       | .tasks[0].memory must be a whole number",
                "{\"tasks\":[{\"arn\":\"t\",\"memory\":3000000000}]}                | .tasks[0].memory must be a whole number",
                "{\"tasks\":[{\"arn\":\"t\",\"memory\":1e999}]}                     | .tasks[0].memory must be a whole number",
                "{\"tasks\":[{\"arn\":\"t\",\"containers\":{}}]}                    | .tasks[0].containers must be an array",
                "{\"tasks\":[{\"arn\":\"t\",\"containers\":[{\"command\":[1]}]}]}   | .containers[0].command[0] must be a string",
                "{\"tasks\":[{}]}                                                   | .tasks[0] has no 'arn'",
                "{\"tasks\":[7]}                                                    | .tasks[0] must be an object",
            })
    void aBrokenPayloadIsRefusedWithThePlaceOfTheFault(String members, String complaint) {
        String text = "{\"type\":\"PayloadMessage\",\"message\":{\"messageId\":\"m\",\"clusterArn\":\"c\","
                + "\"containerInstanceArn\":\"i\"," + members.substring(1) + "}";

        assertThatThrownBy(() -> AcsCodec.decode(text))
                .isInstanceOf(FrameException.class)
                .hasMessageContaining(complaint);
    }

    @Test
    void credentialsDoNotShowTheirSecretsInLogs() {
        IamRoleCredentials credentials =
                new IamRoleCredentials("id", "role", "AKID", "verysecret", "token", "soon", null);

        assertThat(credentials.toString()).contains("id", "role").doesNotContain("verysecret", "token");
    }
}
