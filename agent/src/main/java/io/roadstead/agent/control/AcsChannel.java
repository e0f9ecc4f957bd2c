package io.roadstead.agent.control;

import io.roadstead.agent.config.AgentConfig;
import io.roadstead.agent.credentials.RoleCredentials;
import io.roadstead.agent.engine.Event;
import io.roadstead.agent.engine.TaskSpec;
import io.roadstead.agent.engine.TaskState;
import io.roadstead.agent.loop.EngineLoop;
import io.roadstead.agent.state.AgentStore;
import io.roadstead.agent.state.Registration;
import io.roadstead.core.model.DesiredStatus;
import io.roadstead.wire.agent.AcsCodec;
import io.roadstead.wire.agent.AcsMessage;
import io.roadstead.wire.agent.FrameException;
import io.roadstead.wire.agent.IamRoleCredentials;
import io.roadstead.wire.agent.ProtocolTask;
import io.roadstead.wire.agent.TaskIdentifier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control channel: what the control plane wants. A payload is acknowledged once the engine has it on disk, never
 * before. Source: agent-protocol 2.5, 2.6, 2.12.
 */
final class AcsChannel implements SessionLoop.Channel {
    private static final Logger log = LoggerFactory.getLogger(AcsChannel.class);

    private final AgentConfig config;
    private final String instanceArn;
    private final String dockerVersion;
    private final EngineLoop engine;
    private final AgentStore store;
    private final RoleCredentials roles;
    private final Runnable heartbeat;
    private final Runnable connected;
    private Registration registration;
    private boolean everConnected;
    private volatile boolean open;
    private @Nullable String manifestId;

    /**
     * @param roles gets the credentials that come
     * @param heartbeat told of each of the control plane's heartbeats
     * @param connected told of each session's beginning
     */
    AcsChannel(
            AgentConfig config,
            Registration registration,
            String instanceArn,
            String dockerVersion,
            EngineLoop engine,
            AgentStore store,
            RoleCredentials roles,
            Runnable heartbeat,
            Runnable connected) {
        this.config = config;
        this.registration = registration;
        this.instanceArn = instanceArn;
        this.dockerVersion = dockerVersion;
        this.engine = engine;
        this.store = store;
        this.roles = roles;
        this.heartbeat = heartbeat;
        this.connected = connected;
    }

    boolean isOpen() {
        return open;
    }

    @Override
    public String endpointMember() {
        return "endpoint";
    }

    @Override
    public Map<String, String> query() {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("agentHash", AgentVersion.HASH);
        query.put("agentVersion", AgentVersion.VERSION);
        query.put("clusterArn", config.cluster());
        query.put("containerInstanceArn", instanceArn);
        query.put("dockerVersion", "DockerVersion: " + dockerVersion);
        query.put("protocolVersion", "2");
        query.put("sendCredentials", Boolean.toString(!everConnected));
        query.put("seqNum", "1");
        return query;
    }

    @Override
    public void opened(SessionLoop.Line line) {
        everConnected = true;
        open = true;
        log.info("Connected to {} as {}", config.server(), instanceArn);
        connected.run();
    }

    @Override
    public void closed() {
        open = false;
    }

    @Override
    public Instant due(Instant now, SessionLoop.Line line) {
        return Instant.MAX;
    }

    @Override
    public boolean heard(String text, SessionLoop.Line line) throws InterruptedException {
        AcsMessage message;
        try {
            message = AcsCodec.decode(text);
        } catch (FrameException e) {
            log.warn("A message of the control plane cannot be read and is dropped: {}", e.getMessage());
            return false;
        }
        switch (message) {
            case AcsMessage.HeartbeatMessage beat -> {
                line.send(AcsCodec.encode(new AcsMessage.HeartbeatAckRequest(beat.messageId())));
                heartbeat.run();
            }
            case AcsMessage.PayloadMessage payload -> payload(payload, line);
            case AcsMessage.TaskManifestMessage manifest -> manifest(manifest, line);
            case AcsMessage.TaskStopVerificationAck verified -> stopVerified(verified);
            case AcsMessage.IAMRoleCredentialsMessage credentials -> {
                // Those of a task not known here get no answer. Source: agent-protocol 2.11.
                if (engine.state().tasks().containsKey(credentials.taskArn())) {
                    hold(
                            credentials.taskArn(),
                            RoleCredentials.Role.of(credentials.roleType()),
                            credentials.roleCredentials());
                    acknowledge(credentials.messageId(), credentials.roleCredentials(), line);
                }
            }
            case AcsMessage.CloseMessage close -> log.info("The control plane closes: {}", close.message());
            case AcsMessage.ErrorMessage error -> log.warn("The control plane says: {}", error.message());
            case AcsMessage.ExceptionMessage fault -> log.warn("{}: {}", fault.type(), fault.message());
            case AcsMessage.Unknown unknown -> {
                log.debug("A {} is not for this agent", unknown.type());
                return false;
            }
            case AcsMessage.HeartbeatAckRequest own -> log.warn("The control plane sent an agent's message: {}", own);
            case AcsMessage.AckRequest own -> log.warn("The control plane sent an agent's message: {}", own);
            case AcsMessage.NackRequest own -> log.warn("The control plane sent an agent's message: {}", own);
            case AcsMessage.IAMRoleCredentialsAckRequest own ->
                log.warn("The control plane sent an agent's message: {}", own.type());
            case AcsMessage.TaskStopVerificationMessage own ->
                log.warn("The control plane sent an agent's message: {}", own.type());
        }
        return true;
    }

