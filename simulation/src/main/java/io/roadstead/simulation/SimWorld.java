package io.roadstead.simulation;

import io.roadstead.control.index.Index;
import io.roadstead.control.index.Kind;
import io.roadstead.control.index.Versioned;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.DesiredStatus;
import io.roadstead.core.model.SchedulingStrategy;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskStatus;
import io.roadstead.core.reconcile.Action;
import io.roadstead.core.reconcile.Reconciler;
import io.roadstead.core.reconcile.ServiceView;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Revision;
import io.roadstead.store.Txn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/**
 * A world that follows from its seed: two or three servers over one store, a fleet, clients, and what goes wrong.
 *
 * <p>It begins in peace, until clusters and definitions are there. Then come clients and faults together, while every
 * commit and every answer is judged. Then the faults end, and within some minutes everything must have become what was
 * wished: that is the second half of the proof, for a world that does nothing breaks no rule.
 */
final class SimWorld {
    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final RecordCodec CODEC = new RecordCodec();

    private static final Duration PEACE = Duration.ofMinutes(2);
    private static final Duration CONVERGENCE = Duration.ofMinutes(25);
    private static final Duration LOOK = Duration.ofSeconds(5);

    /** Two such clocks together are less than the hour for which a task that ended is told. */
    private static final Duration WORST_CLOCK = Duration.ofMinutes(25);

    private final long seed;
    private final Draw draw;
    private final Timeline timeline = new Timeline(BEGIN);
    private final Trace trace = new Trace();
    private final RecordCodec codec = new SharedReading(CODEC);
    private final Oracle oracle = new Oracle(codec);
    private final Network network;
    private final SharedStore store;
    private final Faults drawnFaults;
    private final List<SimServer> servers = new ArrayList<>();
    private final List<SimHost> hosts = new ArrayList<>();
    private final Map<String, SimHost> hostOf = new LinkedHashMap<>();
    private final Set<String> abandoned = new LinkedHashSet<>();
    private final Workload workload;
    private final Duration chaos;
    private UnaryOperator<Reconciler<ServiceView, Action.OfScheduler>> scheduler = UnaryOperator.identity();
    private Faults faults = Faults.NONE;
    private boolean chaotic;
    private Revision lastLook = Revision.NONE;
    private @Nullable Violation failure;

    /**
     * What became of a world.
     *
     * @param simulated virtual time that passed
     * @param hash of all that happened
     * @param last the trace's last lines
     */
    record Outcome(
            long seed,
            Duration simulated,
            long events,
            long commits,
            long tasks,
            long hash,
            Optional<Violation> failure,
            List<String> last) {}

    SimWorld(long seed) {
        this.seed = seed;
        draw = new Draw(seed);
        network = new Network(draw.fork(1));
        store = new SharedStore(timeline, this::committed);
        drawnFaults = Faults.of(draw.fork(2));
        chaos = draw.between(Duration.ofMinutes(4), Duration.ofMinutes(20));
        int serverCount = draw.between(2, 3);
        for (int i = 0; i < serverCount; i++) {
            servers.add(new SimServer(this, "server-" + i, draw.fork(100 + i)));
        }
        workload = new Workload(this, draw.fork(3));
        int size = draw.below(100);
        int hostCount = size < 75 ? draw.between(2, 8) : size < 99 ? draw.between(8, 24) : draw.between(60, 150);
        for (int i = 0; i < hostCount; i++) {
            hosts.add(new SimHost(
                    this,
                    "host-" + i,
                    draw.of(workload.clusters()),
                    SimServer.SCOPE.region() + draw.of(List.of("a", "b", "c")),
                    1024 * draw.between(1, 4),
                    1024 * draw.between(1, 8),
                    draw.fork(1_000 + i)));
        }
    }

    /** The same world whose scheduler decides otherwise. */
    SimWorld withScheduler(UnaryOperator<Reconciler<ServiceView, Action.OfScheduler>> change) {
        scheduler = change;
        return this;
    }

    Reconciler<ServiceView, Action.OfScheduler> flawed(Reconciler<ServiceView, Action.OfScheduler> right) {
        return scheduler.apply(right);
    }

