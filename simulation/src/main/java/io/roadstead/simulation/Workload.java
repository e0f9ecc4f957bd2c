package io.roadstead.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.CreateClusterRequest;
import software.amazon.awssdk.services.ecs.model.DeregisterContainerInstanceRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTasksRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.HealthCheck;
import software.amazon.awssdk.services.ecs.model.PlacementConstraint;
import software.amazon.awssdk.services.ecs.model.PlacementStrategy;
import software.amazon.awssdk.services.ecs.model.PortMapping;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskResponse;
import software.amazon.awssdk.services.ecs.model.StopTaskRequest;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.UpdateContainerInstancesStateRequest;

/** Clients and operators: what they ask for, drawn from the seed, and what they hold the answers against. */
final class Workload {
    private static final String CLIENT = "client";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final int TRIES = 5;
    private static final int REMEMBERED = 300;

    /** Families whose tasks end by themselves or never start: a service of one never comes to rest. */
    static final List<String> FLAPPING = List.of("job", "broken", "missing");

    private final SimWorld world;
    private final Draw draw;
    private final List<String> clusters;
    private final List<RegisterTaskDefinitionRequest> definitions = new ArrayList<>();
    private final Deque<String> tasks = new ArrayDeque<>();
    private final Map<String, Set<String>> answersByToken = new LinkedHashMap<>();
    private final Map<String, RunTaskRequest> requestsByToken = new LinkedHashMap<>();
    private final Set<String> unanswered = new LinkedHashSet<>();
    private final Duration pace;
    private final ServiceClients services;
    /** How many of ten things asked for are about services. */
    private final int ofServices;

    private int asked;
    private int preparations;
    private boolean open;

    Workload(SimWorld world, Draw draw) {
        this.world = world;
        this.draw = draw;
        clusters = draw.chance(0.7) ? List.of("main") : List.of("main", "other");
        pace = draw.between(Duration.ofSeconds(1), Duration.ofSeconds(20));
        services = new ServiceClients(world, this, draw.fork(7));
        ofServices = draw.between(0, 6);
        definitions.add(definition("steady", Behaviour.STEADY, 0));
        definitions.add(definition("small", Behaviour.STEADY, 0));
        definitions.add(definition("port", Behaviour.STEADY, 8080));
        definitions.add(definition("job", Behaviour.exits(draw.between(1, 60), 0), 0));
        definitions.add(definition("broken", Behaviour.exits(draw.between(1, 20), 1), 0));
        definitions.add(definition("missing", Behaviour.MISSING, 0));
        definitions.add(checked(definition("checked", Behaviour.STEADY, 0)));
    }

    List<String> clusters() {
        return clusters;
    }

    // ---- beginning and end

    void prepare() {
        for (String cluster : clusters) {
            insist(
                    "CreateCluster",
                    CreateClusterRequest.builder().clusterName(cluster).build());
        }
        definitions.forEach(definition -> insist("RegisterTaskDefinition", definition));
    }

    boolean prepared() {
        return preparations == clusters.size() + definitions.size();
    }

    /** What has not been answered yet; empty when nothing is awaited. */
    String waitsFor() {
        return unanswered.isEmpty()
                ? ""
                : "not answered yet: " + unanswered.iterator().next();
    }

    void begin() {
        open = true;
        next();
    }

    void end() {
        open = false;
    }

    /** Operators put right what no scheduler may: instances that nobody serves any more, and those drained. */
    void cleanUp() {
        for (String instance : world.abandoned()) {
            deregister(instance, true);
        }
    }

    private void insist(String operation, SdkPojo request) {
        ask(operation, request, Integer.MAX_VALUE, (server, answer) -> {
            if (answer instanceof Answer.Refused refused) {
                throw new Violation("what is right is not refused", operation + ": " + refused.message());
            }
            preparations++;
        });
    }

    // ---- what is asked for

    private void next() {
        world.timeline().after(draw.between(Duration.ofMillis(100), pace), () -> {
            if (open) {
                something();
                next();
            }
        });
    }

