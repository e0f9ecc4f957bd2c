package io.roadstead.control.gateway;

import io.roadstead.control.gateway.HealthReports.ContainerHealth;
import io.roadstead.core.model.HealthStatus;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.EcsModel;
import io.roadstead.wire.agent.FrameException;
import io.roadstead.wire.agent.TcsCodec;
import io.roadstead.wire.agent.TcsMessage;
import io.roadstead.wire.agent.TcsMessage.AckPublishHealth;
import io.roadstead.wire.agent.TcsMessage.AckPublishInstanceStatus;
import io.roadstead.wire.agent.TcsMessage.AckPublishMetric;
import io.roadstead.wire.agent.TcsMessage.ExceptionMessage;
import io.roadstead.wire.agent.TcsMessage.HeartbeatMessage;
import io.roadstead.wire.agent.TcsMessage.PublishHealthRequest;
import io.roadstead.wire.agent.TcsMessage.PublishInstanceStatusRequest;
import io.roadstead.wire.agent.TcsMessage.PublishMetricsRequest;
import io.roadstead.wire.agent.TcsMessage.StopTelemetrySessionMessage;
import io.roadstead.wire.agent.TcsMessage.Unknown;
import io.roadstead.wire.sigv4.SigV4Verifier;
import io.roadstead.wire.sigv4.SignedFrame;
import io.roadstead.wire.websocket.HandshakeRequest;
import io.roadstead.wire.websocket.Listener;
import io.roadstead.wire.websocket.Session;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One agent's telemetry session: every frame's signature is checked, every publish is handed on and then acknowledged.
 *
 * <p>Source: agent-protocol 4.
 */
final class TcsConnection implements Listener {
    /** Frames that could not be read before the session is given up. */
    static final int MAX_BROKEN_FRAMES = 10;

    private static final Logger log = LoggerFactory.getLogger(TcsConnection.class);

    private final InstanceKey instance;
    private final HandshakeRequest handshake;
    private final Session socket;
    private final SigV4Verifier verifier;
    private final HealthReports health;
    private final MetricsSink metrics;
    private final GatewaySettings settings;
    private final InstantSource clock;
    private final Consumer<TcsConnection> ended;
    private volatile Instant heartbeatAt;
    private int brokenFrames;

    TcsConnection(
            InstanceKey instance,
            HandshakeRequest handshake,
            Session socket,
            SigV4Verifier verifier,
            HealthReports health,
            MetricsSink metrics,
            GatewaySettings settings,
            InstantSource clock,
            Consumer<TcsConnection> ended) {
        this.instance = instance;
        this.handshake = handshake;
        this.socket = socket;
        this.verifier = verifier;
        this.health = health;
        this.metrics = metrics;
        this.settings = settings;
        this.clock = clock;
        this.ended = ended;
        this.heartbeatAt = clock.instant().plus(settings.heartbeat());
    }

    InstanceKey instance() {
        return instance;
    }

    void tick(Instant now) {
        if (!heartbeatAt.isAfter(now)) {
            heartbeatAt = now.plus(settings.heartbeat());
            send(new HeartbeatMessage(true));
        }
    }

    void close(int code, String reason) {
        socket.close(code, reason);
    }

    @Override
    public void onText(String text) {
        TcsMessage message;
        try {
            SignedFrame frame = SignedFrame.parse(text);
            Caller caller = frame.verify(verifier, handshake.path(), handshake.query(), EcsModel.SIGNING_NAME);
            if (!caller.scope().equals(instance.scope())) {
                throw AwsException.accessDenied("The frame is signed by another account than the session.");
            }
            message = TcsCodec.decode(frame.message());
        } catch (AwsException refusal) {
            log.warn("A telemetry frame of {} was refused: {}", instance.arn(), refusal.text());
            send(new ExceptionMessage("BadRequestException", refusal.text()));
            close(Session.POLICY_VIOLATION, "a frame's signature is not right");
            return;
        } catch (FrameException fault) {
            broken(fault);
            return;
        }
        try {
            take(message);
        } catch (RuntimeException fault) {
            // Without an acknowledgement the agent tries another session, so what failed here is not lost for good.
            log.error("A {} of {} could not be taken.", message.type(), instance.arn(), fault);
            send(new ExceptionMessage("ServerException", "The " + message.type() + " could not be taken."));
        }
    }

    @Override
    public void onClose(int code, String reason) {
        ended.accept(this);
    }

    private void take(TcsMessage message) {
        Instant now = clock.instant();
        switch (message) {
            case PublishMetricsRequest request -> {
                metrics.metrics(instance, request, now);
                send(new AckPublishMetric(request.metadata().messageId()));
            }
            case PublishHealthRequest request -> {
                List<ContainerHealth> all = request.tasks().stream()
                        .flatMap(task -> task.containers().stream()
                                .map(c -> new ContainerHealth(
                                        task.taskArn(),
                                        c.containerName(),
                                        status(c.healthStatus()),
                                        c.statusSince(),
                                        c.statusMessage())))
                        .toList();
                health.report(instance, all, now);
                send(new AckPublishHealth(request.metadata().messageId()));
            }
            case PublishInstanceStatusRequest request -> {
                metrics.status(instance, request, now);
                send(new AckPublishInstanceStatus(request.metadata().requestId()));
            }
            case Unknown other -> odd(other);
            case AckPublishMetric other -> odd(other);
            case AckPublishHealth other -> odd(other);
            case AckPublishInstanceStatus other -> odd(other);
            case HeartbeatMessage other -> odd(other);
            case StopTelemetrySessionMessage other -> odd(other);
            case ExceptionMessage other -> odd(other);
        }
    }

    private void odd(TcsMessage message) {
        log.warn("The agent of {} sent {}, which agents do not send.", instance.arn(), message);
    }

    private static HealthStatus status(@Nullable String text) {
        return switch (text) {
            case "HEALTHY" -> HealthStatus.HEALTHY;
            case "UNHEALTHY" -> HealthStatus.UNHEALTHY;
            case null, default -> HealthStatus.UNKNOWN;
        };
    }

    private void broken(FrameException fault) {
        brokenFrames++;
        log.warn("The agent of {} sent a telemetry frame that cannot be read: {}", instance.arn(), fault.getMessage());
        if (brokenFrames >= MAX_BROKEN_FRAMES) {
            close(Session.POLICY_VIOLATION, brokenFrames + " frames could not be read");
        } else {
            send(new ExceptionMessage("BadRequestException", fault.getMessage()));
        }
    }

    private void send(TcsMessage message) {
        if (!socket.send(TcsCodec.encode(message))) {
            close(Session.POLICY_VIOLATION, "the agent does not take what it is sent");
        }
    }
}
