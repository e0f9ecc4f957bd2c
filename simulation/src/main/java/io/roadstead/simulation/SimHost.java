package io.roadstead.simulation;

import io.roadstead.simulation.SimTask.Phase;
import io.roadstead.simulation.SimTask.Told;
import io.roadstead.wire.agent.AcsCodec;
import io.roadstead.wire.agent.AcsMessage;
import io.roadstead.wire.agent.ProtocolContainer;
import io.roadstead.wire.agent.ProtocolTask;
import io.roadstead.wire.agent.TaskIdentifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.Attribute;
import software.amazon.awssdk.services.ecs.model.RegisterContainerInstanceRequest;
import software.amazon.awssdk.services.ecs.model.RegisterContainerInstanceResponse;
import software.amazon.awssdk.services.ecs.model.Resource;

/**
 * A machine of the fleet and its agent: a small, honest model of what ours and the unmodified one do over the wire. It
 * registers, dials, acknowledges, runs what it is told, tells of it until it is acknowledged, and asks before it kills
 * what a manifest does not name. Source: agent-protocol 2.3, 2.6, 2.12, 3.
 *
 * <p>Its process may crash: containers go on meanwhile. With its memory it finds them again; without, the machine is a
 * new instance and the old one never comes back.
 */
final class SimHost {
    static final Duration CALL_PATIENCE = Duration.ofSeconds(10);

    private final SimWorld world;
    private final String name;
    private final String cluster;
    private final String zone;
    private final int cpu;
    private final int memory;
    private final Draw draw;
    private final SimProcess process;
    private final SimSession session;
    private final SimReports reports;
    private final SimEngine engine;
    private final Map<String, SimTask> tasks = new LinkedHashMap<>();
    private @Nullable String instanceArn;
    private long newestNumber;
    private boolean lost;
    private @Nullable String manifestId;

    SimHost(SimWorld world, String name, String cluster, String zone, int cpu, int memory, Draw draw) {
        this.world = world;
        this.name = name;
        this.cluster = cluster;
        this.zone = zone;
        this.cpu = cpu;
        this.memory = memory;
        this.draw = draw;
        this.process = new SimProcess(world.timeline());
        this.session = new SimSession(world, this, process, cluster, draw);
        this.reports = new SimReports(world, this, process, session, cluster, draw);
        this.engine = new SimEngine(
                world,
                process,
                draw,
                task -> tasks.get(task.arn) == task,
                reports::tell,
                task -> reports.tellHealth(List.of(task)));
    }

    String name() {
        return name;
    }

    @Nullable
    String instanceArn() {
        return instanceArn;
    }

    /** Whether its agent is there and means to stay. */
    boolean serving() {
        return process.running() && !session.retired() && !lost;
    }

    boolean lost() {
        return lost;
    }

    /** Whether it was told that its instance is deregistered. */
    boolean retired() {
        return session.retired();
    }

    /** Connected, and it has told of all tasks but those that come and go for ever. */
    boolean settled(Predicate<String> restless) {
        return session.socket() != null
                && tasks.values().stream().allMatch(task -> told(task) || restless.test(task.arn));
    }

    private static boolean told(SimTask task) {
        return switch (task.phase) {
            case PULLING -> false;
            case RUNNING -> task.told == Told.RUNNING && !task.stopWanted;
            case STOPPED -> task.told == Told.STOPPED;
        };
    }

    /** The ARNs of the tasks whose containers run or are about to. */
    Set<String> liveTasks() {
        Set<String> live = new HashSet<>();
        tasks.values().stream().filter(SimTask::live).forEach(task -> live.add(task.arn));
        return live;
    }

    /** What it knows of a task, for people. */
    String says(String arn) {
        SimTask task = tasks.get(arn);
        return arn + ", on " + name
                + (task == null
                        ? " unknown"
                        : " " + task.phase + (task.stopWanted ? ", to be stopped" : "") + ", told " + task.told + ", "
                                + task.reportsUnderWay + " reports under way");
    }

    // ---- life