    private void something() {
        if (draw.below(10) < ofServices) {
            services.something();
            return;
        }
        int which = draw.below(20);
        if (which < 9) {
            run();
        } else if (which < 13) {
            stop();
        } else if (which < 15) {
            again();
        } else if (which < 17) {
            describe();
        } else if (which < 19) {
            drainOrActivate();
        } else if (draw.chance(0.3)) {
            someInstance(instance -> deregister(instance, draw.chance(0.5)));
        }
    }

    private void run() {
        RunTaskRequest.Builder request = RunTaskRequest.builder()
                .cluster(draw.of(clusters))
                .taskDefinition(draw.of(definitions).family())
                .count(draw.between(1, 10));
        switch (draw.below(5)) {
            case 0 ->
                request.placementStrategy(PlacementStrategy.builder()
                        .type("binpack")
                        .field("memory")
                        .build());
            case 1 ->
                request.placementStrategy(
                        PlacementStrategy.builder()
                                .type("spread")
                                .field("attribute:ecs.availability-zone")
                                .build(),
                        PlacementStrategy.builder()
                                .type("spread")
                                .field("instanceId")
                                .build());
            case 2 ->
                request.placementConstraints(
                        PlacementConstraint.builder().type("distinctInstance").build());
            case 3 ->
                request.placementConstraints(PlacementConstraint.builder()
                        .type("memberOf")
                        .expression("attribute:ecs.availability-zone == us-east-1a")
                        .build());
            default -> {}
        }
        if (draw.chance(0.6)) {
            request.clientToken("token-" + asked);
        }
        run(request.build());
    }

    /** The same call with the same token once more. */
    private void again() {
        if (!requestsByToken.isEmpty()) {
            run(draw.of(List.copyOf(requestsByToken.values())));
        }
    }

    private void run(RunTaskRequest request) {
        ask("RunTask", request, request.clientToken() == null ? 1 : TRIES, (server, answer) -> {
            if (answer instanceof Answer.Done(RunTaskResponse response)) {
                ran(request, response);
            }
        });
    }

    private void ran(RunTaskRequest request, RunTaskResponse response) {
        Set<String> arns = new TreeSet<>();
        for (Task task : response.tasks()) {
            arns.add(task.taskArn());
            Oracle.require("what was answered exists", world.oracle().everHadTask(task.taskArn()), task::taskArn);
            remember(task.taskArn());
        }
        Oracle.require(
                "every task asked for is placed or refused",
                request.clientToken() != null
                        || response.tasks().size() + response.failures().size() >= 1,
                () -> request.toString());
        String token = request.clientToken();
        if (token == null) {
            return;
        }
        Set<String> before = answersByToken.putIfAbsent(token, arns);
        if (before != null) {
            // A task that ended an hour ago is no longer told.
            Set<String> expected = new TreeSet<>(before);
            expected.removeIf(arn -> world.oracle().task(arn).isEmpty());
            Set<String> told = new TreeSet<>(arns);
            told.removeIf(arn -> world.oracle().task(arn).isEmpty());
            Oracle.require(
                    "equal client tokens get equal answers",
                    told.equals(expected),
                    () -> token + ": first " + before + ", now " + arns);
        }
        requestsByToken.put(token, request);
        if (requestsByToken.size() > REMEMBERED) {
            requestsByToken.remove(requestsByToken.keySet().iterator().next());
        }
    }

    private void stop() {
        if (tasks.isEmpty()) {
            return;
        }
        String arn = draw.of(List.copyOf(tasks));
        StopTaskRequest request = StopTaskRequest.builder()
                .cluster(clusterOf(arn))
                .task(arn)
                .reason(draw.chance(0.5) ? "no longer needed" : null)
                .build();
        ask("StopTask", request, TRIES, (server, answer) -> {
            if (answer instanceof Answer.Done) {
                Oracle.require(
                        "what was answered exists",
                        world.oracle()
                                .task(arn)
                                .map(task -> task.desired().stoppingAt() != null)
                                .orElse(true),
                        () -> arn + " was stopped and does not want to be");
            }
        });
    }

