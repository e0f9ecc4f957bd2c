package io.roadstead.agent.control;

import io.roadstead.agent.config.AgentConfig;
import io.roadstead.agent.engine.EngineState;
import io.roadstead.agent.runtime.ContainerRuntime;
import io.roadstead.agent.runtime.RuntimeFault;
import io.roadstead.wire.agent.FrameException;
import io.roadstead.wire.agent.TcsCodec;
import io.roadstead.wire.agent.TcsMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The telemetry channel: whether the engine answers, how containers are, what they use, and that nothing runs when
 * nothing does.
 *
 * <p>Health is told with every round, as the unmodified agent does, and a change of it at once, as that one does not.
 * Source: agent-protocol 4.
 */
final class TcsChannel implements SessionLoop.Channel {
    private static final Logger log = LoggerFactory.getLogger(TcsChannel.class);

    private final AgentConfig config;
    private final String instanceArn;
    private final String dockerVersion;
    private final ContainerRuntime runtime;
    private final Supplier<EngineState> state;
    private final BooleanSupplier idle;
    private final Supplier<List<TcsMessage.TaskMetric>> metrics;
    private final Clock clock;
    private final Duration every;
    private final HealthTelemetry health;
    private final AtomicBoolean statusDue = new AtomicBoolean(true);
    private Instant next = Instant.MIN;
    private Instant statusSince;
    private String status = "INITIALIZING";

    /**
     * @param idle whether no container runs on this host
     * @param metrics what tasks used since this was last asked
     */
    TcsChannel(
            AgentConfig config,
            String instanceArn,
            String dockerVersion,
            ContainerRuntime runtime,
            Supplier<EngineState> state,
            BooleanSupplier idle,
            Supplier<List<TcsMessage.TaskMetric>> metrics,
            Clock clock,
            Duration every) {
        this.config = config;
        this.instanceArn = instanceArn;
        this.dockerVersion = dockerVersion;
        this.runtime = runtime;
        this.state = state;
        this.idle = idle;
        this.metrics = metrics;
        this.clock = clock;
        this.every = every;
        this.statusSince = clock.instant();
        this.health = new HealthTelemetry(config.cluster(), instanceArn);
    }

    /** The control plane asked, by a heartbeat, how the instance is. */
    void askedForStatus() {
        statusDue.set(true);
    }

    @Override
    public String endpointMember() {
        return "telemetryEndpoint";
    }

    @Override
    public Map<String, String> query() {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("agentHash", AgentVersion.HASH);
        query.put("agentVersion", AgentVersion.VERSION);
        query.put("cluster", config.cluster());
        query.put("containerInstance", instanceArn);
        query.put("dockerVersion", dockerVersion);
        return query;
    }

    @Override
    public void opened(SessionLoop.Line line) {
        next = clock.instant();
    }

    @Override
    public void closed() {
        statusDue.set(true);
    }

    @Override
    public boolean heard(String text, SessionLoop.Line line) {
        TcsMessage message;
        try {
            message = TcsCodec.decode(text);
        } catch (FrameException e) {
            log.warn("A telemetry answer cannot be read: {}", e.getMessage());
            return false;
        }
        return switch (message) {
            case TcsMessage.HeartbeatMessage _,
                    TcsMessage.AckPublishMetric _,
                    TcsMessage.AckPublishHealth _,
                    TcsMessage.AckPublishInstanceStatus _ -> true;
            case TcsMessage.StopTelemetrySessionMessage _,
                    TcsMessage.ExceptionMessage _,
                    TcsMessage.Unknown _,
                    TcsMessage.PublishMetricsRequest _,
                    TcsMessage.PublishHealthRequest _,
                    TcsMessage.PublishInstanceStatusRequest _ -> {
                log.info("A telemetry message that is no sign of life: {}", message.type());
                yield false;
            }
        };
    }

    @Override
    public Instant due(Instant now, SessionLoop.Line line) {
        boolean round = !now.isBefore(next);
        health.due(state.get(), now, round).forEach(news -> line.sendSigned(TcsCodec.encode(news)));
        if (round) {
            next = now.plus(every);
            MetricsTelemetry.messages(config.cluster(), instanceArn, idle.getAsBoolean(), metrics.get(), now)
                    .forEach(message -> line.sendSigned(TcsCodec.encode(message)));
            if (statusDue.getAndSet(false)) {
                line.sendSigned(TcsCodec.encode(status(now)));
            }
        }
        return next;
    }

    private TcsMessage.PublishInstanceStatusRequest status(Instant now) {
        String found = "OK";
        try {
            runtime.ping();
        } catch (RuntimeFault e) {
            log.warn("Docker does not answer", e);
            found = "IMPAIRED";
        }
        if (!found.equals(status)) {
            status = found;
            statusSince = now;
        }
        return new TcsMessage.PublishInstanceStatusRequest(
                new TcsMessage.InstanceStatusMetadata(
                        config.cluster(), instanceArn, UUID.randomUUID().toString()),
                List.of(new TcsMessage.InstanceStatus("ContainerRuntime", status, null, now, statusSince)),
                now);
    }
}
