package io.roadstead.wire.agent;

import io.roadstead.wire.agent.TcsMessage.AckPublishHealth;
import io.roadstead.wire.agent.TcsMessage.AckPublishInstanceStatus;
import io.roadstead.wire.agent.TcsMessage.AckPublishMetric;
import io.roadstead.wire.agent.TcsMessage.ContainerHealth;
import io.roadstead.wire.agent.TcsMessage.ExceptionMessage;
import io.roadstead.wire.agent.TcsMessage.HealthMetadata;
import io.roadstead.wire.agent.TcsMessage.HeartbeatMessage;
import io.roadstead.wire.agent.TcsMessage.InstanceStatus;
import io.roadstead.wire.agent.TcsMessage.InstanceStatusMetadata;
import io.roadstead.wire.agent.TcsMessage.MetricsMetadata;
import io.roadstead.wire.agent.TcsMessage.PublishHealthRequest;
import io.roadstead.wire.agent.TcsMessage.PublishInstanceStatusRequest;
import io.roadstead.wire.agent.TcsMessage.PublishMetricsRequest;
import io.roadstead.wire.agent.TcsMessage.StopTelemetrySessionMessage;
import io.roadstead.wire.agent.TcsMessage.TaskHealth;
import io.roadstead.wire.agent.TcsMessage.Unknown;

/**
 * Frames of TCS, both directions, without the signed headers of those an agent sends: see {@link
 * io.roadstead.wire.sigv4.SignedFrame}.
 */
public final class TcsCodec {
    private TcsCodec() {}

    /**
     * Reads one frame's JSON.
     *
     * @throws FrameException when it is no frame, or lacks what its type needs
     */
    public static TcsMessage decode(String json) {
        Frame frame = Frame.read(json);
        Fields in = frame.message();
        return switch (frame.type()) {
            case "PublishMetricsRequest" ->
                new PublishMetricsRequest(
                        in.requiredObject(
                                "metadata",
                                m -> new MetricsMetadata(
                                        m.text("cluster"),
                                        m.text("containerInstance"),
                                        m.text("messageId"),
                                        m.isTrue("idle"),
                                        m.isTrue("fin"))),
                        in.objects("taskMetrics", MetricCodec::task),
                        in.instant("timestamp"));
            case "PublishHealthRequest" ->
                new PublishHealthRequest(
                        in.requiredObject(
                                "metadata",
                                m -> new HealthMetadata(
                                        m.text("cluster"),
                                        m.text("containerInstance"),
                                        m.text("messageId"),
                                        m.isTrue("fin"))),
                        in.objects("tasks", TcsCodec::health),
                        in.instant("timestamp"));
            case "PublishInstanceStatusRequest" ->
                new PublishInstanceStatusRequest(
                        in.requiredObject(
                                "metadata",
                                m -> new InstanceStatusMetadata(
                                        m.text("cluster"), m.text("containerInstance"), m.text("requestId"))),
                        in.objects("statuses", TcsCodec::status),
                        in.instant("timestamp"));
            case "AckPublishMetric" -> new AckPublishMetric(in.text("message"));
            case "AckPublishHealth" -> new AckPublishHealth(in.text("message"));
            case "AckPublishInstanceStatus" -> new AckPublishInstanceStatus(in.text("message"));
            case "HeartbeatMessage" -> new HeartbeatMessage(in.flag("healthy"));
            case "StopTelemetrySessionMessage" -> new StopTelemetrySessionMessage(in.text("message"));
            case "ServerException", "BadRequestException", "InvalidParameterException", "ResourceValidationException" ->
                new ExceptionMessage(frame.type(), in.text("message"));
            default -> new Unknown(frame.type());
        };
    }

    public static String encode(TcsMessage message) {
        return Frame.write(message.type(), out -> members(out, message));
    }

    private static void members(FieldWriter out, TcsMessage message) {
        switch (message) {
            case PublishMetricsRequest m ->
                out.object("metadata", m.metadata(), (o, d) -> o.text("cluster", d.cluster())
                                .text("containerInstance", d.containerInstance())
                                .text("messageId", d.messageId())
                                .flag("idle", d.idle())
                                .flag("fin", d.fin()))
                        .objects("taskMetrics", m.taskMetrics(), MetricCodec::task)
                        .instant("timestamp", m.timestamp());
            case PublishHealthRequest m ->
                out.object("metadata", m.metadata(), (o, d) -> o.text("cluster", d.cluster())
                                .text("containerInstance", d.containerInstance())
                                .text("messageId", d.messageId())
                                .flag("fin", d.fin()))
                        .objects("tasks", m.tasks(), TcsCodec::health)
                        .instant("timestamp", m.timestamp());
            case PublishInstanceStatusRequest m ->
                out.object("metadata", m.metadata(), (o, d) -> o.text("cluster", d.cluster())
                                .text("containerInstance", d.containerInstance())
                                .text("requestId", d.requestId()))
                        .objects("statuses", m.statuses(), TcsCodec::status)
                        .instant("timestamp", m.timestamp());
            case AckPublishMetric m -> out.text("message", m.message());
            case AckPublishHealth m -> out.text("message", m.message());
            case AckPublishInstanceStatus m -> out.text("message", m.message());
            case HeartbeatMessage m -> out.flag("healthy", m.healthy());
            case StopTelemetrySessionMessage m -> out.text("message", m.message());
            case ExceptionMessage m -> out.text("message", m.message());
            case Unknown m ->
                throw new IllegalArgumentException("a message of unknown type cannot be sent: " + m.type());
        }
    }

    private static TaskHealth health(Fields in) {
        return new TaskHealth(
                in.requiredText("taskArn"),
                in.text("taskDefinitionFamily"),
                in.text("taskDefinitionVersion"),
                in.objects(
                        "containers",
                        c -> new ContainerHealth(
                                c.requiredText("containerName"),
                                c.text("healthStatus"),
                                c.instant("statusSince"),
                                c.text("statusMessage"))));
    }

    private static void health(FieldWriter out, TaskHealth task) {
        out.text("taskArn", task.taskArn())
                .text("taskDefinitionFamily", task.taskDefinitionFamily())
                .text("taskDefinitionVersion", task.taskDefinitionVersion())
                .objects("containers", task.containers(), (o, c) -> o.text("containerName", c.containerName())
                        .text("healthStatus", c.healthStatus())
                        .instant("statusSince", c.statusSince())
                        .text("statusMessage", c.statusMessage()));
    }

    private static InstanceStatus status(Fields in) {
        return new InstanceStatus(
                in.text("type"),
                in.text("status"),
                in.text("statusReason"),
                in.instant("lastUpdated"),
                in.instant("lastStatusChange"));
    }

    private static void status(FieldWriter out, InstanceStatus status) {
        out.text("type", status.type())
                .text("status", status.status())
                .text("statusReason", status.statusReason())
                .instant("lastUpdated", status.lastUpdated())
                .instant("lastStatusChange", status.lastStatusChange());
    }
}
