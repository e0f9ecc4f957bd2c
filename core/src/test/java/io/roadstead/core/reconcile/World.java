package io.roadstead.core.reconcile;

import io.roadstead.core.Ids;
import io.roadstead.core.definition.Launch;
import io.roadstead.core.definition.ServiceLaunch;
import io.roadstead.core.event.ServiceNews;
import io.roadstead.core.lifecycle.TaskStops;
import io.roadstead.core.model.AgentConnection;
import io.roadstead.core.model.Allocation;
import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.Claim;
import io.roadstead.core.model.Container;
import io.roadstead.core.model.ContainerDefinition;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.DeploymentConfiguration;
import io.roadstead.core.model.DesiredStatus;
import io.roadstead.core.model.HealthStatus;
import io.roadstead.core.model.LaunchType;
import io.roadstead.core.model.PlacementConstraint;
import io.roadstead.core.model.PlacementStrategy;
import io.roadstead.core.model.PropagateTags;
import io.roadstead.core.model.Protection;
import io.roadstead.core.model.Resources;
import io.roadstead.core.model.SchedulingStrategy;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.ServiceDeployment;
import io.roadstead.core.model.ServiceRevision;
import io.roadstead.core.model.StopCode;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.model.TaskOverride;
import io.roadstead.core.model.TaskStatus;
import io.roadstead.core.placement.Demand;
import io.roadstead.core.placement.Fleet;
import io.roadstead.core.placement.Node;
import io.roadstead.core.placement.Placed;
import io.roadstead.core.placement.PlacementRequest;
import io.roadstead.core.placement.Placer;
import io.roadstead.core.placement.Refusal;
import io.roadstead.core.reconcile.Action.OfScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A cluster with one service, in memory: it applies what the scheduler decides as the loop does, and lets tests play the
 * agents and the callers.
 */
final class World {
    static final Scope SCOPE = new Scope("123456789012", "us-east-1");
    static final String CLUSTER = "default";
    static final String NAME = "web";
    static final int CPU = 256;
    static final int MEMORY = 256;
    /** More rounds than any bounded piece of work takes. */
    private static final int ROUNDS = 400;

    final SeededIds ids;
    final SchedulerSettings settings = SchedulerSettings.DEFAULT;
    private final Reconciler<ServiceView, OfScheduler> scheduler;
    private final Starts starts = new Starts(settings);
    Instant now = Instant.parse("2026-03-01T12:00:00Z");
    Service service;
    final Map<String, TaskDefinition> definitions = new HashMap<>();
    /** Why no task of a definition may be started, by its ARN. */
    final Map<String, String> refusals = new HashMap<>();

    /** Newest last. */
    final List<ServiceDeployment> serviceDeployments = new ArrayList<>();

    final Map<String, ServiceRevision> revisions = new TreeMap<>();
    final Map<String, Task> tasks = new TreeMap<>();
    final Map<String, ContainerInstance> instances = new TreeMap<>();
    final Set<String> disconnected = new HashSet<>();
    private final Set<String> others = new HashSet<>();
    final Map<String, TargetHealth> targets = new HashMap<>();
    Alarms alarms = Alarms.NONE;
    final List<String> events = new ArrayList<>();
    final List<ServiceNews> news = new ArrayList<>();

    @Nullable
    Instant wake;

    World(SchedulingStrategy strategy, int desired, DeploymentConfiguration configuration) {
        this(strategy, desired, configuration, 1);
    }

    World(SchedulingStrategy strategy, int desired, DeploymentConfiguration configuration, long seed) {
        ids = new SeededIds(seed);
        scheduler = switch (strategy) {
            case REPLICA -> new ServiceReconciler(settings);
            case DAEMON -> new DaemonReconciler(settings);
        };
        service = new Service(
                SCOPE,
                CLUSTER,
                NAME,
                strategy,
                Service.Status.ACTIVE,
                new Service.Desired(
                        desired,
                        configuration,
                        List.of(),
                        List.of(),
                        0,
                        false,
                        LaunchType.EC2,
                        PropagateTags.NONE,
                        false),
                List.of(),
                Map.of(),
                List.of(),
                now,
                "arn:aws:iam::123456789012:root",
                new Service.Creation(null, ""),
                null);
    }

    static DeploymentConfiguration percent(int min, int max) {
        return new DeploymentConfiguration(
                max, min, DeploymentConfiguration.CircuitBreaker.OFF, DeploymentConfiguration.Alarms.NONE);
    }

