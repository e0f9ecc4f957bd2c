package io.roadstead.agent.runtime;

import io.roadstead.agent.engine.ContainerRef;
import io.roadstead.agent.engine.ContainerRequest;
import io.roadstead.agent.engine.Death;
import io.roadstead.agent.engine.Fault;
import io.roadstead.agent.engine.HealthReading;
import io.roadstead.agent.engine.Inspection;
import io.roadstead.agent.engine.LocalImage;
import io.roadstead.agent.engine.LocalVolume;
import io.roadstead.agent.engine.TaskGroup;
import io.roadstead.agent.engine.Untracked;
import io.roadstead.agent.engine.VolumeRequest;
import io.roadstead.core.model.HealthStatus;
import io.roadstead.core.model.NetworkBinding;
import io.roadstead.core.model.PortMapping;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A container engine in memory, for tests: deterministic, immediate, and able to fail on demand.
 *
 * <p>Containers run nothing, but a few commands mean what they say: {@code sh -c "exit 3"} ends with 3 as soon as it has
 * started, a program below {@code /no/such} cannot be started, anything else runs until it is stopped.
 */
public final class FakeRuntime implements ContainerRuntime {
    private static final int FIRST_PORT = 32_768;

    /** The calls that can be made to fail. */
    public enum Call {
        PING,
        IMAGE,
        DIGEST,
        PULL,
        CREATE,
        START,
        STOP,
        INSPECT,
        REMOVE,
        REMOVE_IMAGE,
        CREATE_GROUP,
        VOLUME,
        CREATE_VOLUME,
        REMOVE_VOLUME
    }

    private final Supplier<Instant> clock;
    private final Map<String, LocalImage> local = new HashMap<>();
    private final Map<String, LocalImage> registry = new HashMap<>();
    private final Map<String, Box> boxes = new LinkedHashMap<>();
    private final Map<String, Integer> starts = new HashMap<>();
    private final Map<Call, Deque<Fault>> faults = new EnumMap<>(Call.class);
    private final Set<String> groups = new HashSet<>();
    private final Map<String, LocalVolume> volumes = new LinkedHashMap<>();
    private final Map<String, Integer> pulls = new HashMap<>();
    private @Nullable RuntimeListener listener;
    private Untracked untracked = new Untracked(List.of(), List.of());
    private int nextId = 1;
    private int nextPort = FIRST_PORT;

    public FakeRuntime(Supplier<Instant> clock) {
        this.clock = clock;
    }

    /** Puts an image on this host. */
    public synchronized FakeRuntime withLocal(String image) {
        local.put(image, new LocalImage(null, false));
        return this;
    }

    /** Puts an image into its registry. */
    public synchronized FakeRuntime withRemote(String image, String digest) {
        registry.put(image, new LocalImage(digest, false));
        return this;
    }

    /** Makes the next call of this kind that has no earlier fault waiting fail so. */
    public synchronized void failNext(Call call, Fault fault) {
        faults.computeIfAbsent(call, _ -> new ArrayDeque<>()).add(fault);
    }

    /** Ends a container's process from within; nothing when it does not run. */
    public void exit(String id, int exitCode) {
        end(id, exitCode, null);
    }

    /** Has the kernel kill a container for memory. */
    public void killForMemory(String id) {
        end(id, 137, clock.get());
    }

    /** Has a running container's check find this; nothing when it does not run or has no check. */
    public void checkFinds(String id, HealthStatus status, String output) {
        RuntimeListener told;
        HealthReading reading;
        Box box;
        synchronized (this) {
            box = boxes.get(id);
            if (box == null || box.state != State.RUNNING || box.health == null) {
                return;
            }
            Instant now = clock.get();
            Instant last = box.health.at();
            Instant at = now.isAfter(last) ? now : last.plusMillis(1);
            reading = new HealthReading(status, at, output, status == HealthStatus.UNHEALTHY ? 1 : 0);
            box.health = reading;
            told = listener;
        }
        if (told != null) {
            told.healthChanged(box.ref(), id, new HealthReading(status, reading.at(), null, null));
        }
    }

    /** Removes a container behind the agent's back. */
    public synchronized void vanish(String id) {
        boxes.remove(id);
    }

    /** How often a container of this task and name was really started, over all its incarnations. */
    public synchronized int startsOf(ContainerRef container) {
        return starts.getOrDefault(key(container), 0);
    }

