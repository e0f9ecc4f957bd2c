package io.roadstead.simulation;

import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Kind;
import io.roadstead.core.lifecycle.InstanceTransitions;
import io.roadstead.core.lifecycle.TaskTransitions;
import io.roadstead.core.model.AgentConnection;
import io.roadstead.core.model.Allocation;
import io.roadstead.core.model.Claim;
import io.roadstead.core.model.Container;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.DesiredStatus;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.model.TaskStatus;
import io.roadstead.core.placement.Demand;
import io.roadstead.store.Key;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Watcher;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What must hold after every commit, whoever made it. It sees the store alone: what is stored is what there is.
 */
final class Oracle {
    private final RecordCodec codec;
    private final Map<Key, Object> records = new LinkedHashMap<>();
    private final Map<Key, Set<String>> liveTasks = new LinkedHashMap<>();
    private final Set<String> everTasks = new HashSet<>();
    private final ServiceOracle services = new ServiceOracle();
    private long tasksMade;

    /** @param codec reads what is stored */
    Oracle(RecordCodec codec) {
        this.codec = codec;
    }

    /** Takes a commit in and judges it; returns a hash of it. */
    long committed(SharedStore.Commit commit, Instant now) {
        long hash = commit.revision().number();
        Set<Key> touched = new LinkedHashSet<>();
        List<Move> moves = new ArrayList<>();
        for (Watcher.Change change : commit.changes()) {
            byte[] value = change.value();
            hash = hash * 31 + change.key().path().hashCode();
            hash = hash * 31 + Arrays.hashCode(value);
            Kind kind = Kind.of(change.key().path());
            if (kind == null) {
                continue;
            }
            Object after = value == null ? null : codec.decode(value, kind.type());
            Object before = after == null ? records.remove(change.key()) : records.put(change.key(), after);
            moves.add(new Move(change.key(), before, after));
        }
        for (Move move : moves) {
            judge(move, moves, touched);
        }
        touched.forEach(this::judgeInstance);
        services.judge(now);
        return hash;
    }

    private record Move(
            Key key, @Nullable Object before, @Nullable Object after) {}

    private void judge(Move move, List<Move> together, Set<Key> touched) {
        Object any = move.after() != null ? move.after() : move.before();
        switch (any) {
            case Task task -> {
                judgeTask(task, (Task) move.before(), (Task) move.after(), together);
                services.changed((Task) move.before(), (Task) move.after());
                touched.add(instanceOf(task));
            }
            case Service _ -> services.changed((Service) move.before(), (Service) move.after());
            case Allocation allocation ->
                touched.add(Keys.containerInstance(allocation.scope(), allocation.cluster(), allocation.instanceId()));
            case ContainerInstance instance -> {
                judgeStatus((ContainerInstance) move.before(), (ContainerInstance) move.after());
                touched.add(move.key());
            }
            case null, default -> {}
        }
    }

    // ---- tasks

    private void judgeTask(Task any, @Nullable Task before, @Nullable Task after, List<Move> together) {
        Set<String> live = liveTasks.computeIfAbsent(instanceOf(any), key -> new TreeSet<>());
        if (after != null && !after.stopped()) {
            live.add(after.id());
        } else {
            live.remove(any.id());
        }
        if (after == null) {
            require("only what is over is forgotten", before != null && before.stopped(), () -> any.arn());
            return;
        }
        if (before == null) {
            tasksMade++;
            require("a task's id is new", everTasks.add(after.id()), after::arn);
            require(
                    "tasks are placed on active instances",
                    wasActive(instanceOf(after), together),
                    () -> after.arn() + " on " + after.containerInstanceId());
        } else {
            judgeProgress(before, after);
        }
        if (after.desired().status() == DesiredStatus.STOPPED || after.stopped()) {
            require(
                    "every stop has a code and a reason",
                    after.desired().stopCode() != null
                            && after.desired().stoppedReason() != null
                            && !after.desired().stoppedReason().isBlank()
                            && after.desired().stoppingAt() != null,
                    () -> after.arn() + " " + after.desired());
        }
        if (after.stopped()) {
            require(
                    "a stopped task wants to be stopped and says when it was",
                    after.desired().status() == DesiredStatus.STOPPED
                            && after.observed().stoppedAt() != null,
                    () -> after.arn() + " " + after.desired() + " " + after.observed());
        }
    }

