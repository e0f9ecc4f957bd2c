package io.roadstead.wire.agent;

import io.roadstead.wire.agent.AcsMessage.AckRequest;
import io.roadstead.wire.agent.AcsMessage.CloseMessage;
import io.roadstead.wire.agent.AcsMessage.ErrorMessage;
import io.roadstead.wire.agent.AcsMessage.ExceptionMessage;
import io.roadstead.wire.agent.AcsMessage.HeartbeatAckRequest;
import io.roadstead.wire.agent.AcsMessage.HeartbeatMessage;
import io.roadstead.wire.agent.AcsMessage.IAMRoleCredentialsAckRequest;
import io.roadstead.wire.agent.AcsMessage.IAMRoleCredentialsMessage;
import io.roadstead.wire.agent.AcsMessage.NackRequest;
import io.roadstead.wire.agent.AcsMessage.PayloadMessage;
import io.roadstead.wire.agent.AcsMessage.TaskManifestMessage;
import io.roadstead.wire.agent.AcsMessage.TaskStopVerificationAck;
import io.roadstead.wire.agent.AcsMessage.TaskStopVerificationMessage;
import io.roadstead.wire.agent.AcsMessage.Unknown;

/** Frames of ACS, both directions. */
public final class AcsCodec {
    private AcsCodec() {}

    /**
     * Reads one frame.
     *
     * @throws FrameException when it is no frame, or lacks what its type needs; the unmodified agent drops such frames
     *     without an answer
     */
    public static AcsMessage decode(String text) {
        Frame frame = Frame.read(text);
        Fields in = frame.message();
        return switch (frame.type()) {
            case "HeartbeatMessage" -> new HeartbeatMessage(in.flag("healthy"), in.requiredText("messageId"));
            case "HeartbeatAckRequest" -> new HeartbeatAckRequest(in.requiredText("messageId"));
            case "PayloadMessage" ->
                new PayloadMessage(
                        in.requiredText("messageId"),
                        in.requiredText("clusterArn"),
                        in.requiredText("containerInstanceArn"),
                        in.objects("tasks", TaskCodec::task),
                        in.whole("generatedAt"),
                        in.whole("seqNum"),
                        in.whole("timeline"));
            case "AckRequest" ->
                new AckRequest(in.text("cluster"), in.text("containerInstance"), in.requiredText("messageId"));
            case "NackRequest" ->
                new NackRequest(
                        in.text("cluster"),
                        in.text("containerInstance"),
                        in.requiredText("messageId"),
                        in.text("reason"));
            case "IAMRoleCredentialsMessage" ->
                new IAMRoleCredentialsMessage(
                        in.requiredText("messageId"),
                        in.requiredText("taskArn"),
                        in.text("taskClusterArn"),
                        in.requiredText("roleType"),
                        in.requiredObject("roleCredentials", TaskCodec::credentials));
            case "IAMRoleCredentialsAckRequest" ->
                new IAMRoleCredentialsAckRequest(
                        in.requiredText("messageId"), in.text("expiration"), in.text("credentialsId"));
            case "TaskManifestMessage" ->
                new TaskManifestMessage(
                        in.requiredText("messageId"),
                        in.requiredText("clusterArn"),
                        in.requiredText("containerInstanceArn"),
                        in.objects("tasks", TaskCodec::identifier),
                        in.whole("generatedAt"),
                        in.requiredWhole("timeline"));
            case "TaskStopVerificationMessage" ->
                new TaskStopVerificationMessage(
                        in.requiredText("messageId"), in.objects("stopCandidates", TaskCodec::identifier));
            case "TaskStopVerificationAck" ->
                new TaskStopVerificationAck(
                        in.requiredText("messageId"),
                        in.whole("generatedAt"),
                        in.objects("stopTasks", TaskCodec::identifier));
            case "CloseMessage" -> new CloseMessage(in.text("message"));
            case "ErrorMessage" -> new ErrorMessage(in.text("message"));
            case "ServerException",
                    "BadRequestException",
                    "InvalidClusterException",
                    "InvalidInstanceException",
                    "AccessDeniedException",
                    "InactiveInstanceException" -> new ExceptionMessage(frame.type(), in.text("message"));
            default -> new Unknown(frame.type());
        };
    }

    public static String encode(AcsMessage message) {
        return Frame.write(message.type(), out -> members(out, message));
    }

    private static void members(FieldWriter out, AcsMessage message) {
        switch (message) {
            case HeartbeatMessage m -> out.flag("healthy", m.healthy()).text("messageId", m.messageId());
            case HeartbeatAckRequest m -> out.text("messageId", m.messageId());
            case PayloadMessage m ->
                out.text("messageId", m.messageId())
                        .text("clusterArn", m.clusterArn())
                        .text("containerInstanceArn", m.containerInstanceArn())
                        .objects("tasks", m.tasks(), TaskCodec::task)
                        .whole("generatedAt", m.generatedAt())
                        .whole("seqNum", m.seqNum())
                        .whole("timeline", m.timeline());
            case AckRequest m ->
                out.text("cluster", m.cluster())
                        .text("containerInstance", m.containerInstance())
                        .text("messageId", m.messageId());
            case NackRequest m ->
                out.text("cluster", m.cluster())
                        .text("containerInstance", m.containerInstance())
                        .text("messageId", m.messageId())
                        .text("reason", m.reason());
            case IAMRoleCredentialsMessage m ->
                out.text("messageId", m.messageId())
                        .text("taskArn", m.taskArn())
                        .text("taskClusterArn", m.taskClusterArn())
                        .text("roleType", m.roleType())
                        .object("roleCredentials", m.roleCredentials(), TaskCodec::credentials);
            case IAMRoleCredentialsAckRequest m ->
                out.text("messageId", m.messageId())
                        .text("expiration", m.expiration())
                        .text("credentialsId", m.credentialsId());
            case TaskManifestMessage m ->
                out.text("messageId", m.messageId())
                        .text("clusterArn", m.clusterArn())
                        .text("containerInstanceArn", m.containerInstanceArn())
                        .objects("tasks", m.tasks(), TaskCodec::identifier)
                        .whole("generatedAt", m.generatedAt())
                        .whole("timeline", m.timeline());
            case TaskStopVerificationMessage m ->
                out.text("messageId", m.messageId())
                        .objects("stopCandidates", m.stopCandidates(), TaskCodec::identifier);
            case TaskStopVerificationAck m ->
                out.text("messageId", m.messageId())
                        .whole("generatedAt", m.generatedAt())
                        .objects("stopTasks", m.stopTasks(), TaskCodec::identifier);
            case CloseMessage m -> out.text("message", m.message());
            case ErrorMessage m -> out.text("message", m.message());
            case ExceptionMessage m -> out.text("message", m.message());
            case Unknown m ->
                throw new IllegalArgumentException("a message of unknown type cannot be sent: " + m.type());
        }
    }
}