    /** How often an image was really pulled. */
    public synchronized int pullsOf(String image) {
        return pulls.getOrDefault(image, 0);
    }

    /** The ids of the containers there are, oldest first. */
    public synchronized List<String> containers() {
        return List.copyOf(boxes.keySet());
    }

    /** The ids of the containers that run, oldest first. */
    public synchronized List<String> running() {
        return boxes.values().stream()
                .filter(box -> box.state == State.RUNNING)
                .map(box -> box.id)
                .toList();
    }

    /** What a container was created from. */
    public synchronized ContainerRequest requestOf(String id) {
        Box box = boxes.get(id);
        if (box == null) {
            throw new IllegalArgumentException("there is no container " + id);
        }
        return box.request;
    }

    /** The names of the volumes there are, oldest first. */
    public synchronized List<String> volumes() {
        return List.copyOf(volumes.keySet());
    }

    public synchronized Set<String> groups() {
        return Set.copyOf(groups);
    }

    @Override
    public RuntimeInfo info() {
        return new RuntimeInfo(
                "20.10.24",
                "1.41",
                "x86_64",
                4,
                8L << 30,
                List.of("json-file", "none"),
                List.of("local"),
                "cgroupfs",
                1);
    }

    @Override
    public synchronized void ping() throws RuntimeFault {
        failIfAsked(Call.PING);
    }

    @Override
    public synchronized Optional<LocalImage> image(String image) throws RuntimeFault {
        failIfAsked(Call.IMAGE);
        return Optional.ofNullable(local.get(image));
    }

    @Override
    public synchronized Optional<String> digest(String image, Duration timeout) throws RuntimeFault {
        failIfAsked(Call.DIGEST);
        LocalImage remote = registry.get(image);
        if (remote == null) {
            throw new RuntimeFault(new Fault.Refused("Error response from daemon: manifest unknown"));
        }
        return Optional.ofNullable(remote.digest());
    }

    @Override
    public synchronized void pull(String image, @Nullable String digest, Duration timeout, Duration inactivityTimeout)
            throws RuntimeFault {
        failIfAsked(Call.PULL);
        LocalImage remote = registry.get(image);
        if (remote == null) {
            throw new RuntimeFault(new Fault.Refused("Error response from daemon: pull access denied for " + image
                    + ", repository does not exist or may require 'docker login': denied: requested access to the "
                    + "resource is denied"));
        }
        pulls.merge(image, 1, Integer::sum);
        local.put(image, remote);
    }

    /** Puts there what is of no task. */
    public synchronized FakeRuntime withUntracked(Untracked others) {
        untracked = others;
        return this;
    }

    @Override
    public synchronized Untracked untracked() {
        return untracked;
    }

    @Override
    public synchronized void removeStopped(String id) {
        untracked = new Untracked(
                untracked.containers().stream()
                        .filter(container -> !container.id().equals(id))
                        .toList(),
                untracked.images());
    }

    @Override
    public synchronized void removeImage(String image) throws RuntimeFault {
        failIfAsked(Call.REMOVE_IMAGE);
        Optional<Box> user = boxes.values().stream()
                .filter(box -> box.request.image().equals(image))
                .findFirst();
        if (user.isPresent()) {
            throw new RuntimeFault(new Fault.Refused("Error response from daemon: conflict: unable to remove repository"
                    + " reference \"" + image + "\" (must force) - container " + user.get().id + " is using its"
                    + " referenced image"));
        }
        local.remove(image);
    }

