package io.roadstead.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.control.House;
import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Kind;
import io.roadstead.core.model.Allocation;
import io.roadstead.store.FaultyStore;
import io.roadstead.wire.AwsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ecs.model.ContainerOverride;
import software.amazon.awssdk.services.ecs.model.ContainerStateChange;
import software.amazon.awssdk.services.ecs.model.DeregisterContainerInstanceRequest;
import software.amazon.awssdk.services.ecs.model.DeregisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.DescribeContainerInstancesRequest;
import software.amazon.awssdk.services.ecs.model.DescribeContainerInstancesResponse;
import software.amazon.awssdk.services.ecs.model.DescribeTasksRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.ListTasksRequest;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;
import software.amazon.awssdk.services.ecs.model.PortMapping;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskResponse;
import software.amazon.awssdk.services.ecs.model.StartTaskRequest;
import software.amazon.awssdk.services.ecs.model.StartTaskResponse;
import software.amazon.awssdk.services.ecs.model.StopTaskRequest;
import software.amazon.awssdk.services.ecs.model.StopTaskResponse;
import software.amazon.awssdk.services.ecs.model.SubmitTaskStateChangeRequest;
import software.amazon.awssdk.services.ecs.model.Task;

class RunApiTest {
    private House house = new House();

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void aTaskWhoseRoleMayNotBeAssumedIsRefusedAndOneThatIsThereAlreadyIsToldAgain() {
        house.cluster("default").definition("f", container -> container.memory(64));
        String instance = house.instance("default", 1024, 512);
        RunTaskRequest asked =
                RunTaskRequest.builder().taskDefinition("f").clientToken("once").build();
        String first = run(asked).tasks().getFirst().taskArn();
        house.roles = (cluster, definition, overrides) -> Optional.of("ECS was unable to assume the role");
        assertThat(house.refusal(RunTaskRequest.builder().taskDefinition("f").build()))
                .satisfies(refused -> assertThat(refused.errorType()).isEqualTo("ClientException"))
                .hasMessageContaining("ECS was unable to assume the role");
        assertThat(house.refusal(StartTaskRequest.builder()
                        .taskDefinition("f")
                        .containerInstances(instance)
                        .build()))
                .hasMessageContaining("ECS was unable to assume the role");
        assertThat(run(asked).tasks().getFirst().taskArn()).isEqualTo(first);
        assertThat(remaining(instance, "MEMORY")).isEqualTo(512 - 64);
    }

    @Test
    void aTaskIsAnsweredPendingOnTheInstanceThatHoldsItsShare() {
        house.cluster("default").definition("f", container -> container.cpu(128).memory(64));
        String instance = house.instance("default", 1024, 512);
        Task task = run(RunTaskRequest.builder()
                        .taskDefinition("f")
                        .startedBy("me")
                        .build())
                .tasks()
                .getFirst();
        assertThat(task.lastStatus()).isEqualTo("PENDING");
        assertThat(task.desiredStatus()).isEqualTo("RUNNING");
        assertThat(task.containerInstanceArn()).isEqualTo(instance);
        assertThat(task.group()).isEqualTo("family:f");
        assertThat(task.startedBy()).isEqualTo("me");
        assertThat(task.version()).isEqualTo(1);
        assertThat(task.taskDefinitionArn()).isEqualTo("arn:aws:ecs:us-east-1:000000000000:task-definition/f:1");
        assertThat(task.overrides().containerOverrides())
                .singleElement()
                .satisfies(override -> assertThat(override.name()).isEqualTo("main"));
        assertThat(remaining(instance, "CPU")).isEqualTo(1024 - 128);
        assertThat(remaining(instance, "MEMORY")).isEqualTo(512 - 64);
    }

