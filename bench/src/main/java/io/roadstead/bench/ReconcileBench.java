package io.roadstead.bench;

import io.roadstead.core.model.AgentConnection;
import io.roadstead.core.model.Allocation;
import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.Container;
import io.roadstead.core.model.ContainerDefinition;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.ContainerStatus;
import io.roadstead.core.model.DeploymentConfiguration;
import io.roadstead.core.model.HealthStatus;
import io.roadstead.core.model.LaunchType;
import io.roadstead.core.model.PropagateTags;
import io.roadstead.core.model.Resources;
import io.roadstead.core.model.SchedulingStrategy;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.model.TaskOverride;
import io.roadstead.core.model.TaskStatus;
import io.roadstead.core.placement.Node;
import io.roadstead.core.reconcile.Action;
import io.roadstead.core.reconcile.Alarms;
import io.roadstead.core.reconcile.Deployments;
import io.roadstead.core.reconcile.SchedulerSettings;
import io.roadstead.core.reconcile.ServiceReconciler;
import io.roadstead.core.reconcile.ServiceView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * How long one look of a service's scheduler takes: at a service whose tasks all run, at one that has a quarter of its
 * tasks, and in the middle of a rolling update.
 */
final class ReconcileBench {
    private static final Scope SCOPE = new Scope("000000000000", "us-east-1");
    private static final Instant BEGAN = Instant.parse("2026-01-01T00:00:00Z");
    private static final int INSTANCES = 2_000;
    private static final List<Integer> SIZES = List.of(1_000, 10_000, 100_000);
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final int LOOKS = 300;
    private static final double PERCENTILE = 0.99;

    private final List<Node> instances = new ArrayList<>();
    private final Map<String, Node> nodes = new TreeMap<>();
    private final TaskDefinition definition = definition();
    private final DrawnIds ids = new DrawnIds(1);

    private ReconcileBench() {
        for (int i = 0; i < INSTANCES; i++) {
            Node node = node(i);
            instances.add(node);
            nodes.put(node.id(), node);
        }
    }

    static List<PureResult> measure(Consumer<String> progress) {
        ReconcileBench bench = new ReconcileBench();
        List<PureResult> results = new ArrayList<>();
        for (int size : SIZES) {
            progress.accept("reconciling " + size + " tasks");
            results.add(bench.slowest(size));
        }
        return results;
    }

    private PureResult slowest(int size) {
        Service before = service(size, List.of());
        Deployments.Begun first = Deployments.begin(before, definition, BEGAN, ids);
        Deployments.Begun second = Deployments.begin(first.service(), definition, BEGAN.plus(Duration.ofHours(1)), ids);
        String old = first.service().deployments().getFirst().id();
        String young = second.service().deployments().getFirst().id();
        Map<String, ServiceView> views = new TreeMap<>();
        views.put("all running", view(first, tasks(size, old, 0)));
        views.put("a quarter running", view(first, tasks(size / 4, old, 0)));
        List<Task> mixed = new ArrayList<>(tasks(size / 2, old, 0));
        mixed.addAll(tasks(size - size / 2, young, size / 2));
        views.put("half replaced", view(second, mixed));
        PureResult slowest = null;
        for (Map.Entry<String, ServiceView> view : views.entrySet()) {
            double millis = percentile(view.getValue());
            if (slowest == null || millis > slowest.millis()) {
                slowest = new PureResult(
                        PureResult.Kind.RECONCILE,
                        String.format(
                                "one decision of the scheduler of a service of %,d tasks on %,d instances, %s (the"
                                        + " slowest of: %s), 99th percentile of %d",
                                size, INSTANCES, view.getKey(), String.join(", ", views.keySet()), LOOKS),
                        size,
                        millis);
            }
        }
        if (slowest == null) {
            throw new IllegalStateException("there was no view");
        }
        return slowest;
    }