    @Override
    public synchronized CreatedContainer create(ContainerRequest request, Duration timeout) throws RuntimeFault {
        failIfAsked(Call.CREATE);
        if (!local.containsKey(request.image())) {
            throw new RuntimeFault(new Fault.NotFound("Error response from daemon: No such image: " + request.image()));
        }
        Optional<Box> namesake = boxes.values().stream()
                .filter(box -> box.request.dockerName().equals(request.dockerName()))
                .findFirst();
        if (namesake.isPresent()) {
            throw new RuntimeFault(new Fault.NameTaken("Error response from daemon: Conflict. The container name \"/"
                    + request.dockerName() + "\" is already in use by container \""
                    + namesake.get().id + "\"."));
        }
        for (String link : request.links()) {
            if (find(link.substring(0, link.indexOf(':'))).isEmpty()) {
                throw new RuntimeFault(
                        new Fault.NotFound("Error response from daemon: could not get container for " + link));
            }
        }
        for (String source : request.volumesFrom()) {
            if (find(source.split(":", 2)[0]).isEmpty()) {
                throw new RuntimeFault(new Fault.NotFound("Error response from daemon: No such container: " + source));
            }
        }
        List<NetworkBinding> bindings = new ArrayList<>();
        for (PortMapping port : request.ports()) {
            int hostPort = port.hostPort() == 0 ? nextPort++ : port.hostPort();
            bindings.add(new NetworkBinding("0.0.0.0", port.containerPort(), hostPort, port.protocol()));
        }
        Box box = new Box("%064x".formatted(nextId++), request, bindings, clock.get());
        boxes.put(box.id, box);
        return new CreatedContainer(box.id, bindings);
    }

    @Override
    public void start(String id, Duration timeout) throws RuntimeFault {
        Integer exitCode = null;
        RuntimeListener told;
        ContainerRef started;
        synchronized (this) {
            failIfAsked(Call.START);
            Box box = existing(id);
            if (box.state == State.RUNNING) {
                return;
            }
            List<String> command = box.request.command();
            if (command != null && !command.isEmpty() && command.getFirst().startsWith("/no/such")) {
                throw new RuntimeFault(
                        new Fault.Refused("Error response from daemon: failed to create shim task: exec: \""
                                + command.getFirst() + "\": no such file or directory: unknown"));
            }
            for (String link : box.request.links()) {
                Optional<Box> linked = find(link.substring(0, link.indexOf(':')));
                if (linked.isEmpty() || linked.get().state != State.RUNNING) {
                    throw new RuntimeFault(new Fault.Refused(
                            "Error response from daemon: Cannot link to a non running container: " + link));
                }
            }
            box.state = State.RUNNING;
            box.health = box.request.healthChecked()
                    ? new HealthReading(HealthStatus.UNKNOWN, clock.get(), null, null)
                    : null;
            starts.merge(key(box.ref()), 1, Integer::sum);
            told = listener;
            started = box.ref();
            if (command != null && command.size() == 3 && command.get(2).startsWith("exit ")) {
                exitCode = Integer.parseInt(command.get(2).substring("exit ".length()));
            }
        }
        if (told != null) {
            told.started(started, id);
        }
        if (exitCode != null) {
            end(id, exitCode, null);
        }
    }

    @Override
    public void stop(String id, Duration grace, Duration timeout) throws RuntimeFault {
        synchronized (this) {
            failIfAsked(Call.STOP);
            existing(id);
        }
        end(id, 143, null);
    }

    @Override
    public synchronized Inspection inspect(String idOrName) throws RuntimeFault {
        failIfAsked(Call.INSPECT);
        return find(idOrName)
                .<Inspection>map(box -> switch (box.state) {
                    case CREATED -> new Inspection.NeverRan(box.id, box.bindings);
                    case RUNNING -> new Inspection.Running(box.id, box.bindings, box.health);
                    case EXITED -> {
                        Death death = box.death;
                        if (death == null) {
                            throw new IllegalStateException("an exited container without its end: " + box.id);
                        }
                        yield new Inspection.Exited(box.id, box.bindings, death);
                    }
                })
                .orElse(new Inspection.Absent());
    }

    @Override
    public synchronized Optional<ContainerDetails> details(String idOrName) {
        return find(idOrName)
                .map(box -> new ContainerDetails(
                        box.id,
                        box.request.dockerName(),
                        "sha256:" + box.request.image(),
                        box.createdAt,
                        box.state == State.CREATED ? null : box.createdAt,
                        box.death == null ? null : box.death.at(),
                        box.request.labels(),
                        "bridge",
                        List.of(new ContainerDetails.Network("bridge", "172.17.0.2")),
                        List.of(),
                        0));
    }

    @Override
    public synchronized void remove(String idOrName) throws RuntimeFault {
        failIfAsked(Call.REMOVE);
        find(idOrName).ifPresent(box -> boxes.remove(box.id));
    }