    private void describe() {
        if (tasks.isEmpty()) {
            return;
        }
        String arn = draw.of(List.copyOf(tasks));
        DescribeTasksRequest request = DescribeTasksRequest.builder()
                .cluster(clusterOf(arn))
                .tasks(arn)
                .build();
        ask("DescribeTasks", request, 1, (server, answer) -> {
            if (answer instanceof Answer.Done(DescribeTasksResponse response)
                    && response.tasks().isEmpty()
                    && world.oracle().task(arn).isPresent()) {
                world.trace("not shown yet", arn);
            }
        });
    }

    private void drainOrActivate() {
        someInstance(instance -> {
            String status = draw.chance(0.4) ? "DRAINING" : "ACTIVE";
            ask(
                    "UpdateContainerInstancesState",
                    UpdateContainerInstancesStateRequest.builder()
                            .cluster(clusterOf(instance))
                            .containerInstances(instance)
                            .status(status)
                            .build(),
                    TRIES,
                    (server, answer) -> {});
        });
    }

    private void someInstance(Consumer<String> then) {
        SimHost host = draw.of(world.hosts());
        String instance = host.instanceArn();
        if (instance != null) {
            then.accept(instance);
        }
    }

    private void deregister(String instance, boolean force) {
        DeregisterContainerInstanceRequest request = DeregisterContainerInstanceRequest.builder()
                .cluster(clusterOf(instance))
                .containerInstance(instance)
                .force(force)
                .build();
        ask("DeregisterContainerInstance", request, open ? TRIES : Integer.MAX_VALUE, (server, answer) -> {
            if (answer instanceof Answer.Done) {
                Oracle.require(
                        "what was answered exists",
                        world.oracle()
                                .instance(instance)
                                .map(found -> found.deregisteredAt() != null)
                                .orElse(true),
                        () -> instance + " was deregistered and is not");
            }
        });
    }

    private void remember(String taskArn) {
        tasks.addLast(taskArn);
        if (tasks.size() > REMEMBERED) {
            tasks.removeFirst();
        }
    }

    static String clusterOf(String arn) {
        return arn.split("/", -1)[1];
    }

    // ---- asking

    interface Hearing {
        void heard(SimServer server, Answer answer);
    }

    /** Asks until it is answered or refused, at most so often, each time any server. */
    void ask(String operation, SdkPojo request, int tries, Hearing hearing) {
        String name = operation + " " + asked++;
        unanswered.add(name);
        ask(name, operation, request, tries, hearing);
    }

    private void ask(String name, String operation, SdkPojo request, int tries, Hearing hearing) {
        SimServer server = world.anyServer(draw);
        world.call(CLIENT, server, operation, request, PATIENCE, answer -> {
            boolean again =
                    switch (answer) {
                        case Answer.Done _, Answer.Refused _ -> false;
                        case Answer.Failed _, Answer.Silence _ -> tries > 1;
                    };
            if (again) {
                world.timeline().after(RETRY, () -> ask(name, operation, request, tries - 1, hearing));
            } else {
                unanswered.remove(name);
                if (answer instanceof Answer.Refused refused) {
                    world.trace("refused", name, refused.errorType(), refused.message());
                }
                hearing.heard(server, answer);
            }
        });
    }

    private static RegisterTaskDefinitionRequest checked(RegisterTaskDefinitionRequest definition) {
        return definition.toBuilder()
                .containerDefinitions(definition.containerDefinitions().getFirst().toBuilder()
                        .healthCheck(HealthCheck.builder()
                                .command("CMD-SHELL", "true")
                                .build())
                        .build())
                .build();
    }

    private RegisterTaskDefinitionRequest definition(String family, String image, int hostPort) {
        ContainerDefinition.Builder container = ContainerDefinition.builder()
                .name("app")
                .image(image)
                .cpu(32 * draw.between(0, 16))
                .memory(32 * draw.between(1, 24));
        if (hostPort != 0) {
            container.portMappings(
                    PortMapping.builder().containerPort(80).hostPort(hostPort).build());
        }
        return RegisterTaskDefinitionRequest.builder()
                .family(family)
                .containerDefinitions(container.build())
                .build();
    }
}