    private double percentile(ServiceView view) {
        ServiceReconciler reconciler = new ServiceReconciler(SchedulerSettings.DEFAULT);
        Instant now = BEGAN.plus(Duration.ofHours(2));
        long warm = System.nanoTime() + WARM_UP.toNanos();
        int actions = 0;
        while (System.nanoTime() < warm) {
            actions += reconciler.decide(view, now, ids).size();
        }
        double[] millis = new double[LOOKS];
        for (int i = 0; i < LOOKS; i++) {
            long began = System.nanoTime();
            List<Action.OfScheduler> decided = reconciler.decide(view, now, ids);
            millis[i] = Server.millisSince(began);
            actions += decided.size();
        }
        if (actions < 0) {
            throw new IllegalStateException("it never decided anything");
        }
        Arrays.sort(millis);
        return millis[(int) (LOOKS * PERCENTILE)];
    }

    private ServiceView view(Deployments.Begun begun, List<Task> tasks) {
        return new ServiceView(
                begun.service(),
                Map.of(definition.arn(), definition),
                List.of(begun.serviceDeployment()),
                Map.of(begun.revision().number(), begun.revision()),
                tasks,
                nodes,
                Set.of(),
                Map.of(),
                Alarms.NONE);
    }

    private static Service service(int desired, List<io.roadstead.core.model.Deployment> deployments) {
        return new Service(
                SCOPE,
                "bench",
                "web",
                SchedulingStrategy.REPLICA,
                Service.Status.ACTIVE,
                new Service.Desired(
                        desired,
                        new DeploymentConfiguration(
                                200,
                                100,
                                DeploymentConfiguration.CircuitBreaker.OFF,
                                DeploymentConfiguration.Alarms.NONE),
                        List.of(),
                        List.of(),
                        0,
                        true,
                        LaunchType.EC2,
                        PropagateTags.NONE,
                        false),
                deployments,
                Map.of(),
                List.of(),
                BEGAN,
                "bench",
                new Service.Creation(null, ""),
                null);
    }

    private List<Task> tasks(int count, String deployment, int from) {
        List<Task> tasks = new ArrayList<>(count);
        for (int i = from; i < from + count; i++) {
            ContainerInstance instance = instances.get(i % INSTANCES).instance();
            Container container = new Container(
                    ids.uuid(),
                    "main",
                    "busybox",
                    null,
                    ids.hex() + ids.hex(),
                    ContainerStatus.RUNNING,
                    null,
                    null,
                    List.of(),
                    HealthStatus.UNKNOWN);
            Instant at = BEGAN.plusSeconds(60).plusMillis(i);
            tasks.add(new Task(
                    SCOPE,
                    "bench",
                    ids.hex(),
                    "web",
                    1,
                    instance.id(),
                    LaunchType.EC2,
                    instance.availabilityZone(),
                    "service:web",
                    deployment,
                    null,
                    null,
                    TaskOverride.NONE,
                    List.of(),
                    at,
                    2,
                    Task.Desired.RUN,
                    new Task.Observed(
                            TaskStatus.RUNNING, HealthStatus.UNKNOWN, List.of(container), at, at, at, at, null, null),
                    null,
                    false));
        }
        return tasks;
    }

    private static TaskDefinition definition() {
        return new TaskDefinition(
                SCOPE,
                "web",
                1,
                TaskDefinition.Status.ACTIVE,
                List.of(new ContainerDefinition(
                        "main", "busybox", 64, 64, null, true, List.of(), null, null, List.of(), null, null, null, null,
                        Map.of())),
                null,
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                List.of("EC2"),
                List.of(),
                List.of(),
                BEGAN,
                "bench",
                null);
    }

    private static Node node(int number) {
        String id = String.format("%032x", number);
        return new Node(
                new ContainerInstance(
                        SCOPE,
                        "bench",
                        id,
                        null,
                        ContainerInstance.Status.ACTIVE,
                        new Resources(65_536, 65_536, Set.of(22), Set.of()),
                        List.of(new Attribute("ecs.availability-zone", "us-east-1" + (char) ('a' + number % 3))),
                        List.of(),
                        List.of(),
                        BEGAN,
                        null,
                        1),
                new AgentConnection(SCOPE, "bench", id, true, BEGAN, "1.105.1", null, null, null),
                Allocation.none(SCOPE, "bench", id));
    }
}