    void start() {
        if (process.running() || lost) {
            return;
        }
        process.begins();
        session.begin();
        manifestId = null;
        world.trace("agent starts", name);
        for (SimTask task : List.copyOf(tasks.values())) {
            task.reportsUnderWay = 0;
            if (task.phase == Phase.PULLING) {
                engine.pull(task);
            } else if (task.phase == Phase.RUNNING && task.stopWanted) {
                engine.stop(task);
            }
            reports.tell(task);
        }
        register();
        session.watchSilence();
        reports.telemetry(tasks.values());
    }

    /** The agent's process ends; containers go on. */
    void crash(boolean withMemory) {
        if (!process.running()) {
            return;
        }
        world.trace(withMemory ? "agent crashes" : "agent crashes and forgets", name);
        process.ends();
        session.drop(false);
        if (!withMemory) {
            forgetInstance();
        }
    }

    /** The machine is gone, with all that ran on it. */
    void lose() {
        world.trace("host lost", name);
        lost = true;
        process.ends();
        session.drop(true);
        forgetInstance();
    }

    private void forgetInstance() {
        if (instanceArn != null) {
            world.abandoned(instanceArn);
        }
        instanceArn = null;
        newestNumber = 0;
        tasks.clear();
        session.forget();
    }

    /** An operator makes a new instance of a machine whose instance was deregistered. */
    void reprovision() {
        if (process.running() && session.retired() && !lost) {
            world.trace("host reprovisioned", name);
            process.ends();
            session.drop(false);
            tasks.clear();
            instanceArn = null;
            newestNumber = 0;
            session.forget();
            start();
        }
    }

    // ---- registration

    private void register() {
        String known = instanceArn;
        RegisterContainerInstanceRequest request = RegisterContainerInstanceRequest.builder()
                .cluster(cluster)
                .containerInstanceArn(known)
                .totalResources(
                        Resource.builder()
                                .name("CPU")
                                .type("INTEGER")
                                .integerValue(cpu)
                                .build(),
                        Resource.builder()
                                .name("MEMORY")
                                .type("INTEGER")
                                .integerValue(memory)
                                .build(),
                        Resource.builder()
                                .name("PORTS")
                                .type("STRINGSET")
                                .stringSetValue("22", "2375")
                                .build(),
                        Resource.builder()
                                .name("PORTS_UDP")
                                .type("STRINGSET")
                                .stringSetValue(List.of())
                                .build())
                .attributes(Attribute.builder()
                        .name("ecs.availability-zone")
                        .value(zone)
                        .build())
                .build();
        int mine = process.number();
        world.call(name, world.anyServer(draw), "RegisterContainerInstance", request, CALL_PATIENCE, answer -> {
            if (process.number() != mine) {
                return;
            }
            switch (answer) {
                case Answer.Done(RegisterContainerInstanceResponse response) -> {
                    instanceArn = response.containerInstance().containerInstanceArn();
                    world.registered(instanceArn, this);
                    session.dial();
                }
                case Answer.Refused refused -> {
                    // The instance is gone for good: the machine is a new one from now on.
                    world.trace("registration refused", name, refused.message());
                    tasks.clear();
                    instanceArn = null;
                    newestNumber = 0;
                    process.later(session.pause(), this::register);
                }
                case Answer.Done _, Answer.Failed _, Answer.Silence _ -> process.later(session.pause(), this::register);
            }
        });
    }

    // ---- what the control plane says

    void heard(SimSocket from, String text) {
        AcsMessage message;
        try {
            message = AcsCodec.decode(text);
        } catch (io.roadstead.wire.agent.FrameException e) {
            throw new Violation("servers send what agents can read", name + ": " + e.getMessage());
        }
        switch (message) {
            case AcsMessage.HeartbeatMessage beat ->
                from.say(AcsCodec.encode(new AcsMessage.HeartbeatAckRequest(beat.messageId())));
            case AcsMessage.PayloadMessage payload -> payload(from, payload);
            case AcsMessage.TaskManifestMessage manifest -> manifest(from, manifest);
            case AcsMessage.TaskStopVerificationAck verified -> verified(verified);
            case AcsMessage.ExceptionMessage fault ->
                throw new Violation("servers read what agents send", name + ": " + fault.message());
            case AcsMessage.IAMRoleCredentialsMessage _,
                    AcsMessage.CloseMessage _,
                    AcsMessage.ErrorMessage _,
                    AcsMessage.Unknown _,
                    AcsMessage.HeartbeatAckRequest _,
                    AcsMessage.AckRequest _,
                    AcsMessage.NackRequest _,
                    AcsMessage.IAMRoleCredentialsAckRequest _,
                    AcsMessage.TaskStopVerificationMessage _ -> world.trace("agent ignores", name, message.type());
        }
    }