    static DeploymentConfiguration breaker(int min, int max, boolean rollback) {
        return new DeploymentConfiguration(
                max,
                min,
                new DeploymentConfiguration.CircuitBreaker(true, rollback),
                DeploymentConfiguration.Alarms.NONE);
    }

    /** A replica service of revision 1, with room for everything, on which everything runs and is healthy. */
    static World steady(int desired, DeploymentConfiguration configuration) {
        World world = fresh(desired, configuration);
        world.reachSteadyState();
        world.events.clear();
        world.news.clear();
        return world;
    }

    /** A replica service of revision 1, just created, with room for everything. */
    static World fresh(int desired, DeploymentConfiguration configuration) {
        World world = new World(SchedulingStrategy.REPLICA, desired, configuration);
        for (int i = 0; i < 4; i++) {
            world.instance("i" + i, "us-east-1" + (char) ('a' + i % 2), 100_000, 100_000);
        }
        world.deploy(1);
        return world;
    }

    // What callers and operators do.

    void instance(String id, String zone, int cpu, int memory) {
        instances.put(
                id,
                new ContainerInstance(
                        SCOPE,
                        CLUSTER,
                        id,
                        "i-" + id,
                        ContainerInstance.Status.ACTIVE,
                        new Resources(cpu, memory, Set.of(22), Set.of()),
                        List.of(new Attribute("ecs.availability-zone", zone)),
                        List.of(),
                        List.of(),
                        now,
                        null,
                        1));
    }

    void drain(String instanceId) {
        instances.computeIfPresent(instanceId, (id, each) -> each.withStatus(ContainerInstance.Status.DRAINING));
    }

    TaskDefinition define(int revision) {
        TaskDefinition definition = new TaskDefinition(
                SCOPE,
                "app",
                revision,
                TaskDefinition.Status.ACTIVE,
                List.of(container()),
                null,
                CPU,
                MEMORY,
                null,
                null,
                List.of(),
                List.of(),
                List.of("EC2"),
                List.of(),
                List.of(),
                now,
                "arn:aws:iam::123456789012:root",
                null);
        definitions.put(definition.arn(), definition);
        return definition;
    }

    private static ContainerDefinition container() {
        return new ContainerDefinition(
                "app", "busybox", 0, null, null, true, List.of(), null, null, List.of(), null, null, null, null,
                Map.of());
    }

    /** Create or update with a definition, or a forced new deployment of it. */
    Deployment deploy(int revision) {
        Deployments.Begun begun = Deployments.begin(service, define(revision), now, ids);
        service = begun.service();
        revisions.put(begun.revision().number(), begun.revision());
        serviceDeployments.add(begun.serviceDeployment());
        return primary();
    }

    void desire(UnaryOperator<Service.Desired> change) {
        service = service.with(change.apply(service.desired()), service.deployments());
    }

    void desiredCount(int count) {
        desire(each -> each.withDesiredCount(count));
    }

    void configure(DeploymentConfiguration configuration) {
        desire(each -> new Service.Desired(
                each.desiredCount(),
                configuration,
                each.placementConstraints(),
                each.placementStrategy(),
                each.healthCheckGracePeriodSeconds(),
                each.availabilityZoneRebalancing(),
                each.launchType(),
                each.propagateTags(),
                each.enableEcsManagedTags()));
    }

    void grace(int seconds) {
        desire(each -> new Service.Desired(
                each.desiredCount(),
                each.deploymentConfiguration(),
                each.placementConstraints(),
                each.placementStrategy(),
                seconds,
                each.availabilityZoneRebalancing(),
                each.launchType(),
                each.propagateTags(),
                each.enableEcsManagedTags()));
    }

    void rebalancing() {
        desire(each -> new Service.Desired(
                each.desiredCount(),
                each.deploymentConfiguration(),
                each.placementConstraints(),
                each.placementStrategy(),
                each.healthCheckGracePeriodSeconds(),
                true,
                each.launchType(),
                each.propagateTags(),
                each.enableEcsManagedTags()));
    }

    void constrain(PlacementConstraint constraint) {
        placement(List.of(constraint), service.desired().placementStrategy());
    }

    void constraints(List<PlacementConstraint> constraints) {
        placement(constraints, service.desired().placementStrategy());
    }

    void strategies(List<PlacementStrategy> strategies) {
        placement(service.desired().placementConstraints(), strategies);
    }

