package io.roadstead.simulation;

import io.roadstead.control.gateway.HealthReports;
import io.roadstead.core.model.HealthStatus;
import io.roadstead.simulation.SimTask.Phase;
import io.roadstead.simulation.SimTask.Told;
import io.roadstead.wire.agent.AcsCodec;
import io.roadstead.wire.agent.AcsMessage;
import io.roadstead.wire.agent.ProtocolContainer;
import io.roadstead.wire.agent.ProtocolTask;
import io.roadstead.wire.agent.TaskIdentifier;
import io.roadstead.wire.sigv4.Credentials;
import io.roadstead.wire.sigv4.RequestHeaders;
import io.roadstead.wire.sigv4.SigV4Signer;
import io.roadstead.wire.websocket.HandshakeRequest;
import io.roadstead.wire.websocket.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.Attribute;
import software.amazon.awssdk.services.ecs.model.ContainerStateChange;
import software.amazon.awssdk.services.ecs.model.RegisterContainerInstanceRequest;
import software.amazon.awssdk.services.ecs.model.RegisterContainerInstanceResponse;
import software.amazon.awssdk.services.ecs.model.Resource;
import software.amazon.awssdk.services.ecs.model.SubmitTaskStateChangeRequest;

/**
 * A machine of the fleet and its agent: a small, honest model of what ours and the unmodified one do over the wire. It
 * registers, dials, acknowledges, runs what it is told, tells of it until it is acknowledged, and asks before it kills
 * what a manifest does not name. Source: agent-protocol 2.3, 2.6, 2.12, 3.
 *
 * <p>Its process may crash: containers go on meanwhile. With its memory it finds them again; without, the machine is a
 * new instance and the old one never comes back.
 */
final class SimHost {
    private static final Duration IDLE = Duration.ofMinutes(1);
    /** How often all of the containers' health is told. */
    private static final Duration BEAT = Duration.ofSeconds(30);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration CALL_PATIENCE = Duration.ofSeconds(10);
    private static final int SIGKILLED = 137;

    private final SimWorld world;
    private final String name;
    private final String cluster;
    private final String zone;
    private final int cpu;
    private final int memory;
    private final Draw draw;
    private final Map<String, SimTask> tasks = new LinkedHashMap<>();
    private @Nullable String instanceArn;
    private long newestNumber;
    private boolean lost;
    private boolean running;
    /** Counts processes of the agent, so that what a former one was about to do is not done. */
    private int process;

    private @Nullable SimSocket socket;
    private boolean dialling;
    private int tries;
    private Instant heardAt = SimWorld.BEGIN;
    private @Nullable String manifestId;
    private boolean retired;

    SimHost(SimWorld world, String name, String cluster, String zone, int cpu, int memory, Draw draw) {
        this.world = world;
        this.name = name;
        this.cluster = cluster;
        this.zone = zone;
        this.cpu = cpu;
        this.memory = memory;
        this.draw = draw;
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
        return running && !retired && !lost;
    }

    boolean lost() {
        return lost;
    }

    /** Whether it was told that its instance is deregistered. */
    boolean retired() {
        return retired;
    }

    /** Connected, and it has told of all tasks but those that come and go for ever. */
    boolean settled(Predicate<String> restless) {
        return socket != null && tasks.values().stream().allMatch(task -> told(task) || restless.test(task.arn));
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
        if (running || lost) {
            return;
        }
        running = true;
        process++;
        tries = 0;
        manifestId = null;
        world.trace("agent starts", name);
        for (SimTask task : List.copyOf(tasks.values())) {
            task.reportsUnderWay = 0;
            if (task.phase == Phase.PULLING) {
                pull(task);
            } else if (task.phase == Phase.RUNNING && task.stopWanted) {
                stop(task);
            }
            tell(task);
        }
        register();
        watchSilence();
        telemetry();
    }

    /** The agent's process ends; containers go on. */
    void crash(boolean withMemory) {
        if (!running) {
            return;
        }
        world.trace(withMemory ? "agent crashes" : "agent crashes and forgets", name);
        running = false;
        process++;
        dropSocket(false);
        if (!withMemory) {
            forgetInstance();
        }
    }