    private void payload(SimSocket from, AcsMessage.PayloadMessage payload) {
        Long number = payload.seqNum();
        if (number != null) {
            newestNumber = Math.max(newestNumber, number);
        }
        for (ProtocolTask task : payload.tasks()) {
            if ("STOPPED".equals(task.desiredStatus())) {
                toStop(task.arn());
            }
        }
        for (ProtocolTask task : payload.tasks()) {
            if ("RUNNING".equals(task.desiredStatus())) {
                toRun(task);
            }
        }
        from.say(AcsCodec.encode(
                new AcsMessage.AckRequest(payload.clusterArn(), payload.containerInstanceArn(), payload.messageId())));
    }

    private void toRun(ProtocolTask wanted) {
        if (tasks.containsKey(wanted.arn())) {
            return;
        }
        List<String> names = new ArrayList<>();
        for (ProtocolContainer container : wanted.containers()) {
            names.add(String.valueOf(container.name()));
        }
        SimTask task = new SimTask(
                wanted.arn(),
                names,
                Behaviour.of(String.valueOf(wanted.containers().getFirst().image())),
                wanted.containers().getFirst().healthCheckType() != null);
        tasks.put(task.arn, task);
        world.trace("agent takes", name, task.id());
        engine.pull(task);
    }

    private void toStop(String arn) {
        SimTask task = tasks.get(arn);
        if (task == null) {
            // Never heard of: taken, and told STOPPED without running anything.
            SimTask unknown = new SimTask(arn, List.of(), Behaviour.of(Behaviour.STEADY), false);
            unknown.phase = Phase.STOPPED;
            unknown.stopWanted = true;
            unknown.reason = "TaskStateError: Agent could not progress task's state to stopped";
            tasks.put(arn, unknown);
            reports.tell(unknown);
        } else if (!task.stopWanted) {
            task.stopWanted = true;
            if (task.phase == Phase.RUNNING) {
                engine.stop(task);
            }
        }
    }

    private void manifest(SimSocket from, AcsMessage.TaskManifestMessage manifest) {
        if (manifest.timeline() <= newestNumber) {
            world.trace("agent drops a manifest", name);
            return;
        }
        newestNumber = manifest.timeline();
        manifestId = manifest.messageId();
        Set<String> wanted = new HashSet<>();
        for (TaskIdentifier task : manifest.tasks()) {
            if ("RUNNING".equals(task.desiredStatus())) {
                wanted.add(task.taskArn());
            }
        }
        List<TaskIdentifier> candidates = new ArrayList<>();
        for (SimTask task : tasks.values()) {
            if (task.live() && !task.stopWanted && !wanted.contains(task.arn)) {
                candidates.add(new TaskIdentifier(task.arn, manifest.clusterArn(), "STOPPED"));
            }
        }
        from.say(AcsCodec.encode(new AcsMessage.AckRequest(
                manifest.clusterArn(), manifest.containerInstanceArn(), manifest.messageId())));
        if (!candidates.isEmpty()) {
            from.say(AcsCodec.encode(new AcsMessage.TaskStopVerificationMessage(manifest.messageId(), candidates)));
        }
    }

    private void verified(AcsMessage.TaskStopVerificationAck verified) {
        if (verified.messageId().equals(manifestId)) {
            manifestId = null;
            for (TaskIdentifier task : verified.stopTasks()) {
                if (tasks.containsKey(task.taskArn())) {
                    toStop(task.taskArn());
                }
            }
        }
    }
}