    private void placement(List<PlacementConstraint> constraints, List<PlacementStrategy> strategies) {
        desire(each -> new Service.Desired(
                each.desiredCount(),
                each.deploymentConfiguration(),
                constraints,
                strategies,
                each.healthCheckGracePeriodSeconds(),
                each.availabilityZoneRebalancing(),
                each.launchType(),
                each.propagateTags(),
                each.enableEcsManagedTags()));
    }

    /** Whether a task of another group holds something of the instance. */
    void othersOn(String instanceId, boolean there) {
        if (there) {
            others.add(instanceId);
        } else {
            others.remove(instanceId);
        }
    }

    void protect(Task task, Duration howLong) {
        tasks.put(task.id(), of(tasks, task.id()).withProtection(new Protection(now.plus(howLong))));
    }

    void request(ServiceDeployment.Status status) {
        ServiceDeployment last = serviceDeployments.getLast();
        serviceDeployments.set(serviceDeployments.size() - 1, last.withStatus(status, null, now));
    }

    // What agents do.

    void run(Task task) {
        Task known = of(tasks, task.id());
        if (known.observed().lastStatus() == TaskStatus.PENDING) {
            tasks.put(
                    task.id(),
                    known.withObserved(
                            observed(known, TaskStatus.RUNNING, known.observed().healthStatus())));
        }
    }

    void health(Task task, HealthStatus health) {
        Task known = of(tasks, task.id());
        tasks.put(task.id(), known.withObserved(observed(known, known.observed().lastStatus(), health)));
    }

    /** The containers ended: because that was wanted, or by themselves. */
    void end(Task task) {
        Task known = of(tasks, task.id());
        boolean ran = known.observed().startedAt() != null;
        tasks.put(
                task.id(),
                TaskStops.lost(
                        known,
                        ran ? StopCode.ESSENTIAL_CONTAINER_EXITED : StopCode.TASK_FAILED_TO_START,
                        ran ? "Essential container in task exited" : "Task failed to start",
                        now));
    }

    void stopByUser(Task task) {
        tasks.put(task.id(), TaskStops.stopByUser(of(tasks, task.id()), null, now));
    }

    /** The agent tells the digests of the task's images. */
    void pulled(Task task, String digest) {
        Task known = of(tasks, task.id());
        Task.Observed last =
                observed(known, known.observed().lastStatus(), known.observed().healthStatus());
        List<Container> containers = last.containers().stream()
                .map(each -> new Container(
                        each.id(),
                        each.name(),
                        each.image(),
                        digest,
                        each.runtimeId(),
                        each.lastStatus(),
                        each.exitCode(),
                        each.reason(),
                        each.networkBindings(),
                        each.healthStatus()))
                .toList();
        tasks.put(
                task.id(),
                known.withObserved(new Task.Observed(
                        last.lastStatus(),
                        last.healthStatus(),
                        containers,
                        last.connectivityAt(),
                        now,
                        now,
                        last.startedAt(),
                        last.executionStoppedAt(),
                        last.stoppedAt())));
    }

    private Task.Observed observed(Task task, TaskStatus status, HealthStatus health) {
        Task.Observed last = task.observed();
        return new Task.Observed(
                status,
                health,
                last.containers(),
                last.connectivityAt(),
                last.pullStartedAt(),
                last.pullStoppedAt(),
                status == TaskStatus.RUNNING && last.startedAt() == null ? now : last.startedAt(),
                last.executionStoppedAt(),
                last.stoppedAt());
    }

    /** Agents start what is pending and end what is to stop. */
    void agents() {
        for (Task each : live()) {
            if (each.desired().status() == DesiredStatus.STOPPED) {
                end(each);
            } else {
                run(each);
            }
        }
    }

    // What time and the loop do.

    void pass(Duration duration) {
        now = now.plus(duration);
    }

    ServiceView view() {
        List<ServiceDeployment> shown = new ArrayList<>();
        ServiceDeployment successful = null;
        for (ServiceDeployment each : serviceDeployments.reversed()) {
            boolean last = each.status() == ServiceDeployment.Status.SUCCESSFUL && successful == null;
            successful = last ? each : successful;
            if (last || !each.status().ended()) {
                shown.add(each);
            }
        }
        return new ServiceView(
                service,
                Map.copyOf(definitions),
                Map.copyOf(refusals),
                shown,
                Map.copyOf(revisions),
                tasks.values().stream()
                        .filter(each -> !each.stopped() || !each.accounted())
                        .toList(),
                nodes(),
                Set.of(),
                Map.copyOf(targets),
                alarms);
    }