    @Override
    public synchronized LocalVolume volume(String name) throws RuntimeFault {
        failIfAsked(Call.VOLUME);
        LocalVolume found = volumes.get(name);
        if (found == null) {
            throw new RuntimeFault(new Fault.NotFound("Error response from daemon: get " + name + ": no such volume"));
        }
        return found;
    }

    @Override
    public synchronized void createVolume(VolumeRequest request) throws RuntimeFault {
        failIfAsked(Call.CREATE_VOLUME);
        if (request.driver() != null && !request.driver().equals("local")) {
            throw new RuntimeFault(new Fault.NotFound("Error response from daemon: create " + request.dockerName()
                    + ": error looking up volume plugin " + request.driver() + ": plugin \"" + request.driver()
                    + "\" not found"));
        }
        volumes.putIfAbsent(
                request.dockerName(), new LocalVolume(request.dockerName(), request.driverOpts(), request.labels()));
    }

    @Override
    public synchronized void removeVolume(String name) throws RuntimeFault {
        failIfAsked(Call.REMOVE_VOLUME);
        Optional<Box> user = boxes.values().stream()
                .filter(box -> box.request.binds().stream().anyMatch(bind -> bind.startsWith(name + ":")))
                .findFirst();
        if (user.isPresent()) {
            throw new RuntimeFault(new Fault.Refused(
                    "Error response from daemon: remove " + name + ": volume is in use - [" + user.get().id + "]"));
        }
        volumes.remove(name);
    }

    @Override
    public synchronized void createGroup(TaskGroup group) throws RuntimeFault {
        failIfAsked(Call.CREATE_GROUP);
        groups.add(group.parent());
    }

    @Override
    public synchronized void removeGroup(TaskGroup group) {
        groups.remove(group.parent());
    }

    @Override
    public synchronized void watch(RuntimeListener newListener) {
        listener = newListener;
    }

    /** Tells whoever watches that news may have been missed. */
    public void comeBack() {
        RuntimeListener told;
        synchronized (this) {
            told = listener;
        }
        if (told != null) {
            told.back();
        }
    }

    @Override
    public synchronized void close() {
        listener = null;
    }

    private void end(String id, int exitCode, @Nullable Instant oomAt) {
        RuntimeListener told;
        Death death;
        Box box;
        synchronized (this) {
            box = boxes.get(id);
            if (box == null || box.state != State.RUNNING) {
                return;
            }
            // No two deaths of a container are of the same moment, even where the clock stands still.
            Instant now = clock.get();
            Instant at = box.death == null || now.isAfter(box.death.at())
                    ? now
                    : box.death.at().plusNanos(1);
            death = new Death(exitCode, oomAt, oomAt != null, null, at);
            box.state = State.EXITED;
            box.death = death;
            told = listener;
        }
        if (told != null) {
            told.died(box.ref(), id, death);
        }
    }

    private void failIfAsked(Call call) throws RuntimeFault {
        Deque<Fault> waiting = faults.get(call);
        Fault fault = waiting == null ? null : waiting.poll();
        if (fault != null) {
            throw new RuntimeFault(fault);
        }
    }

    private Box existing(String id) throws RuntimeFault {
        Box box = boxes.get(id);
        if (box == null) {
            throw new RuntimeFault(new Fault.NotFound("Error response from daemon: No such container: " + id));
        }
        return box;
    }

    private Optional<Box> find(String idOrName) {
        return boxes.values().stream()
                .filter(box ->
                        box.id.equals(idOrName) || box.request.dockerName().equals(idOrName))
                .findFirst();
    }

    private static String key(ContainerRef container) {
        return container.taskArn() + " " + container.name();
    }

    private enum State {
        CREATED,
        RUNNING,
        EXITED
    }

    private static final class Box {
        final String id;
        final ContainerRequest request;
        final List<NetworkBinding> bindings;
        final Instant createdAt;
        State state = State.CREATED;

        @Nullable
        Death death;

        @Nullable
        HealthReading health;

        Box(String id, ContainerRequest request, List<NetworkBinding> bindings, Instant createdAt) {
            this.id = id;
            this.request = request;
            this.bindings = bindings;
            this.createdAt = createdAt;
        }

        ContainerRef ref() {
            return new ContainerRef(
                    request.labels().getOrDefault(ContainerRequest.TASK_ARN_LABEL, ""),
                    request.labels().getOrDefault(ContainerRequest.CONTAINER_NAME_LABEL, ""));
        }
    }
}