    private static void judgeProgress(Task before, Task after) {
        Task.Observed was = before.observed();
        Task.Observed is = after.observed();
        require(
                "observed never moves back",
                was.lastStatus() == is.lastStatus() || mayBecome(was.lastStatus(), is.lastStatus()),
                () -> after.arn() + " from " + was.lastStatus() + " to " + is.lastStatus());
        require(
                "an instant, once set, stays",
                stays(was.connectivityAt(), is.connectivityAt())
                        && stays(was.pullStartedAt(), is.pullStartedAt())
                        && stays(was.pullStoppedAt(), is.pullStoppedAt())
                        && stays(was.startedAt(), is.startedAt())
                        && stays(was.executionStoppedAt(), is.executionStoppedAt())
                        && stays(was.stoppedAt(), is.stoppedAt()),
                () -> after.arn() + " from " + was + " to " + is);
        require(
                "a task keeps its containers, and they move forward",
                was.containers().size() == is.containers().size(),
                after::arn);
        for (int i = 0; i < was.containers().size(); i++) {
            Container old = was.containers().get(i);
            Container now = is.containers().get(i);
            require(
                    "a task keeps its containers, and they move forward",
                    old.id().equals(now.id())
                            && (old.lastStatus() == now.lastStatus()
                                    || TaskTransitions.allows(old.lastStatus(), now.lastStatus())),
                    () -> after.arn() + " from " + old + " to " + now);
        }
        require(
                "a wish to stop stays as it was made",
                before.desired().status() == DesiredStatus.RUNNING
                        || before.desired().equals(after.desired()),
                () -> after.arn() + " from " + before.desired() + " to " + after.desired());
        require(
                "a task is never elsewhere",
                before.containerInstanceId().equals(after.containerInstanceId())
                        && before.group().equals(after.group())
                        && before.family().equals(after.family())
                        && before.revision() == after.revision(),
                after::arn);
    }

    /** Before this commit or after it: the same transaction may hold the end of the instance it placed tasks on. */
    private boolean wasActive(Key instance, List<Move> together) {
        Object before = records.get(instance);
        for (Move move : together) {
            if (move.key().equals(instance)) {
                before = move.before() != null ? move.before() : move.after();
            }
        }
        return before instanceof ContainerInstance on
                && (on.status() == ContainerInstance.Status.ACTIVE
                        || instance(instance)
                                .filter(now -> now.status() == ContainerInstance.Status.ACTIVE)
                                .isPresent());
    }

    /** In one step or more: a transaction may hold several changes of one task. */
    private static boolean mayBecome(TaskStatus from, TaskStatus to) {
        for (TaskStatus next : TaskStatus.values()) {
            if (TaskTransitions.allows(TaskTransitions.Road.SHARED_NETWORK, from, next)
                    && (next == to || mayBecome(next, to))) {
                return true;
            }
        }
        return false;
    }

    private static boolean stays(@Nullable Object before, @Nullable Object after) {
        return before == null || before.equals(after);
    }

    // ---- instances

    private static void judgeStatus(@Nullable ContainerInstance before, @Nullable ContainerInstance after) {
        if (before != null && after != null && before.status() != after.status()) {
            require(
                    "an instance's status follows its transitions",
                    InstanceTransitions.allows(before.status(), after.status()),
                    () -> after.arn() + " from " + before.status() + " to " + after.status());
        }
        if (before != null && after == null) {
            require(
                    "only what is over is forgotten",
                    before.status() == ContainerInstance.Status.INACTIVE,
                    () -> before.arn());
        }
    }