    Map<String, Node> nodes() {
        Map<String, Map<String, Claim>> claims = new HashMap<>();
        for (Task each : live()) {
            claims.computeIfAbsent(each.containerInstanceId(), unused -> new HashMap<>())
                    .put(
                            each.id(),
                            Demand.of(define(each.revision(), each), TaskOverride.NONE)
                                    .claim(each.group()));
        }
        for (String id : others) {
            claims.computeIfAbsent(id, unused -> new HashMap<>())
                    .put("other", new Claim(1, 1, Set.of(), Set.of(), "family:other"));
        }
        Map<String, Node> nodes = new TreeMap<>();
        instances.forEach((id, each) -> nodes.put(
                id,
                new Node(
                        each,
                        new AgentConnection(
                                SCOPE, CLUSTER, id, !disconnected.contains(id), now, "1.105.1", null, null, "s/1"),
                        new Allocation(SCOPE, CLUSTER, id, claims.getOrDefault(id, Map.of())))));
        return nodes;
    }

    /** A task's size stays what it was, even when its definition is gone. */
    private TaskDefinition define(int revision, Task task) {
        TaskDefinition known = definitions.get(task.taskDefinitionArn());
        if (known != null) {
            return known;
        }
        TaskDefinition again = define(revision);
        definitions.remove(again.arn());
        return again;
    }

    /** One round: decides, applies, and gives what was decided. */
    List<OfScheduler> round() {
        List<OfScheduler> actions = scheduler.decide(view(), now, ids);
        apply(actions);
        return actions;
    }

    List<OfScheduler> decide(SeededIds with) {
        return scheduler.decide(view(), now, with);
    }

    /** Rounds until nothing but waiting is left; fails when that does not come. */
    void rounds() {
        for (int i = 0; i < ROUNDS; i++) {
            if (!changes(round())) {
                if (wake != null && !wake.isAfter(now)) {
                    throw new AssertionError("the scheduler changed nothing and wants to be asked at once");
                }
                return;
            }
        }
        throw new AssertionError("the scheduler did not come to rest within " + ROUNDS + " rounds; the last told: "
                + events.subList(Math.max(0, events.size() - 5), events.size()));
    }

    /** Whether an action does anything; a start that finds no room does not. */
    private boolean changed;

    private boolean changes(List<OfScheduler> actions) {
        return changed && !actions.isEmpty();
    }

    void reachSteadyState() {
        for (int i = 0; i < ROUNDS; i++) {
            rounds();
            agents();
            rounds();
            pass(settings.healthyAfter());
            rounds();
            if (service.told().containsKey(ServiceRound.STEADY)) {
                return;
            }
        }
        throw new AssertionError(
                "no steady state; the last told: " + events.subList(Math.max(0, events.size() - 5), events.size()));
    }

    void apply(List<OfScheduler> actions) {
        changed = false;
        wake = null;
        for (OfScheduler action : actions) {
            apply(action);
        }
    }

    private void apply(OfScheduler action) {
        switch (action) {
            case Action.WakeAt at -> wake = wake == null || at.when().isBefore(wake) ? at.when() : wake;
            case Action.StartTasks asked -> start(asked);
            case Action.StopTasks stop -> {
                changed = true;
                for (String id : stop.taskIds()) {
                    tasks.put(id, TaskStops.stop(of(tasks, id), stop.code(), stop.reason(), now));
                }
            }
            case Action.AccountTasks account -> {
                changed = true;
                account.taskIds().forEach(id -> tasks.put(id, of(tasks, id).afterAccount()));
            }
            case Action.PutService put -> {
                changed = true;
                service = put.service();
            }
            case Action.PutServiceDeployment put -> {
                changed = true;
                serviceDeployments.replaceAll(
                        each -> each.id().equals(put.deployment().id()) ? put.deployment() : each);
            }
            case Action.PutServiceRevision put -> {
                changed = true;
                revisions.put(put.revision().number(), put.revision());
            }
            case Action.TellService tell -> events.add(tell.message());
            case Action.Publish publish -> news.add(publish.news());
            case Action.LoseInstance lose ->
                throw new AssertionError("a service's scheduler loses no instance: " + lose);
        }
    }

