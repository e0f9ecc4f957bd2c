package io.roadstead.control.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.control.House;
import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Kind;
import io.roadstead.core.model.AgentConnection;
import io.roadstead.core.model.Allocation;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.StopCode;
import io.roadstead.core.model.Task;
import io.roadstead.core.reconcile.InstanceReconciler;
import io.roadstead.core.reconcile.SchedulerSettings;
import io.roadstead.core.reconcile.Starts;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskResponse;

/** When a host is taken for terminated, and when not. */
class LostHostTest {
    @Test
    void aHostWhoseAgentStaysAwayIsGivenUpWithAllItsTasks() {
        try (House house = house()) {
            Driver driver = driver(house);
            run(house, 50);
            leave(house);
            pass(house, driver, Duration.ofMinutes(14));
            assertThat(tasks(house)).noneMatch(Task::stopped);
            pass(house, driver, Duration.ofMinutes(2));
            assertThat(tasks(house)).hasSize(50).allSatisfy(task -> {
                assertThat(task.stopped()).isTrue();
                assertThat(task.desired().stopCode()).isEqualTo(StopCode.TERMINATION_NOTICE);
                assertThat(task.desired().stoppedReason())
                        .isEqualTo("Host EC2 (instance " + instance(house).id() + ") terminated.");
            });
            assertThat(instance(house).status()).isEqualTo(ContainerInstance.Status.INACTIVE);
            assertThat(house.index.everywhere(Kind.ALLOCATION, Allocation.class))
                    .isEmpty();
        }
    }

    @Test
    void aMachineThatSleptLosesNothing() {
        try (House house = house()) {
            Driver driver = driver(house);
            run(house, 2);
            leave(house);
            pass(house, driver, Duration.ofMinutes(10));
            house.now = house.now.plus(Duration.ofHours(8));
            pass(house, driver, Duration.ofMinutes(10));
            assertThat(tasks(house)).noneMatch(Task::stopped);
            assertThat(instance(house).status()).isEqualTo(ContainerInstance.Status.ACTIVE);
        }
    }

    @Test
    void anAgentThatWasThereInBetweenIsNotAwayAllAlong() {
        try (House house = house()) {
            Driver driver = driver(house);
            run(house, 2);
            leave(house);
            pass(house, driver, Duration.ofMinutes(10));
            house.connect("default", instance(house).id());
            leave(house);
            pass(house, driver, Duration.ofMinutes(10));
            assertThat(tasks(house)).noneMatch(Task::stopped);
        }
    }

    @Test
    void whatAServerThatDiedLeftOfADeregisteredInstanceIsFinished() {
        try (House house = house()) {
            Driver driver = driver(house);
            run(house, 2);
            ContainerInstance gone = instance(house).deregistered(house.now);
            house.writers.ofCluster(House.SCOPE, "default").submit(draft -> {
                draft.put(Keys.containerInstance(House.SCOPE, "default", gone.id()), gone);
                return gone;
            });
            pass(house, driver, Duration.ofMinutes(1));
            assertThat(tasks(house)).allSatisfy(task -> {
                assertThat(task.stopped()).isTrue();
                assertThat(task.desired().stoppedReason())
                        .isEqualTo("Container instance deregistration forced by user");
            });
        }
    }

    private static House house() {
        House house = new House();
        house.cluster("default").definition("f", container -> container.memory(16));
        house.instance("default", 4_096, 4_096);
        return house;
    }

    private static Driver driver(House house) {
        CountKeeper keeper = new CountKeeper();
        return new Driver(
                new Scheduler(
                        house.store,
                        house.index,
                        house.writers,
                        house.fleets,
                        Surroundings.NONE,
                        new Scheduler.Deciders(
                                keeper,
                                keeper,
                                new Starts(SchedulerSettings.DEFAULT),
                                InstanceReconciler.Settings.DEFAULT),
                        () -> house.now,
                        new House.SeededIds(3),
                        "one",
                        LoopSettings.DEFAULT),
                house);
    }

    /** Lets time pass in steps of four seconds, so that the lease is kept. */
    private static void pass(House house, Driver driver, Duration time) {
        for (long left = time.toSeconds(); left > 0; left -= 4) {
            house.now = house.now.plusSeconds(4);
            driver.scheduler().step(house.now);
            house.writers.ofCluster(House.SCOPE, "default").submit(draft -> 0);
        }
        driver.settle();
    }

    private static void run(House house, int count) {
        for (int started = 0; started < count; started += 2) {
            house.call(RunTaskRequest.builder().taskDefinition("f").count(2).build(), RunTaskResponse.class);
        }
    }

    private static void leave(House house) {
        house.now = house.now.plusMillis(1);
        house.writers.ofCluster(House.SCOPE, "default").submit(draft -> {
            var key =
                    Keys.agentConnection(House.SCOPE, "default", instance(house).id());
            draft.put(key, draft.read(key, AgentConnection.class).orElseThrow().ended(house.now));
            return key;
        });
    }

    private static ContainerInstance instance(House house) {
        return house.index
                .everywhere(Kind.CONTAINER_INSTANCE, ContainerInstance.class)
                .getFirst()
                .record();
    }

    private static List<Task> tasks(House house) {
        return house.index.everywhere(Kind.TASK, Task.class).stream()
                .map(each -> each.record())
                .toList();
    }
}