    /** The same world over a store that judges transactions other than those it is given. */
    SimWorld withFlaw(UnaryOperator<Txn> flaw) {
        store.flaw(flaw);
        return this;
    }

    Outcome run() {
        try {
            servers.forEach(SimServer::start);
            workload.prepare();
            Instant latest = timeline.now().plus(PEACE);
            while (!workload.prepared() && timeline.now().isBefore(latest)) {
                runFor(LOOK);
            }
            Oracle.require("a world in peace is soon ready", workload.prepared(), workload::waitsFor);
            hosts.forEach(SimHost::start);
            runFor(Duration.ofSeconds(10));
            faults = drawnFaults;
            chaotic = true;
            trace("chaos");
            workload.begin();
            disturb();
            runFor(chaos);
            calm();
            converge();
        } catch (Violation violation) {
            fail(violation);
        }
        return new Outcome(
                seed,
                Duration.between(BEGIN, timeline.now()),
                timeline.happened(),
                store.revision().number(),
                oracle.tasksMade(),
                trace.hash(),
                Optional.ofNullable(failure),
                trace.last(Trace.KEPT));
    }

    private void runFor(Duration time) {
        timeline.runUntil(timeline.now().plus(time), () -> {
            if (failure != null) {
                throw failure;
            }
        });
    }

    // ---- what goes wrong

    private void disturb() {
        Faults.Disturbances likely = drawnFaults.disturbances();
        if (likely.all() == 0) {
            return;
        }
        timeline.after(draw.between(Duration.ofSeconds(1), likely.pause()), () -> {
            if (chaotic) {
                happen(likely);
                disturb();
            }
        });
    }

    private void happen(Faults.Disturbances likely) {
        int which = draw.below(likely.all());
        SimServer server = draw.of(servers);
        SimHost host = draw.of(hosts);
        Duration time = draw.between(Duration.ofMillis(500), Duration.ofSeconds(draw.chance(0.2) ? 240 : 40));
        if ((which -= likely.cutStore()) < 0) {
            cut(server.name(), Network.STORE, time);
        } else if ((which -= likely.cutAgent()) < 0) {
            cut(server.name(), host.name(), time);
        } else if ((which -= likely.killServer()) < 0) {
            server.kill();
            timeline.after(time, server::start);
        } else if ((which -= likely.stopServer()) < 0) {
            server.stop();
            timeline.after(Duration.ofSeconds(15).plus(time), server::start);
        } else if ((which -= likely.crashAgent()) < 0) {
            host.crash(draw.chance(0.8));
            timeline.after(time, host::start);
        } else if ((which -= likely.loseHost()) < 0) {
            loseHost(host);
        } else if ((which -= likely.takeLease()) < 0) {
            trace("lease taken");
            store.takeLeases();
        } else {
            Duration most = draw.chance(0.8) ? Duration.ofSeconds(20) : WORST_CLOCK;
            Duration error = draw.between(most.negated(), most);
            trace("clock jumps", server.name(), error.toMillis());
            server.jumpClock(error);
        }
    }

    private void loseHost(SimHost host) {
        if (!host.lost() && hosts.stream().filter(each -> !each.lost()).count() > hosts.size() / 2) {
            host.lose();
        }
    }

    private void cut(String one, String other, Duration time) {
        trace("network cut", one, other, time.toMillis());
        network.cut(one, other, true);
        timeline.after(time, () -> {
            trace("network heals", one, other);
            network.cut(one, other, false);
        });
    }

    // ---- the end

    private void calm() {
        trace("calm");
        chaotic = false;
        faults = Faults.NONE;
        network.heal();
        workload.end();
        servers.forEach(server -> {
            server.jumpClock(Duration.ZERO);
            server.start();
        });
        hosts.forEach(SimHost::start);
        hosts.forEach(SimHost::reprovision);
        workload.cleanUp();
    }