    /** The machine is gone, with all that ran on it. */
    void lose() {
        world.trace("host lost", name);
        running = false;
        lost = true;
        process++;
        dropSocket(true);
        forgetInstance();
    }

    private void forgetInstance() {
        if (instanceArn != null) {
            world.abandoned(instanceArn);
        }
        instanceArn = null;
        newestNumber = 0;
        tasks.clear();
        retired = false;
    }

    /** An operator makes a new instance of a machine whose instance was deregistered. */
    void reprovision() {
        if (running && retired && !lost) {
            world.trace("host reprovisioned", name);
            running = false;
            process++;
            dropSocket(false);
            tasks.clear();
            instanceArn = null;
            newestNumber = 0;
            retired = false;
            start();
        }
    }

    private void dropSocket(boolean silently) {
        SimSocket open = socket;
        socket = null;
        dialling = false;
        if (open != null) {
            open.agentGone(silently);
        }
    }

    private void later(Duration time, Runnable work) {
        int mine = process;
        world.timeline().after(time, () -> {
            if (process == mine) {
                work.run();
            }
        });
    }

    private Duration pause() {
        long millis = Math.min(LONGEST_PAUSE.toMillis(), 250L << Math.min(tries, 10));
        tries++;
        return draw.between(Duration.ofMillis(millis), Duration.ofMillis(millis * 6 / 5));
    }