    private void payload(AcsMessage.PayloadMessage payload, SessionLoop.Line line) throws InterruptedException {
        PayloadReader.Reading reading = PayloadReader.read(payload.tasks());
        for (Event.TaskRefused refused : reading.refused()) {
            log.warn("Task {} is refused: {}", refused.taskArn(), refused.reason());
            durably(refused);
        }
        // Before the engine has the tasks: their containers may ask for credentials as soon as they run.
        for (ProtocolTask task : payload.tasks()) {
            hold(task.arn(), Optional.of(RoleCredentials.Role.TASK), task.roleCredentials());
            hold(task.arn(), Optional.of(RoleCredentials.Role.EXECUTION), task.executionRoleCredentials());
        }
        durably(new Event.TasksReceived(reading.wishes()));
        forgetRoles();
        Long number = payload.seqNum();
        if (number != null && number > registration.sequenceNumber()) {
            registration = registration.at(number);
        }
        if (reading.refused().isEmpty()) {
            line.send(AcsCodec.encode(new AcsMessage.AckRequest(
                    payload.clusterArn(), payload.containerInstanceArn(), payload.messageId())));
            for (ProtocolTask task : payload.tasks()) {
                acknowledge(payload.messageId(), task.roleCredentials(), line);
                acknowledge(payload.messageId(), task.executionRoleCredentials(), line);
            }
        }
    }

    private void hold(String taskArn, Optional<RoleCredentials.Role> role, @Nullable IamRoleCredentials credentials) {
        if (role.isPresent() && credentials != null) {
            roles.hold(taskArn, role.get(), credentials);
        }
    }

    /** Those of the task's role end with it, the execution role's when it is cleaned up. Source: agent-protocol 2.11. */
    private void forgetRoles() {
        Map<String, TaskState> known = engine.state().tasks();
        roles.forget((taskArn, role) -> {
            TaskState task = known.get(taskArn);
            return task == null || (role == RoleCredentials.Role.TASK && task.stoppedAt() != null);
        });
    }

    private static void acknowledge(String messageId, @Nullable IamRoleCredentials credentials, SessionLoop.Line line) {
        if (credentials != null) {
            line.send(AcsCodec.encode(new AcsMessage.IAMRoleCredentialsAckRequest(
                    messageId, credentials.expiration(), credentials.credentialsId())));
        }
    }

    /** Tasks that run here and are not in the manifest are asked about once more before they are stopped. */
    private void manifest(AcsMessage.TaskManifestMessage manifest, SessionLoop.Line line) {
        if (manifest.timeline() <= registration.sequenceNumber()) {
            log.debug("A manifest is older than what was taken: {}", manifest.timeline());
            return;
        }
        registration = registration.at(manifest.timeline());
        store.save(registration);
        manifestId = manifest.messageId();
        Set<String> wanted = new HashSet<>();
        for (TaskIdentifier task : manifest.tasks()) {
            if ("RUNNING".equals(task.desiredStatus())) {
                wanted.add(task.taskArn());
            }
        }
        List<TaskIdentifier> candidates = new ArrayList<>();
        for (TaskState task : engine.state().tasks().values()) {
            if (task.desired() == DesiredStatus.RUNNING
                    && !wanted.contains(task.spec().arn())) {
                candidates.add(new TaskIdentifier(task.spec().arn(), manifest.clusterArn(), "STOPPED"));
            }
        }
        line.send(AcsCodec.encode(new AcsMessage.AckRequest(
                manifest.clusterArn(), manifest.containerInstanceArn(), manifest.messageId())));
        if (!candidates.isEmpty()) {
            line.send(AcsCodec.encode(new AcsMessage.TaskStopVerificationMessage(manifest.messageId(), candidates)));
        }
    }

    private void stopVerified(AcsMessage.TaskStopVerificationAck verified) throws InterruptedException {
        if (!verified.messageId().equals(manifestId)) {
            return;
        }
        manifestId = null;
        Map<String, TaskState> known = engine.state().tasks();
        List<Event.TasksReceived.Wish> stops = verified.stopTasks().stream()
                .filter(task -> known.containsKey(task.taskArn()))
                .map(task -> new Event.TasksReceived.Wish(TaskSpec.unknown(task.taskArn()), DesiredStatus.STOPPED))
                .toList();
        durably(new Event.TasksReceived(stops));
    }

    private void durably(Event event) throws InterruptedException {
        try {
            engine.submit(event).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "the engine failed at " + event.getClass().getSimpleName(), e);
        }
    }
}