    /** What tasks hold of an instance is what they were promised, and no more than it has. */
    private void judgeInstance(Key key) {
        Optional<ContainerInstance> known = instance(key);
        String[] parts = key.path().split("/", -1);
        Key allocationKey =
                new Key(parts[0] + "/" + parts[1] + "/" + Kind.ALLOCATION.word() + "/" + parts[3] + "/" + parts[4]);
        Allocation allocation = (Allocation) records.get(allocationKey);
        Map<String, Claim> claims = allocation == null ? Map.of() : allocation.claims();
        Set<String> live = liveTasks.getOrDefault(key, Set.of());
        boolean gone = known.filter(instance -> instance.status() == ContainerInstance.Status.INACTIVE)
                .isPresent();
        if (gone) {
            // Deregistered by force: nothing can be placed here any more, and its tasks are told STOPPED in further
            // steps.
            require("an instance that is gone holds nothing", claims.isEmpty(), key::path);
            return;
        }
        require(
                "allocations equal the claims of live tasks",
                claims.keySet().equals(live),
                () -> key.path() + " holds " + new TreeSet<>(claims.keySet()) + " and has " + live);
        long cpu = 0;
        long memory = 0;
        Set<Integer> tcp = new HashSet<>();
        Set<Integer> udp = new HashSet<>();
        for (String id : live) {
            Claim claim = Objects.requireNonNull(claims.get(id));
            Task task = (Task) Objects.requireNonNull(records.get(
                    new Key(parts[0] + "/" + parts[1] + "/" + Kind.TASK.word() + "/" + parts[3] + "/" + id)));
            definition(task)
                    .ifPresent(definition -> require(
                            "allocations equal the claims of live tasks",
                            Demand.of(definition, task.overrides())
                                    .claim(task.group())
                                    .equals(claim),
                            () -> task.arn() + " holds " + claim));
            cpu += claim.cpu();
            memory += claim.memory();
            for (int port : claim.tcpPorts()) {
                require("no host port twice on an instance", tcp.add(port), () -> key.path() + " tcp " + port);
            }
            for (int port : claim.udpPorts()) {
                require("no host port twice on an instance", udp.add(port), () -> key.path() + " udp " + port);
            }
        }
        if (known.isEmpty()) {
            require("an instance with tasks exists", live.isEmpty(), key::path);
            return;
        }
        ContainerInstance instance = known.get();
        long usedCpu = cpu;
        long usedMemory = memory;
        require(
                "allocations never exceed capacity",
                cpu <= instance.registered().cpu()
                        && memory <= instance.registered().memory(),
                () -> key.path() + " has " + instance.registered().cpu() + " CPU and "
                        + instance.registered().memory() + " MiB, and " + usedCpu + " and " + usedMemory
                        + " are given away");
        for (int port : instance.registered().tcpPorts()) {
            require("no reserved port is given away", !tcp.contains(port), () -> key.path() + " tcp " + port);
        }
    }

    // ---- what others ask

    <T> List<T> all(Class<T> type) {
        List<T> found = new ArrayList<>();
        for (Object record : records.values()) {
            if (type.isInstance(record)) {
                found.add(type.cast(record));
            }
        }
        return found;
    }

    /** Every record there is, by key. */
    Map<Key, Object> records() {
        return records;
    }

    Optional<Task> task(String arn) {
        String[] parts = arn.split("/", -1);
        return Optional.ofNullable((Task) records.get(Keys.task(SimServer.SCOPE, parts[1], parts[2])));
    }

    boolean everHadTask(String arn) {
        return everTasks.contains(arn.substring(arn.lastIndexOf('/') + 1));
    }

    Optional<ContainerInstance> instance(Key key) {
        return Optional.ofNullable((ContainerInstance) records.get(key));
    }

    Optional<ContainerInstance> instance(String arn) {
        String[] parts = arn.split("/", -1);
        return instance(Keys.containerInstance(SimServer.SCOPE, parts[1], parts[2]));
    }

    boolean connected(ContainerInstance instance) {
        AgentConnection connection = (AgentConnection)
                records.get(Keys.agentConnection(instance.scope(), instance.cluster(), instance.id()));
        return connection != null && connection.connected();
    }

    /** The tasks on an instance that are not STOPPED. */
    List<Task> liveOn(ContainerInstance instance) {
        List<Task> tasks = new ArrayList<>();
        Key key = Keys.containerInstance(instance.scope(), instance.cluster(), instance.id());
        for (String id : liveTasks.getOrDefault(key, Set.of())) {
            tasks.add((Task) Objects.requireNonNull(records.get(Keys.task(instance.scope(), instance.cluster(), id))));
        }
        return tasks;
    }

    ServiceOracle services() {
        return services;
    }

    boolean hasService(String cluster, String name) {
        return records.containsKey(Keys.service(SimServer.SCOPE, cluster, name));
    }

    /** The ARNs of all services' tasks that are not STOPPED. */
    List<String> serviceTasks() {
        List<String> arns = new ArrayList<>();
        for (Service service : services.services()) {
            services.tasksOf(service).values().forEach(task -> arns.add(task.arn()));
        }
        return arns;
    }

    long tasksMade() {
        return tasksMade;
    }

    private Optional<TaskDefinition> definition(Task task) {
        return Optional.ofNullable(
                (TaskDefinition) records.get(Keys.taskDefinition(task.scope(), task.family(), task.revision())));
    }

    private static Key instanceOf(Task task) {
        return Keys.containerInstance(task.scope(), task.cluster(), task.containerInstanceId());
    }

    /** What is said of a violation is only said when there is one. */
    interface Words {
        String say();
    }

    static void require(String invariant, boolean holds, Words what) {
        if (!holds) {
            throw new Violation(invariant, what.say());
        }
    }
}