    private void converge() {
        Instant latest = timeline.now().plus(CONVERGENCE);
        String missing = missing();
        while (!missing.isEmpty()) {
            if (timeline.now().isAfter(latest)) {
                throw new Violation("everything converges once faults end", missing);
            }
            lastLook = store.revision();
            runFor(LOOK);
            servers.forEach(SimServer::start);
            hosts.forEach(SimHost::reprovision);
            missing = missing();
        }
        trace("converged");
    }

    /** What is not yet as it should be; empty when all is. */
    private String missing() {
        String busy = workload.waitsFor();
        if (!busy.isEmpty()) {
            return busy;
        }
        for (SimServer server : servers) {
            if (!server.ready()) {
                return server.name() + " is not ready";
            }
        }
        for (ContainerInstance instance : oracle.all(ContainerInstance.class)) {
            String lacking = missing(instance);
            if (!lacking.isEmpty()) {
                return lacking;
            }
        }
        for (Service service : oracle.services().services()) {
            String lacking = missing(service);
            if (!lacking.isEmpty()) {
                return lacking;
            }
        }
        for (SimServer server : servers) {
            String behind = server.index().map(this::behind).orElse("");
            if (!behind.isEmpty()) {
                return server.name() + ": " + behind;
            }
        }
        return "";
    }

    private String missing(ContainerInstance instance) {
        List<Task> live = oracle.liveOn(instance);
        if (instance.status() == ContainerInstance.Status.INACTIVE) {
            return live.isEmpty()
                    ? ""
                    : "deregistered " + instance.arn() + " still has "
                            + live.getFirst().arn();
        }
        SimHost host = hostOf.get(instance.arn());
        if (host == null || !instance.arn().equals(host.instanceArn()) || host.lost()) {
            return live.isEmpty() ? "" : "nobody runs " + live.getFirst().arn() + " of " + instance.arn();
        }
        if (!oracle.connected(instance)) {
            return "the agent of " + host.name() + " is not connected";
        }
        Set<String> wanted = new HashSet<>();
        for (Task task : live) {
            if (restless(task)) {
                continue;
            }
            if (task.desired().status() == DesiredStatus.STOPPED) {
                return "a task is to stop and did not: " + host.says(task.arn());
            }
            if (task.observed().lastStatus() != TaskStatus.RUNNING) {
                return "a task is to run and is " + task.observed().lastStatus() + ": " + host.says(task.arn());
            }
            wanted.add(task.arn());
        }
        Set<String> there = host.liveTasks();
        there.removeIf(this::restless);
        if (!there.equals(wanted)) {
            return "the tasks on " + host.name() + " are not those wanted: " + there + " and not " + wanted;
        }
        return host.settled(this::restless) ? "" : "the agent of " + host.name() + " still has to tell something";
    }

    /** Tasks of services whose containers end by themselves: there is always one on its way. */
    private boolean restless(Task task) {
        return task.service().isPresent() && Workload.FLAPPING.contains(task.family());
    }

    private boolean restless(String taskArn) {
        return oracle.task(taskArn).filter(this::restless).isPresent();
    }

    private String missing(Service service) {
        return switch (service.status()) {
            case INACTIVE -> "";
            case DRAINING -> "a deleted service is still there: " + service.arn();
            case ACTIVE -> {
                if (!service.told().isEmpty()
                        || service.deployments().stream().anyMatch(each -> Workload.FLAPPING.contains(each.family()))) {
                    // It says why it is not as it was wished, or can never be.
                    yield "";
                }
                Deployment primary = service.primary().orElseThrow();
                List<Task> tasks = oracle.services().tasksOf(service).values().stream()
                        .filter(task -> !lastToGo(service, task))
                        .toList();
                List<Task> others = tasks.stream()
                        .filter(task -> task.observed().lastStatus() != TaskStatus.RUNNING
                                || !primary.id().equals(task.startedBy()))
                        .toList();
                boolean done = service.deployments().size() == 1
                        && primary.rolloutState() == Deployment.RolloutState.COMPLETED
                        && (service.schedulingStrategy() == SchedulingStrategy.DAEMON
                                || tasks.size() == service.desired().desiredCount())
                        && others.isEmpty();
                yield done || primary.rolloutState() == Deployment.RolloutState.FAILED
                        ? ""
                        : service.schedulingStrategy() + " " + service.arn() + " wants "
                                + service.desired().desiredCount() + " tasks by "
                                + service.desired().deploymentConfiguration() + ", has " + tasks.size() + " and is "
                                + primary.rolloutState() + " with " + service.deployments()
                                + ", and these tasks are not as they should be: " + others;
            }
        };
    }