    private void start(Action.StartTasks asked) {
        Deployment deployment = service.deployments().stream()
                .filter(each -> each.id().equals(asked.deploymentId()))
                .findFirst()
                .orElseThrow();
        TaskDefinition definition = of(definitions, Census.definitionArn(service, deployment));
        Launch launch = ServiceLaunch.of(service, deployment, definition, asked.count(), asked.zone());
        Placed placed = asked.instances().isEmpty()
                ? Placer.place(Fleet.of(nodes().values()), request(definition, launch, asked.count()), ids)
                : placeOn(asked.instances(), request(definition, launch, 1));
        List<Task> started = new ArrayList<>();
        for (String instanceId : placed.instances()) {
            started.add(task(deployment, instanceId));
        }
        changed |= !started.isEmpty();
        List<OfScheduler> outcome = starts.outcome(view(), asked, placed, started, now, ids);
        started.forEach(each -> tasks.put(each.id(), each));
        outcome.forEach(this::apply);
    }

    private static PlacementRequest request(TaskDefinition definition, Launch launch, int count) {
        return new PlacementRequest(
                count,
                Demand.of(definition, launch.overrides()),
                launch.group(),
                launch.placementConstraints(),
                launch.placementStrategy());
    }

    private Placed placeOn(List<String> instanceIds, PlacementRequest request) {
        List<String> chosen = new ArrayList<>();
        List<Refusal> refusals = new ArrayList<>();
        Map<String, Node> nodes = nodes();
        for (String id : instanceIds) {
            Optional<Refusal> refusal = Placer.check(of(nodes, id), request);
            refusal.ifPresentOrElse(refusals::add, () -> chosen.add(id));
        }
        return new Placed(chosen, refusals.size(), refusals);
    }

    Task task(Deployment deployment, String instanceId) {
        return new Task(
                SCOPE,
                CLUSTER,
                ids.hex(),
                deployment.family(),
                deployment.revision(),
                instanceId,
                LaunchType.EC2,
                of(instances, instanceId).availabilityZone(),
                service.group(),
                deployment.id(),
                CPU,
                MEMORY,
                TaskOverride.NONE,
                List.of(),
                now,
                1,
                Task.Desired.RUN,
                Task.Observed.pending(List.of(Container.pending(ids.uuid(), "app", "busybox"))),
                null,
                false);
    }

    /** What must be there. */
    static <V> V of(Map<String, V> map, String key) {
        return Objects.requireNonNull(map.get(key), () -> "there is no " + key);
    }

    // What tests ask.

    Deployment primary() {
        return service.primary().orElseThrow();
    }

    ServiceDeployment lastServiceDeployment() {
        return serviceDeployments.getLast();
    }

    List<Task> live() {
        return tasks.values().stream().filter(each -> !each.stopped()).toList();
    }

    /** Live tasks that nobody wants stopped. */
    List<Task> active() {
        return live().stream()
                .filter(each -> each.desired().status() == DesiredStatus.RUNNING)
                .toList();
    }

    List<Task> active(Deployment deployment) {
        return active().stream()
                .filter(each -> deployment.id().equals(each.startedBy()))
                .toList();
    }

    List<Task> pending() {
        return active().stream()
                .filter(each -> each.observed().lastStatus() == TaskStatus.PENDING)
                .toList();
    }

    List<Task> stopping() {
        return live().stream()
                .filter(each -> each.desired().status() == DesiredStatus.STOPPED)
                .toList();
    }

    List<String> newsNames() {
        return news.stream()
                .map(each -> switch (each) {
                    case ServiceNews.ServiceAction action -> action.eventName();
                    case ServiceNews.DeploymentStateChange change -> change.eventName();
                })
                .toList();
    }

    /** What the news of deployments say. */
    List<String> reasons() {
        return news.stream()
                .filter(ServiceNews.DeploymentStateChange.class::isInstance)
                .map(each -> ((ServiceNews.DeploymentStateChange) each).reason())
                .toList();
    }

    /** Ids that depend on the seed alone. */
    static final class SeededIds implements Ids {
        private final SplittableRandom random;

        SeededIds(long seed) {
            random = new SplittableRandom(seed);
        }

        @Override
        public String hex() {
            return String.format("%016x%016x", random.nextLong(), random.nextLong());
        }

        @Override
        public String uuid() {
            return hex();
        }

        @Override
        public int below(int bound) {
            return random.nextInt(bound);
        }
    }
}