    // ---- registration and session

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
        int mine = process;
        world.call(name, world.anyServer(draw), "RegisterContainerInstance", request, CALL_PATIENCE, answer -> {
            if (process != mine) {
                return;
            }
            switch (answer) {
                case Answer.Done(RegisterContainerInstanceResponse response) -> {
                    instanceArn = response.containerInstance().containerInstanceArn();
                    world.registered(instanceArn, this);
                    dial();
                }
                case Answer.Refused refused -> {
                    // The instance is gone for good: the machine is a new one from now on.
                    world.trace("registration refused", name, refused.message());
                    tasks.clear();
                    instanceArn = null;
                    newestNumber = 0;
                    later(pause(), this::register);
                }
                case Answer.Done _, Answer.Failed _, Answer.Silence _ -> later(pause(), this::register);
            }
        });
    }

    private void dial() {
        if (dialling || socket != null || retired) {
            return;
        }
        dialling = true;
        SimServer server = world.anyServer(draw);
        String query = "agentHash=sim&agentVersion=1.105.1&clusterArn=" + cluster + "&containerInstanceArn="
                + String.valueOf(instanceArn).replace(":", "%3A").replace("/", "%2F")
                + "&dockerVersion=sim&protocolVersion=2&sendCredentials=false&seqNum=1";
        Map<String, String> headers = new HashMap<>(
                new SigV4Signer(Credentials.of(SimServer.KEY_ID, SimServer.SECRET), SimServer.SCOPE.region(), "ecs")
                        .sign(
                                "GET",
                                "/acs/ws",
                                query,
                                Map.of("Host", "simulation"),
                                new byte[0],
                                world.timeline().now()));
        headers.put("Host", "simulation");
        HandshakeRequest request = new HandshakeRequest("/acs/ws", query, RequestHeaders.of(headers), name);
        int mine = process;
        world.timeline().after(world.network().latency(), () -> {
            if (process != mine) {
                return;
            }
            if (world.network().cut(name, server.name())) {
                refused("no answer");
            } else {
                server.dial(request, this);
            }
        });
    }

    /** The upgrade was not to be. */
    void refused(String why) {
        if (!running || !dialling) {
            return;
        }
        dialling = false;
        if (why.equals("InactiveInstanceException")) {
            world.trace("agent retired", name);
            retired = true;
            return;
        }
        later(pause(), this::dial);
    }

    void connected(SimSocket opened) {
        if (!running || !dialling || socket != null) {
            opened.agentGone(false);
            return;
        }
        dialling = false;
        socket = opened;
        tries = 0;
        heardAt = world.timeline().now();
        world.trace("agent connected", name, opened.server().name());
        Duration renew = draw.between(Duration.ofMinutes(30), Duration.ofMinutes(35));
        later(renew, () -> {
            if (socket == opened) {
                opened.hangUp(Session.NORMAL);
                socket = null;
                dial();
            }
        });
    }

    void disconnected(SimSocket ended, int code) {
        if (socket == ended) {
            world.trace("agent disconnected", name, code);
            socket = null;
            boolean atOnce = code == Session.NORMAL || code == Session.GOING_AWAY;
            later(atOnce ? Duration.ofMillis(10) : pause(), this::dial);
        }
    }

    private void watchSilence() {
        later(IDLE, () -> {
            SimSocket open = socket;
            if (open != null && !heardAt.plus(IDLE).isAfter(world.timeline().now())) {
                world.trace("agent hears nothing", name);
                socket = null;
                open.hangUp(Session.ABNORMAL);
                later(pause(), this::dial);
            }
            watchSilence();
        });
    }

    // ---- what the control plane says

    void heard(SimSocket from, String text) {
        if (socket != from || !running) {
            return;
        }
        heardAt = world.timeline().now();
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
        world.trace("agent takes", name, id(task));
        pull(task);
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
            tell(unknown);
        } else if (!task.stopWanted) {
            task.stopWanted = true;
            if (task.phase == Phase.RUNNING) {
                stop(task);
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

    // ---- containers

    private void pull(SimTask task) {
        Faults.OfAgents faults = world.faults().agents();
        Duration time = draw.chance(faults.slowPull())
                ? draw.between(Duration.ofSeconds(1), faults.slowestPull())
                : draw.between(Duration.ofMillis(50), Duration.ofSeconds(2));
        later(time, () -> {
            if (task.phase != Phase.PULLING) {
                return;
            }
            if (task.stopWanted) {
                task.phase = Phase.STOPPED;
            } else if (!task.behaviour.pullable()) {
                task.phase = Phase.STOPPED;
                task.reason = "CannotPullContainerError: pull access denied";
            } else {
                task.phase = Phase.RUNNING;
                task.ran = true;
                live(task);
            }
            tell(task);
        });
    }

    private void live(SimTask task) {
        check(task);
        Duration life = task.behaviour.lives();
        int code = task.behaviour.exitCode();
        if (life.isZero() && draw.chance(world.faults().agents().crash())) {
            life = draw.between(Duration.ofSeconds(1), Duration.ofMinutes(10));
            code = draw.between(1, 3);
        }
        if (!life.isZero()) {
            int exit = code;
            // The engine's, not the agent's: it happens whether the agent is there or not.
            world.timeline().after(life, () -> ended(task, exit));
        }
    }

    // ---- health

    /** The checks' verdicts over a task's life: the engine's, like its containers. */
    private void check(SimTask task) {
        if (!task.checked) {
            return;
        }
        Faults.OfAgents faults = world.faults().agents();
        boolean sick = draw.chance(faults.sick());
        boolean everGood = !sick || draw.chance(0.6);
        if (everGood) {
            becomes(task, HealthStatus.HEALTHY, draw.between(Duration.ofSeconds(1), Duration.ofSeconds(30)));
        }
        if (sick) {
            Duration until = draw.between(Duration.ofSeconds(20), Duration.ofMinutes(8));
            becomes(task, HealthStatus.UNHEALTHY, until);
            if (draw.chance(0.4)) {
                becomes(
                        task,
                        HealthStatus.HEALTHY,
                        until.plus(draw.between(Duration.ofSeconds(1), BEAT.multipliedBy(4))));
            }
        }
    }

    private void becomes(SimTask task, HealthStatus health, Duration after) {
        world.timeline().after(after, () -> {
            if (task.phase == Phase.RUNNING && tasks.get(task.arn) == task) {
                task.health = health;
                if (running) {
                    tellHealth(List.of(task));
                }
            }
        });
    }

    /** Everything again with every beat, so that what was lost on its way is told some time. */
    private void telemetry() {
        later(BEAT, () -> {
            tellHealth(tasks.values().stream()
                    .filter(task -> task.checked && task.phase == Phase.RUNNING)
                    .toList());
            telemetry();
        });
    }

    private void tellHealth(List<SimTask> known) {
        SimSocket open = socket;
        String instance = instanceArn;
        if (open == null || instance == null || known.isEmpty()) {
            return;
        }
        List<HealthReports.ContainerHealth> told = new ArrayList<>();
        for (SimTask task : known) {
            for (String container : task.containers) {
                told.add(new HealthReports.ContainerHealth(
                        task.arn, container, task.health, world.timeline().now(), null));
            }
        }
        boolean lost = draw.chance(world.faults().calls().requestLost());
        world.timeline().after(world.network().latency(), () -> {
            if (!lost && !world.network().cut(name, open.server().name())) {
                open.server().health(instance, told);
            }
        });
    }

    // ---- containers' ends

    private void stop(SimTask task) {
        later(
                draw.between(Duration.ofMillis(20), Duration.ofSeconds(draw.chance(0.1) ? 30 : 3)),
                () -> ended(task, SIGKILLED));
    }

    private void ended(SimTask task, int code) {
        if (task.phase == Phase.RUNNING && tasks.get(task.arn) == task) {
            task.phase = Phase.STOPPED;
            task.exitCode = code;
            if (running) {
                tell(task);
            }
        }
    }

    // ---- reports

    private void tell(SimTask task) {
        Faults.OfAgents faults = world.faults().agents();
        boolean hasty = task.reportsUnderWay == 1 && draw.chance(faults.hasty());
        if (!running || (task.reportsUnderWay > 0 && !hasty)) {
            return;
        }
        if (task.ran && task.told == Told.NOTHING && !hasty) {
            report(task, Told.RUNNING, 0);
        } else if (task.phase == Phase.STOPPED && task.told != Told.STOPPED) {
            report(task, Told.STOPPED, 0);
        }
        if (draw.chance(faults.repeat()) && task.told == Told.RUNNING) {
            report(task, Told.RUNNING, 0);
        }
    }

    private void report(SimTask task, Told what, int attempt) {
        task.reportsUnderWay++;
        SubmitTaskStateChangeRequest.Builder request = SubmitTaskStateChangeRequest.builder()
                .cluster(cluster)
                .task(task.arn)
                .status(what.name())
                .reason(what == Told.STOPPED && task.reason != null && task.containers.isEmpty() ? task.reason : null)
                .containers(task.containers.stream()
                        .map(container -> ContainerStateChange.builder()
                                .containerName(container)
                                .status(what.name())
                                .runtimeId(what == Told.RUNNING ? "run-" + id(task) : null)
                                .exitCode(what == Told.STOPPED ? task.exitCode : null)
                                .reason(what == Told.STOPPED ? task.reason : null)
                                .build())
                        .toList());
        int mine = process;
        SimSocket open = socket;
        SimServer server = open != null && draw.chance(0.9) ? open.server() : world.anyServer(draw);
        world.call(name, server, "SubmitTaskStateChange", request.build(), CALL_PATIENCE, answer -> {
            if (process != mine) {
                return;
            }
            task.reportsUnderWay--;
            switch (answer) {
                case Answer.Done _ -> heardOf(task, what);
                case Answer.Refused refused
                when refused.errorType().equals("InvalidParameterException") -> {
                    world.trace("report refused", name, id(task), refused.message());
                    heardOf(task, what);
                }
                case Answer.Refused _, Answer.Failed _, Answer.Silence _ -> {
                    long millis = Math.min(LONGEST_PAUSE.toMillis(), 100L << Math.min(attempt, 10));
                    task.reportsUnderWay++;
                    later(draw.between(Duration.ofMillis(millis), Duration.ofMillis(millis * 6 / 5)), () -> {
                        task.reportsUnderWay--;
                        if (task.told.compareTo(what) < 0) {
                            report(task, what, attempt + 1);
                        } else {
                            tell(task);
                        }
                    });
                }
            }
        });
    }

    private void heardOf(SimTask task, Told what) {
        if (what.compareTo(task.told) > 0) {
            task.told = what;
        }
        tell(task);
    }

    private static String id(SimTask task) {
        return task.arn.substring(task.arn.lastIndexOf('/') + 1);
    }
}
