package io.roadstead.agent.engine;

import io.roadstead.agent.runtime.CreatedContainer;
import io.roadstead.agent.runtime.FakeRuntime;
import io.roadstead.agent.runtime.RuntimeFault;
import io.roadstead.agent.runtime.RuntimeListener;
import io.roadstead.core.model.ContainerStatus;
import io.roadstead.core.model.Dependency;
import io.roadstead.core.model.DesiredStatus;
import io.roadstead.core.model.HealthStatus;
import io.roadstead.core.model.TaskStatus;
import io.roadstead.store.RecordCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An agent in virtual time: the real engine over the fake runtime, its state through the real codec, effects carried out
 * in any order, answers late, calls failing, containers exiting, and the agent killed at any point.
 *
 * <p>A killed agent's calls to Docker may have happened, or not, or happen only after the next agent has begun.
 */
final class AgentWorld {
    private final Random random;

    /** For crashes between a decision and its writing. */
    private final Random early;

    private final SeededIds ids;
    private final TaskEngine engine;
    private final RecordCodec codec = new RecordCodec();
    private final FakeRuntime runtime;
    private final Map<String, byte[]> disk = new LinkedHashMap<>();
    private final List<Effect> toDo = new ArrayList<>();
    private final List<Effect> orphans = new ArrayList<>();
    private final List<Event> arriving = new ArrayList<>();
    private final Map<String, TaskStatus> heard = new HashMap<>();
    private final Map<ContainerRef, ContainerStatus> heardContainers = new HashMap<>();
    private final Map<ContainerRef, Integer> exitCodes = new HashMap<>();
    private final Set<String> settled = new java.util.HashSet<>();
    private final double faultRate;
    private final double crashRate;
    private EngineState state;
    private Instant now = Instant.parse("2026-11-23T10:00:00Z");
    private Instant orphansOverAt = now;
    private boolean calm;
    private int crashes;

    /** What is kept in memory alone: tasks of which everything was fetched. */
    private final Set<String> fetched = new HashSet<>();

    private final Set<ContainerRef> needing = new HashSet<>();
    private int restarts;
    private int timeouts;
    private int unsuccessful;

    AgentWorld(long seed) {
        random = new Random(seed);
        early = new Random(-seed);
        ids = new SeededIds(seed);
        faultRate = random.nextDouble() * 0.2;
        crashRate = random.nextDouble() * 0.06;
        PullBehavior behavior = List.of(PullBehavior.values()).get(random.nextInt(PullBehavior.values().length));
        TaskGroups groups = random.nextBoolean() ? new TaskGroups.Paths() : new TaskGroups.Off();
        engine = new TaskEngine(Samples.settings(behavior, groups));
        runtime = new FakeRuntime(() -> now);
        runtime.withRemote(Samples.IMAGE, "sha256:d1");
        if (random.nextBoolean()) {
            runtime.withLocal(Samples.IMAGE);
        }
        runtime.watch(new RuntimeListener() {
            @Override
            public void died(ContainerRef container, String dockerId, Death death) {
                arriving.add(new Event.Died(container, dockerId, death));
            }

            @Override
            public void started(ContainerRef container, String dockerId) {
                arriving.add(new Event.SeenStarting(container, dockerId));
            }

            @Override
            public void healthChanged(ContainerRef container, String dockerId, HealthReading reading) {
                arriving.add(new Event.HealthChanged(container, dockerId, reading));
            }

            @Override
            public void back() {}
        });
        state = EngineState.resumed(List.of(), Map.of(), now);
    }

    int crashes() {
        return crashes;
    }