    /** A daemon's task stays on a draining instance as long as tasks are there that nobody may replace. */
    private boolean lastToGo(Service service, Task task) {
        return service.schedulingStrategy() == SchedulingStrategy.DAEMON
                && oracle.instance(task.containerInstanceArn())
                        .filter(on -> on.status() == ContainerInstance.Status.DRAINING)
                        .isPresent();
    }

    private String behind(Index index) {
        if (!index.applied().equals(store.revision())) {
            return index.applied().atLeast(lastLook)
                    ? ""
                    : "the index is at " + index.applied().number() + " of "
                            + store.revision().number();
        }
        Map<io.roadstead.store.Key, Object> records = oracle.records();
        List<Versioned<?>> known = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            known.addAll(index.everywhere(kind, kind.type()));
        }
        Oracle.require(
                "every index shows what is stored",
                known.size() == records.size(),
                () -> known.size() + " records are indexed and " + records.size() + " stored");
        for (Versioned<?> each : known) {
            Oracle.require(
                    "every index shows what is stored", each.record().equals(records.get(each.key())), () -> each.key()
                            .path());
        }
        return "";
    }

    // ---- for those who live in it

    Timeline timeline() {
        return timeline;
    }

    Network network() {
        return network;
    }

    SharedStore store() {
        return store;
    }

    Oracle oracle() {
        return oracle;
    }

    RecordCodec codec() {
        return codec;
    }

    Faults faults() {
        return faults;
    }

    List<SimHost> hosts() {
        return hosts;
    }

    SimServer anyServer(Draw with) {
        return with.of(servers);
    }

    void trace(String what, Object... words) {
        trace.add(timeline.now(), what, words);
    }

    /** The world ends after what happens just now. */
    void fail(Violation violation) {
        if (failure == null) {
            failure = violation;
        }
    }

    void registered(@Nullable String instanceArn, SimHost host) {
        if (instanceArn != null) {
            hostOf.put(instanceArn, host);
        }
    }

    /** An instance nobody will ever serve again: an operator deregisters it, later. */
    void abandoned(String instanceArn) {
        abandoned.add(instanceArn);
    }

    Set<String> abandoned() {
        return abandoned;
    }

    /** A call over the network, which is answered once: by the server or by silence. */
    void call(
            String from,
            SimServer server,
            String operation,
            SdkPojo request,
            Duration patience,
            Consumer<Answer> answer) {
        Call call = new Call(answer);
        Faults.OfCalls rates = faults.calls();
        boolean requestLost = draw.chance(rates.requestLost());
        boolean answerLost = draw.chance(rates.answerLost());
        timeline.after(patience, () -> call.answer(new Answer.Silence()));
        timeline.after(network.latency(), () -> {
            if (requestLost || network.cut(from, server.name())) {
                return;
            }
            server.call(operation, request, reply -> {
                trace(operation, from, server.name(), reply.getClass().getSimpleName());
                if (!answerLost) {
                    timeline.after(network.latency(), () -> {
                        if (!network.cut(from, server.name())) {
                            call.answer(reply);
                        }
                    });
                }
            });
        });
    }

    private static final class Call {
        private final Consumer<Answer> answer;
        private boolean answered;

        Call(Consumer<Answer> answer) {
            this.answer = answer;
        }

        void answer(Answer reply) {
            if (!answered) {
                answered = true;
                answer.accept(reply);
            }
        }
    }

    private void committed(SharedStore.Commit commit) {
        try {
            trace(
                    "commit",
                    commit.revision().number(),
                    commit.changes().size(),
                    oracle.committed(commit, timeline.now()));
        } catch (Violation violation) {
            commit.changes()
                    .forEach(change -> trace(
                            change.value() == null ? "deleted" : "wrote",
                            change.key().path()));
            fail(violation);
        }
    }
}