    @Test
    void whatDoesNotFitIsToldForEachInstanceTried() {
        house.cluster("default").definition("f", container -> container.memory(300));
        String first = house.instance("default", 1024, 512);
        RunTaskResponse told =
                run(RunTaskRequest.builder().taskDefinition("f").count(3).build());
        assertThat(told.tasks()).hasSize(1);
        assertThat(told.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.arn()).isEqualTo(first);
            assertThat(failure.reason()).isEqualTo("RESOURCE:MEMORY");
            assertThat(failure.detail()).isEqualTo("300 MiB of memory wanted, 212 free");
        });
    }

    @Test
    void aBusyPortIsARefusal() {
        house.cluster("default").definition("f", container -> container
                .memory(16)
                .portMappings(
                        PortMapping.builder().containerPort(80).hostPort(8080).build()));
        house.instance("default", 1024, 512);
        assertThat(run(RunTaskRequest.builder().taskDefinition("f").build()).failures())
                .isEmpty();
        assertThat(run(RunTaskRequest.builder().taskDefinition("f").build()).failures())
                .singleElement()
                .satisfies(failure -> assertThat(failure.reason()).isEqualTo("RESOURCE:PORTS"));
    }

    @Test
    void anInstanceWithoutItsAgentIsRefusedAtOnce() {
        house.cluster("default").definition("f", container -> container.memory(16));
        String arn = house.instance("default", 1024, 512);
        String id = arn.substring(arn.lastIndexOf('/') + 1);
        house.writers.ofCluster(House.SCOPE, "default").submit(draft -> {
            draft.delete(Keys.agentConnection(House.SCOPE, "default", id));
            return id;
        });
        assertThat(run(RunTaskRequest.builder().taskDefinition("f").build()).failures())
                .singleElement()
                .satisfies(failure -> assertThat(failure.reason()).isEqualTo("AGENT"));
    }

    @Test
    void aClusterWithoutInstancesRefusesTheCall() {
        house.cluster("default").definition("f", container -> container.memory(16));
        AwsException refusal =
                house.refusal(RunTaskRequest.builder().taskDefinition("f").build());
        assertThat(refusal.errorType()).isEqualTo("InvalidParameterException");
        assertThat(refusal.text()).isEqualTo("No Container Instances were found in your cluster.");
    }

    @Test
    void unknownAndInactiveDefinitionsAreRefusedInEcssWords() {
        house.cluster("default").definition("f", container -> container.memory(16));
        house.instance("default", 1024, 512);
        assertThat(house.refusal(RunTaskRequest.builder().taskDefinition("g").build())
                        .text())
                .isEqualTo("TaskDefinition not found.");
        house.call(
                DeregisterTaskDefinitionRequest.builder().taskDefinition("f:1").build(), SdkPojo.class);
        assertThat(house.refusal(RunTaskRequest.builder().taskDefinition("f:1").build())
                        .text())
                .isEqualTo("TaskDefinition is inactive");
        assertThat(house.refusal(RunTaskRequest.builder()
                                .cluster("no")
                                .taskDefinition("f:1")
                                .build())
                        .errorType())
                .isEqualTo("ClusterNotFoundException");
    }

    @Test
    void theSameClientTokenGivesTheSameTasks() {
        house.cluster("default").definition("f", container -> container.memory(16));
        house.instance("default", 1024, 512);
        RunTaskRequest request = RunTaskRequest.builder()
                .taskDefinition("f")
                .count(2)
                .clientToken("t")
                .build();
        RunTaskResponse first = run(request);
        assertThat(run(request).tasks().stream().map(Task::taskArn).toList())
                .isEqualTo(first.tasks().stream().map(Task::taskArn).toList());
        AwsException conflict = house.refusal(request.toBuilder().count(1).build());
        assertThat(conflict.errorType()).isEqualTo("ConflictException");
        assertThat(conflict.members().get("resourceIds"))
                .isEqualTo(first.tasks().stream().map(Task::taskArn).toList());
    }

    @Test
    void startTaskPlacesOnTheInstancesNamedOrSaysWhyNot() {
        house.cluster("default").definition("f", container -> container.memory(300));
        String instance = house.instance("default", 1024, 512);
        String gone = instance.substring(0, instance.lastIndexOf('/') + 1) + "0".repeat(32);
        StartTaskResponse told = house.call(
                StartTaskRequest.builder()
                        .taskDefinition("f")
                        .containerInstances(instance, gone)
                        .build(),
                StartTaskResponse.class);
        assertThat(told.tasks()).singleElement().satisfies(task -> assertThat(task.containerInstanceArn())
                .isEqualTo(instance));
        assertThat(told.failures()).singleElement().satisfies(failure -> assertThat(failure.reason())
                .isEqualTo("MISSING"));
        assertThat(house.call(
                                StartTaskRequest.builder()
                                        .taskDefinition("f")
                                        .containerInstances(instance)
                                        .build(),
                                StartTaskResponse.class)
                        .failures())
                .singleElement()
                .satisfies(failure -> assertThat(failure.reason()).isEqualTo("RESOURCE:MEMORY"));
    }

    @Test
    void aStoppedTaskGivesItsShareBackAndTellsWhy() {
        house.cluster("default").definition("f", container -> container.cpu(128).memory(64));
        String instance = house.instance("default", 1024, 512);
        String task = run(RunTaskRequest.builder().taskDefinition("f").build())
                .tasks()
                .getFirst()
                .taskArn();
        report(task, "RUNNING", "RUNNING", null);
        house.now = house.now.plusSeconds(5);
        Task stopping = house.call(
                        StopTaskRequest.builder().task(task).reason("enough").build(), StopTaskResponse.class)
                .task();
        assertThat(stopping.desiredStatus()).isEqualTo("STOPPED");
        assertThat(stopping.lastStatus()).isEqualTo("RUNNING");
        assertThat(remaining(instance, "CPU")).isEqualTo(1024 - 128);
        house.call(StopTaskRequest.builder().task(task).reason("again").build(), SdkPojo.class);
        report(task, "STOPPED", "STOPPED", 137);
        Task stopped = describe(task);
        assertThat(stopped.lastStatus()).isEqualTo("STOPPED");
        assertThat(stopped.stopCodeAsString()).isEqualTo("UserInitiated");
        assertThat(stopped.stoppedReason()).isEqualTo("enough");
        assertThat(stopped.containers().getFirst().exitCode()).isEqualTo(137);
        assertThat(stopped.startedAt()).isNotNull();
        assertThat(remaining(instance, "CPU")).isEqualTo(1024);
        assertThat(remaining(instance, "MEMORY")).isEqualTo(512);
    }

    @Test
    void aStoppedTaskIsToldWithTheSizeItHad() {
        house.cluster("default").definition("f", container -> container.cpu(128).memory(64));
        house.instance("default", 1024, 512);
        String task = run(RunTaskRequest.builder()
                        .taskDefinition("f")
                        .overrides(overrides -> overrides.containerOverrides(ContainerOverride.builder()
                                .name("main")
                                .cpu(10)
                                .memory(20)
                                .build()))
                        .build())
                .tasks()
                .getFirst()
                .taskArn();
        report(task, "STOPPED", "STOPPED", 0);
        assertThat(describe(task).lastStatus()).isEqualTo("STOPPED");
        assertThat(describe(task).cpu()).isEqualTo("10");
        assertThat(describe(task).memory()).isEqualTo("20");
    }

    @Test
    void aReportForATaskThatIsNotKnownIsDroppedByItsAgent() {
        house.cluster("default");
        AwsException refusal = house.refusal(SubmitTaskStateChangeRequest.builder()
                .task("arn:aws:ecs:us-east-1:000000000000:task/default/" + "0".repeat(32))
                .status("STOPPED")
                .build());
        assertThat(refusal.errorType()).isEqualTo("InvalidParameterException");
        assertThat(refusal.text()).isEqualTo("The referenced task was not found.");
    }

    @Test
    void aHundredCallersNeverOverfillAnInstance() throws Exception {
        racing();
    }

    @Test
    void norWhenTheStoreConflictsAndForgetsToAnswer() throws Exception {
        house.close();
        house = new House(store -> new FaultyStore(store, 11, new FaultyStore.Faults(0.1, 0.1, 0.1, 0.0)));
        racing();
    }

    @Test
    void theOnlyPlaceIsGivenAlthoughTheOneWhoHadItInALostTransactionDoesNotKeepIt() throws Exception {
        for (int seed = 0; seed < 20; seed++) {
            house.close();
            int drawn = seed;
            house = new House(store -> new FaultyStore(store, drawn, new FaultyStore.Faults(0, 0.3, 0.5, 0)));
            house.cluster("default")
                    .definition("f", container -> container.cpu(600).memory(10));
            house.instance("default", 1000, 1000);
            Callable<Integer> caller =
                    () -> run(RunTaskRequest.builder().taskDefinition("f").build())
                            .tasks()
                            .size();
            int placed = 0;
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Future<Integer> each : threads.invokeAll(List.of(caller, caller, caller))) {
                    placed += each.get();
                }
            }
            assertThat(placed).as("seed %d", seed).isEqualTo(1);
        }
    }

    private void racing() throws Exception {
        house.cluster("default").definition("f", container -> container.cpu(100).memory(10));
        String one = house.instance("default", 1000, 1000);
        String two = house.instance("default", 1000, 1000);
        List<Callable<Integer>> callers = new ArrayList<>(IntStream.range(0, 100)
                .mapToObj(i -> (Callable<Integer>)
                        () -> run(RunTaskRequest.builder().taskDefinition("f").build())
                                .tasks()
                                .size())
                .toList());
        int placed = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> caller : threads.invokeAll(callers)) {
                placed += caller.get();
            }
        }
        assertThat(placed).isEqualTo(20);
        assertThat(remaining(one, "CPU")).isZero();
        assertThat(remaining(two, "CPU")).isZero();
        assertThat(house.index.all(Keys.all(House.SCOPE, Kind.ALLOCATION, "default"), Allocation.class).stream()
                        .mapToInt(allocation -> allocation.claims().size())
                        .sum())
                .isEqualTo(20);
    }

    @Test
    void aDeregisteredInstancesTasksAreToldStopped() {
        house.cluster("default").definition("f", container -> container.memory(16));
        String instance = house.instance("default", 1024, 512);
        String task = run(RunTaskRequest.builder().taskDefinition("f").build())
                .tasks()
                .getFirst()
                .taskArn();
        assertThat(house.refusal(DeregisterContainerInstanceRequest.builder()
                                .containerInstance(instance)
                                .build())
                        .text())
                .isEqualTo("Found running tasks on the instance.");
        house.call(
                DeregisterContainerInstanceRequest.builder()
                        .containerInstance(instance)
                        .force(true)
                        .build(),
                SdkPojo.class);
        Task stopped = describe(task);
        assertThat(stopped.lastStatus()).isEqualTo("STOPPED");
        assertThat(stopped.stoppedReason()).isEqualTo("Container instance deregistration forced by user");
    }

    @Test
    void listingFiltersByDesiredStatusFamilyAndStarter() {
        house.cluster("default")
                .definition("f", container -> container.memory(16))
                .definition("g", container -> container.memory(16));
        house.instance("default", 1024, 512);
        run(RunTaskRequest.builder().taskDefinition("f").startedBy("me").build());
        run(RunTaskRequest.builder().taskDefinition("g").build());
        assertThat(list(ListTasksRequest.builder())).hasSize(2);
        assertThat(list(ListTasksRequest.builder().family("g"))).hasSize(1);
        assertThat(list(ListTasksRequest.builder().startedBy("me"))).hasSize(1);
        assertThat(list(ListTasksRequest.builder().desiredStatus("STOPPED"))).isEmpty();
        assertThat(list(ListTasksRequest.builder().desiredStatus("PENDING"))).isEmpty();
        house.now = house.now.plus(Duration.ofSeconds(1));
    }

    private List<String> list(ListTasksRequest.Builder request) {
        return house.call(request.build(), ListTasksResponse.class).taskArns();
    }

    private RunTaskResponse run(RunTaskRequest request) {
        return house.call(request, RunTaskResponse.class);
    }

    private Task describe(String task) {
        return house.call(DescribeTasksRequest.builder().tasks(task).build(), DescribeTasksResponse.class)
                .tasks()
                .getFirst();
    }

    private void report(String task, String status, String containerStatus, @Nullable Integer exitCode) {
        house.call(
                SubmitTaskStateChangeRequest.builder()
                        .task(task)
                        .status(status)
                        .containers(ContainerStateChange.builder()
                                .containerName("main")
                                .status(containerStatus)
                                .exitCode(exitCode)
                                .build())
                        .build(),
                SdkPojo.class);
    }

    private int remaining(String instance, String resource) {
        return house
                .call(
                        DescribeContainerInstancesRequest.builder()
                                .containerInstances(instance)
                                .build(),
                        DescribeContainerInstancesResponse.class)
                .containerInstances()
                .getFirst()
                .remainingResources()
                .stream()
                .filter(each -> each.name().equals(resource))
                .findFirst()
                .orElseThrow()
                .integerValue();
    }
}