    /** A control plane that sends tasks and stops, often twice, while everything goes wrong. */
    void storm(int steps) {
        List<TaskSpec> sent = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            now = now.plusMillis(random.nextInt(100));
            double dice = random.nextDouble();
            if (dice < 0.04 && sent.size() < 12) {
                TaskSpec task = randomTask(sent.size() + 1);
                sent.add(task);
                take(wish(task, DesiredStatus.RUNNING));
            } else if (dice < 0.06 && !sent.isEmpty()) {
                take(wish(sent.get(random.nextInt(sent.size())), DesiredStatus.RUNNING));
            } else if (dice < 0.08 && !sent.isEmpty()) {
                TaskSpec task = sent.get(random.nextInt(sent.size()));
                take(wish(TaskSpec.unknown(task.arn()), DesiredStatus.STOPPED));
            } else if (dice < 0.10 && !runtime.running().isEmpty()) {
                List<String> running = runtime.running();
                runtime.exit(running.get(random.nextInt(running.size())), random.nextInt(3));
            } else if (dice < 0.13 && !runtime.running().isEmpty()) {
                List<String> running = runtime.running();
                HealthStatus found = random.nextBoolean() ? HealthStatus.HEALTHY : HealthStatus.UNHEALTHY;
                runtime.checkFinds(running.get(random.nextInt(running.size())), found, "check " + step);
            } else if (dice < 0.13 + crashRate) {
                crash();
            } else {
                step();
            }
        }
    }

    /** Faults stop, and everything under way comes to its end. */
    void calm() {
        calm = true;
        for (int round = 0; round < 2_000; round++) {
            if (toDo.isEmpty() && arriving.isEmpty() && orphans.isEmpty()) {
                Optional<Instant> wakeAt = engine.wakeAt(state).filter(at -> at.isBefore(now.plusSeconds(60)));
                if (wakeAt.isEmpty()) {
                    return;
                }
                now = wakeAt.get().isAfter(now) ? wakeAt.get() : now;
                take(new Event.Tick());
            } else {
                now = now.plusMillis(1);
                step();
            }
        }
        throw new AssertionError("the agent never comes to rest: " + toDo + " " + arriving);
    }

    /** What must hold at any time. */
    void check() {
        for (TaskState task : state.tasks().values()) {
            for (ContainerState container : task.containers()) {
                ContainerRef ref =
                        new ContainerRef(task.spec().arn(), container.spec().name());
                if (runtime.startsOf(ref) > 1 + container.restarts()) {
                    throw new AssertionError(ref + " was started " + runtime.startsOf(ref) + " times, with "
                            + container.restarts() + " restarts");
                }
                checkOrder(task, container);
            }
        }
    }

    /** Nothing ran before what it depends on had got there. */
    private void checkOrder(TaskState task, ContainerState container) {
        String reason = String.valueOf(container.reason());
        restarts += container.restarts();
        timeouts += reason.endsWith("has timed out.") ? 1 : 0;
        unsuccessful += reason.endsWith("as dependency did not exit successfully.") ? 1 : 0;
        if (container.startedAt() == null) {
            return;
        }
        for (Dependency dependency : container.spec().dependsOn()) {
            ContainerState other = named(task, dependency.containerName());
            Integer exitCode = other.exitCode();
            boolean met =
                    switch (dependency.condition()) {
                        case START -> other.startedAt() != null;
                        case COMPLETE -> exitCode != null;
                        case SUCCESS -> exitCode != null && exitCode == 0;
                        case HEALTHY -> other.health() != null;
                    };
            if (!met) {
                throw new AssertionError(container.spec().name() + " ran before " + dependency + " was met: " + task);
            }
        }
    }

    /** Who depends on another is not left running when that one is stopped. */
    private void checkStopOrder(Decision decision) {
        for (Effect effect : decision.effects()) {
            TaskState task = effect instanceof Effect.Stop stop
                    ? decision.state().tasks().get(stop.container().taskArn())
                    : null;
            if (task == null || !(effect instanceof Effect.Stop stop)) {
                continue;
            }
            ContainerSpec stopped = named(task, stop.container().name()).spec();
            for (ContainerState other : task.containers()) {
                if (other.stage() == Stage.RUNNING && Ordering.needs(other.spec(), stopped)) {
                    throw new AssertionError(stopped.name() + " is stopped before "
                            + other.spec().name() + ": " + task);
                }
            }
        }
    }

    private static ContainerState named(TaskState task, String name) {
        return task.containers().stream()
                .filter(container -> container.spec().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    int restarts() {
        return restarts;
    }

    int timeouts() {
        return timeouts;
    }

    int unsuccessful() {
        return unsuccessful;
    }

    /** What must hold once all has come to rest. */
    void checkAtRest() {
        check();
        long running = 0;
        for (TaskState task : state.tasks().values()) {
            TaskStatus told = heard.get(task.spec().arn());
            if (task.desired() == DesiredStatus.RUNNING && !task.admitted()) {
                continue;
            }
            TaskStatus truth = task.stopped() ? TaskStatus.STOPPED : TaskStatus.RUNNING;
            if (told != truth || (truth == TaskStatus.RUNNING && task.runningAt() == null)) {
                throw new AssertionError(task.spec().arn() + " is " + truth + " and was told " + told + ": " + task);
            }
            if (task.desired() == DesiredStatus.STOPPED && !task.stopped()) {
                throw new AssertionError(task.spec().arn() + " was to stop and did not: " + task);
            }
            for (ContainerState container : task.containers()) {
                checkHealth(container);
            }
            running += task.containers().stream()
                    .filter(c -> c.stage() == Stage.RUNNING)
                    .count();
        }
        for (String id : runtime.containers()) {
            String name = runtime.requestOf(id).dockerName();
            boolean known = state.tasks().values().stream()
                    .flatMap(task -> task.containers().stream())
                    .anyMatch(c -> id.equals(c.dockerId()) || name.equals(c.dockerName()));
            if (!known) {
                throw new AssertionError("nobody knows of container " + name);
            }
        }
        for (String volume : runtime.volumes()) {
            boolean known = state.tasks().values().stream()
                    .flatMap(task -> task.volumes().stream())
                    .anyMatch(each -> volume.equals(each.dockerName()));
            if (!known && volume.startsWith("ecs-")) {
                throw new AssertionError("nobody knows of volume " + volume);
            }
        }
        if (running != runtime.running().size()) {
            throw new AssertionError(running + " containers are known to run, and " + runtime.running() + " do");
        }
    }

    /** The check's last word is known, whatever was lost or overtaken on the way. */
    private void checkHealth(ContainerState container) {
        String id = container.dockerId();
        if (container.stage() != Stage.RUNNING || id == null) {
            return;
        }
        try {
            Inspection truth = runtime.inspect(id);
            HealthReading found = truth instanceof Inspection.Running running ? running.health() : null;
            Health known = container.health();
            if ((found == null) != (known == null)
                    || (found != null && known != null && found.status() != known.status())) {
                throw new AssertionError(container.spec().name() + " is " + found + ", and " + known + " is known");
            }
        } catch (RuntimeFault e) {
            throw new AssertionError(e);
        }
    }

    private void step() {
        if (now.isAfter(orphansOverAt)) {
            // What Docker had taken is over before the settling time is.
            orphans.forEach(this::carryOut);
            orphans.clear();
        }
        if (!orphans.isEmpty() && random.nextInt(8) == 0) {
            carryOut(orphans.remove(random.nextInt(orphans.size())));
        } else if (!toDo.isEmpty() && random.nextBoolean()) {
            Effect effect = toDo.remove(random.nextInt(toDo.size()));
            Event outcome = carryOut(effect);
            if (outcome != null) {
                arriving.add(outcome);
            }
        } else if (!arriving.isEmpty()) {
            take(arriving.remove(random.nextInt(arriving.size())));
        } else if (engine.wakeAt(state).filter(at -> !now.isBefore(at)).isPresent()) {
            take(new Event.Tick());
        }
    }

    private void take(Event event) {
        Decision decision = engine.decide(state, event, now, ids);
        checkStopOrder(decision);
        checkNeeds(decision);
        boolean ahead = decision.effects().stream().anyMatch(e -> DiskOrder.mayGoAhead(e, state));
        if (ahead && !calm && early.nextDouble() < crashRate / 3) {
            crashBeforeWriting(decision);
            return;
        }
        write(state, decision.state());
        state = decision.state();
        boolean delicate =
                decision.effects().stream().anyMatch(e -> e instanceof Effect.Create || e instanceof Effect.Start);
        if (!calm && random.nextDouble() < (delicate ? 4 * crashRate : crashRate)) {
            orphanSome(decision.effects());
            crash();
            return;
        }
        toDo.addAll(decision.effects());
    }

    /** What goes ahead of the disk was done, or some of it, or is done after the next agent has begun. */
    private void crashBeforeWriting(Decision decision) {
        for (Effect effect : decision.effects()) {
            if (DiskOrder.mayGoAhead(effect, state)) {
                if (early.nextBoolean()) {
                    carryOut(effect);
                } else {
                    orphanSome(List.of(effect));
                }
            }
        }
        crash();
    }

    private void write(EngineState before, EngineState after) {
        after.tasks().forEach((arn, task) -> {
            TaskState known = before.tasks().get(arn);
            if (known == null || !task.lasting().equals(known.lasting())) {
                disk.put(arn, codec.encode(task));
            }
        });
        disk.keySet().retainAll(after.tasks().keySet());
    }

    /** The agent dies: what it was doing may still happen, what it knew is what it had written. */
    private void crash() {
        crashes++;
        fetched.clear();
        orphanSome(toDo);
        toDo.clear();
        arriving.clear();
        List<TaskState> remembered = disk.values().stream()
                .map(bytes -> codec.decode(bytes, TaskState.class))
                .toList();
        if (random.nextBoolean()) {
            orphans.forEach(this::carryOut);
            orphans.clear();
        }
        now = now.plusMillis(300 + random.nextInt(2_000));
        orphansOverAt = now.plusMillis(1_000);
        state = EngineState.resumed(remembered, state.images(), now);
        take(new Event.Resumed());
    }

    private void orphanSome(List<Effect> effects) {
        for (Effect effect : effects) {
            boolean atDocker =
                    effect instanceof Effect.Create || effect instanceof Effect.Start || effect instanceof Effect.Stop;
            if (atDocker && random.nextInt(3) > 0) {
                orphans.add(effect);
            }
        }
    }

    private void checkNeeds(Decision decision) {
        for (Effect effect : decision.effects()) {
            if (effect instanceof Effect.Create create
                    && needing.contains(create.container())
                    && !fetched.contains(create.container().taskArn())) {
                throw new AssertionError(create.container() + " is created without what it needs");
            }
        }
    }

    private @Nullable Event carryOut(Effect effect) {
        boolean fails = !calm && random.nextDouble() < faultRate;
        Fault fault = random.nextBoolean()
                ? new Fault.Refused("Error response from daemon: no")
                : new Fault.DaemonGone("Cannot connect to the Docker daemon");
        try {
            return switch (effect) {
                case Effect.Pull pull -> pull(pull, fails, fault);
                case Effect.RemoveImage remove -> {
                    runtime.removeImage(remove.image());
                    yield new Event.ImageRemoved(remove.image());
                }
                case Effect.FindUntracked find -> new Event.UntrackedFound(runtime.untracked(), find.imagesAtMost());
                case Effect.RemoveUntracked remove -> {
                    runtime.removeStopped(remove.dockerId());
                    yield null;
                }
                case Effect.CreateGroup group -> fails ? new Event.GroupFailed(group.taskArn(), "no") : made(group);
                case Effect.RemoveGroup group -> {
                    runtime.removeGroup(group.group());
                    yield null;
                }
                case Effect.Fetch fetch -> {
                    if (fails && random.nextBoolean()) {
                        yield new Event.FetchFailed(
                                fetch.taskArn(), fetch.resource().name(), "not to be had");
                    }
                    fetched.add(fetch.taskArn());
                    yield new Event.Fetched(fetch.taskArn(), fetch.resource().name());
                }
                case Effect.Release release -> {
                    fetched.remove(release.taskArn());
                    yield null;
                }
                case Effect.InspectVolume inspect ->
                    fails
                            ? new Event.VolumeInspectFailed(inspect.volume(), fault)
                            : new Event.VolumeInspected(inspect.volume(), runtime.volume(inspect.dockerName()));
                case Effect.CreateVolume create -> {
                    // What Docker is cut off from answering it may have done all the same.
                    if (!fails || fault instanceof Fault.DaemonGone) {
                        runtime.createVolume(create.request());
                    }
                    yield fails
                            ? new Event.VolumeCreateFailed(create.volume(), fault)
                            : new Event.VolumeCreated(create.volume());
                }
                case Effect.RemoveVolume remove -> {
                    if (fails) {
                        yield new Event.VolumeRemoveFailed(remove.volume(), fault);
                    }
                    runtime.removeVolume(remove.dockerName());
                    yield new Event.VolumeRemoved(remove.volume());
                }
                case Effect.Create create -> {
                    if (fails) {
                        yield new Event.CreateFailed(create.container(), fault);
                    }
                    CreatedContainer created = runtime.create(create.request(), create.timeout());
                    yield new Event.Created(create.container(), created.id(), created.bindings());
                }
                case Effect.Start start -> {
                    if (fails && fault instanceof Fault.Refused) {
                        yield new Event.StartFailed(start.container(), start.dockerId(), fault);
                    }
                    runtime.start(start.dockerId(), start.timeout());
                    yield fails
                            ? new Event.StartFailed(
                                    start.container(),
                                    start.dockerId(),
                                    new Fault.TimedOut("started", Duration.ofMinutes(3)))
                            : new Event.Started(start.container(), start.dockerId());
                }
                case Effect.Stop stop -> {
                    if (fails && fault instanceof Fault.DaemonGone) {
                        yield new Event.StopFailed(stop.container(), fault);
                    }
                    runtime.stop(stop.dockerId(), stop.grace(), stop.timeout());
                    yield new Event.StopDone(stop.container(), runtime.inspect(stop.dockerId()));
                }
                case Effect.Inspect inspect ->
                    fails
                            ? new Event.InspectFailed(inspect.container(), fault)
                            : new Event.Inspected(
                                    inspect.container(), inspect.asked(), runtime.inspect(inspect.idOrName()));
                case Effect.Remove remove -> {
                    runtime.remove(remove.idOrName());
                    yield new Event.Removed(remove.container());
                }
                case Effect.Discard discard -> {
                    runtime.remove(discard.idOrName());
                    yield null;
                }
                case Effect.Report report -> hear(report.report());
                case Effect.TellHealth _ -> null;
            };
        } catch (RuntimeFault e) {
            return failed(effect, e.fault());
        }
    }

    private @Nullable Event failed(Effect effect, Fault fault) {
        return switch (effect) {
            case Effect.Create create -> new Event.CreateFailed(create.container(), fault);
            case Effect.Start start -> new Event.StartFailed(start.container(), start.dockerId(), fault);
            case Effect.Stop stop -> new Event.StopFailed(stop.container(), fault);
            case Effect.Inspect inspect -> new Event.InspectFailed(inspect.container(), fault);
            case Effect.Remove remove -> new Event.RemoveFailed(remove.container(), fault);
            case Effect.CreateGroup group -> new Event.GroupFailed(group.taskArn(), fault.toString());
            case Effect.InspectVolume inspect -> new Event.VolumeInspectFailed(inspect.volume(), fault);
            case Effect.CreateVolume create -> new Event.VolumeCreateFailed(create.volume(), fault);
            case Effect.RemoveVolume remove -> new Event.VolumeRemoveFailed(remove.volume(), fault);
            case Effect.RemoveImage remove -> new Event.ImageRemoveFailed(remove.image());
            case Effect.Pull _,
                    Effect.FindUntracked _,
                    Effect.RemoveUntracked _,
                    Effect.RemoveGroup _,
                    Effect.Fetch _,
                    Effect.Release _,
                    Effect.Discard _,
                    Effect.Report _,
                    Effect.TellHealth _ -> null;
        };
    }

    private Event made(Effect.CreateGroup group) throws RuntimeFault {
        runtime.createGroup(group.group());
        return new Event.GroupReady(group.taskArn());
    }

    private Event pull(Effect.Pull pull, boolean fails, Fault fault) throws RuntimeFault {
        Optional<LocalImage> local = runtime.image(pull.image());
        if (pull.onlyIfAbsent() && local.isPresent()) {
            return new Event.PullDone(pull.image(), local.get(), false);
        }
        if (fails) {
            return new Event.PullFailed(pull.image(), fault, local.orElse(null));
        }
        runtime.pull(pull.image(), null, pull.limits().whole(), pull.limits().inactivity());
        return new Event.PullDone(pull.image(), runtime.image(pull.image()).orElseThrow(), true);
    }

    /** The control plane: takes reports, checks that nothing acknowledged is told again and nothing moves back. */
    private Event hear(TaskReport report) {
        String arn = report.taskArn();
        TaskStatus before = heard.getOrDefault(arn, TaskStatus.PROVISIONING);
        if (settled.contains(arn)) {
            throw new AssertionError("told again after its stop was acknowledged: " + report);
        }
        if (report.status().compareTo(before) < 0 && report.status() != TaskStatus.PENDING) {
            throw new AssertionError("told to move back from " + before + ": " + report);
        }
        heard.put(arn, report.status().compareTo(before) > 0 ? report.status() : before);
        for (ContainerReport container : report.containers()) {
            ContainerRef ref = new ContainerRef(arn, container.name());
            ContainerStatus known = heardContainers.getOrDefault(ref, ContainerStatus.PENDING);
            if (container.status().compareTo(known) > 0) {
                heardContainers.put(ref, container.status());
            }
            Integer code = container.exitCode();
            if (code != null && exitCodes.getOrDefault(ref, code).intValue() != code) {
                throw new AssertionError("two exit codes of " + ref);
            }
            if (code != null) {
                exitCodes.put(ref, code);
            }
        }
        return new Event.ReportSettled(report);
    }

    private TaskSpec randomTask(int number) {
        List<ContainerSpec> containers = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            boolean essential = i == count - 1 || random.nextInt(3) == 0;
            List<String> command =
                    switch (random.nextInt(6)) {
                        case 0, 2 -> List.of("sh", "-c", "exit " + random.nextInt(3));
                        case 1 -> List.of("/no/such/program");
                        default -> List.of("sleep", "1000");
                    };
            ContainerSpec plain = Samples.container(
                    "c" + i, essential, random.nextInt(800), 64 + random.nextInt(500), command, List.of());
            ContainerSpec some = random.nextBoolean() ? Samples.checked(plain) : plain;
            containers.add(ordered(
                    random.nextInt(4) == 0 ? Samples.restarted(some, 1 + random.nextInt(2), 2) : some, containers));
        }
        VolumeSpec volume = random.nextBoolean()
                ? new VolumeSpec.Scratch("v")
                : new VolumeSpec.Docker("v", true, true, null, Map.of(), Map.of());
        boolean mounted = random.nextInt(4) == 0;
        if (mounted) {
            containers.replaceAll(container -> random.nextBoolean()
                    ? Samples.mounting(container, new ContainerSpec.Mount("v", "/data", false))
                    : container);
        }
        return new TaskSpec(
                Samples.arn(number),
                "fam",
                "1",
                0,
                0,
                containers,
                mounted ? List.of(volume) : List.of(),
                TaskFacts.NONE,
                null,
                null,
                needs(Samples.arn(number), containers));
    }

    /** Now and then a container has a secret. */
    private List<ResourceSpec> needs(String arn, List<ContainerSpec> containers) {
        if (random.nextInt(3) != 0) {
            return List.of();
        }
        String name = containers.get(random.nextInt(containers.size())).name();
        needing.add(new ContainerRef(arn, name));
        return List.of(new ResourceSpec.Secrets(
                ResourceSpec.Keeper.PARAMETER_STORE,
                List.of(new ResourceSpec.Secret(name, "KEY", "/key", "us-east-1", false))));
    }

    /** Often a container that depends on one of those before it, as far as these can ever let it go on. */
    private ContainerSpec ordered(ContainerSpec container, List<ContainerSpec> before) {
        if (before.isEmpty() || random.nextInt(3) == 0) {
            return container;
        }
        int chosen = random.nextInt(before.size());
        ContainerSpec other = before.get(chosen);
        boolean ends =
                !other.essential() && other.command() != null && other.command().size() == 3;
        return switch (random.nextInt(6)) {
            case 0 -> Samples.linked(container, other.name());
            case 1 -> Samples.mountedLike(container, other.name(), true);
            case 2 -> Samples.after(container, other.name(), Dependency.Condition.START);
            case 3 -> {
                if (other.healthChecked()) {
                    // Faults may leave a check without news for ever: only the time limit is sure to come.
                    before.set(chosen, Samples.within(other, 1 + random.nextInt(3)));
                    yield Samples.after(container, other.name(), Dependency.Condition.HEALTHY);
                }
                yield container;
            }
            case 4 -> ends ? Samples.after(container, other.name(), Dependency.Condition.COMPLETE) : container;
            default -> ends ? Samples.after(container, other.name(), Dependency.Condition.SUCCESS) : container;
        };
    }

    private static Event wish(TaskSpec task, DesiredStatus desired) {
        return new Event.TasksReceived(List.of(new Event.TasksReceived.Wish(task, desired)));
    }
}
