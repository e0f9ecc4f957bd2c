package io.roadstead.control.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.control.House;
import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Kind;
import io.roadstead.core.model.Deployment.RolloutState;
import io.roadstead.core.model.DesiredStatus;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.ServiceEvent;
import io.roadstead.core.model.ServiceKey;
import io.roadstead.core.model.Task;
import io.roadstead.core.reconcile.Action;
import io.roadstead.core.reconcile.DaemonReconciler;
import io.roadstead.core.reconcile.InstanceReconciler;
import io.roadstead.core.reconcile.Reconciler;
import io.roadstead.core.reconcile.SchedulerSettings;
import io.roadstead.core.reconcile.ServiceReconciler;
import io.roadstead.core.reconcile.ServiceView;
import io.roadstead.core.reconcile.Starts;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.CreateServiceRequest;
import software.amazon.awssdk.services.ecs.model.CreateServiceResponse;
import software.amazon.awssdk.services.ecs.model.DeregisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.DeregisterTaskDefinitionResponse;
import software.amazon.awssdk.services.ecs.model.PlacementConstraint;
import software.amazon.awssdk.services.ecs.model.StopTaskRequest;
import software.amazon.awssdk.services.ecs.model.StopTaskResponse;
import software.amazon.awssdk.services.ecs.model.SubmitTaskStateChangeRequest;
import software.amazon.awssdk.services.ecs.model.SubmitTaskStateChangeResponse;
import software.amazon.awssdk.services.ecs.model.UpdateServiceRequest;
import software.amazon.awssdk.services.ecs.model.UpdateServiceResponse;

/** What nobody can fulfil, and clocks that nobody can trust: a clear event, never a spin, never a lost service. */
class BadInputTest {
    private static final SchedulerSettings SETTINGS = SchedulerSettings.DEFAULT;
    private static final String UNPLACED = "(service web) was unable to place a task because no container instance met"
            + " all of its requirements. The closest matching (container-instance ";
    private static final PlacementConstraint NOBODY = PlacementConstraint.builder()
            .type("memberOf")
            .expression("attribute:ecs.availability-zone == nowhere")
            .build();

    private final AtomicInteger rounds = new AtomicInteger();

    @Test
    void constraintsThatMatchNothingAreToldOnceAndLookedAtAgainWhenTheyAreMended() {
        try (House house = house()) {
            Driver driver = driver(house);
            create(house, request -> request.desiredCount(3).placementConstraints(NOBODY));
            driver.until(() -> !messages(house).isEmpty());
            rounds.set(0);
            pass(house, driver, Duration.ofMinutes(30));
            assertThat(messages(house)).singleElement().satisfies(message -> assertThat(message)
                    .startsWith(UNPLACED)
                    .contains("encountered error \"MemberOf placement constraint unsatisfied.\""));
            assertThat(rounds.get()).as("looks in half an hour").isLessThan(20);
            update(house, request -> request.placementConstraints(List.of()));
            driver.until(() -> active(house).size() == 3);
        }
    }

    @Test
    void aDaemonWhoseConstraintsMatchNothingIsContentWithNothing() {
        try (House house = house()) {
            Driver driver = driver(house);
            create(house, request -> request.schedulingStrategy("DAEMON").placementConstraints(NOBODY));
            driver.until(() -> service(house).primary().orElseThrow().rolloutState() == RolloutState.COMPLETED);
            rounds.set(0);
            pass(house, driver, Duration.ofMinutes(30));
            assertThat(active(house)).isEmpty();
            assertThat(rounds.get()).isLessThan(5);
        }
    }

    @Test
    void theLargestServiceThereMayBeTakesTheRoomThereIsAndSaysWhyItHasNoMore() {
        try (House house = house()) {
            Driver driver = driver(house);
            create(house, request -> request.desiredCount(5_000));
            driver.until(() -> messages(house).stream().anyMatch(each -> each.startsWith(UNPLACED)));
            int fit = active(house).size();
            assertThat(fit).isEqualTo(4_096 / 16);
            rounds.set(0);
            pass(house, driver, Duration.ofMinutes(30));
            assertThat(active(house)).hasSize(fit);
            assertThat(rounds.get()).as("looks in half an hour").isLessThan(20);
            update(house, request -> request.desiredCount(2));
            driver.until(() -> active(house).size() == 2);
        }
    }

    @Test
    void aDefinitionDeregisteredUnderneathKeepsItsServiceGoing() {
        try (House house = house()) {
            Driver driver = driver(house);
            create(house, request -> request.desiredCount(2));
            driver.until(() -> active(house).size() == 2);
            house.call(
                    DeregisterTaskDefinitionRequest.builder()
                            .taskDefinition("f:1")
                            .build(),
                    DeregisterTaskDefinitionResponse.class);
            Task gone = active(house).getFirst();
            stop(house, gone);
            update(house, request -> request.desiredCount(4));
            driver.until(() -> active(house).size() == 4 && !active(house).contains(gone));
            assertThat(service(house).status()).isEqualTo(Service.Status.ACTIVE);
        }
    }

    @Test
    void aClockThatJumpsByAMonthForwardsAndBackLosesNothingAndTellsNoStories() {
        try (House house = house()) {
            Driver driver = driver(house);
            create(house, request -> request.desiredCount(3));
            driver.until(() -> active(house).size() == 3);
            active(house).forEach(task -> report(house, task, "RUNNING"));
            pass(house, driver, Duration.ofMinutes(2));
            List<Task> before = active(house);
            int told = messages(house).size();
            assertThat(service(house).primary().orElseThrow().rolloutState()).isEqualTo(RolloutState.COMPLETED);
            for (Duration jump : List.of(Duration.ofDays(30), Duration.ofDays(-60), Duration.ofDays(30))) {
                house.now = house.now.plus(jump);
                rounds.set(0);
                pass(house, driver, Duration.ofMinutes(5));
                assertThat(active(house)).as("after " + jump).isEqualTo(before);
                assertThat(rounds.get()).as("looks after " + jump).isLessThan(20);
            }
            // The steady state is told every six hours, and it was told at most once more after each jump.
            assertThat(messages(house).size() - told).isLessThanOrEqualTo(3);
            stop(house, before.getFirst());
            driver.until(() -> active(house).size() == 3 && !active(house).contains(before.getFirst()));
        }
    }

    private static House house() {
        House house = new House();
        house.cluster("default").definition("f", container -> container.memory(16));
        house.instance("default", 4_096, 4_096);
        return house;
    }

    private Driver driver(House house) {
        return new Driver(
                new Scheduler(
                        house.store,
                        house.index,
                        house.writers,
                        house.fleets,
                        Surroundings.NONE,
                        new Scheduler.Deciders(
                                counted(new ServiceReconciler(SETTINGS)),
                                counted(new DaemonReconciler(SETTINGS)),
                                new Starts(SETTINGS),
                                InstanceReconciler.Settings.DEFAULT),
                        () -> house.now,
                        new House.SeededIds(3),
                        "one",
                        LoopSettings.DEFAULT),
                house);
    }

    private Reconciler<ServiceView, Action.OfScheduler> counted(
            Reconciler<ServiceView, Action.OfScheduler> reconciler) {
        return (view, now, ids) -> {
            rounds.incrementAndGet();
            return reconciler.decide(view, now, ids);
        };
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

    private static void create(House house, Consumer<CreateServiceRequest.Builder> more) {
        CreateServiceRequest.Builder request =
                CreateServiceRequest.builder().serviceName("web").taskDefinition("f");
        more.accept(request);
        house.call(request.build(), CreateServiceResponse.class);
    }

    private static void update(House house, Consumer<UpdateServiceRequest.Builder> change) {
        UpdateServiceRequest.Builder request = UpdateServiceRequest.builder().service("web");
        change.accept(request);
        house.call(request.build(), UpdateServiceResponse.class);
    }

    /** As a user and the task's agent do. */
    private static void stop(House house, Task task) {
        house.call(StopTaskRequest.builder().task(task.arn()).build(), StopTaskResponse.class);
        report(house, task, "STOPPED");
    }

    private static void report(House house, Task task, String status) {
        house.call(
                SubmitTaskStateChangeRequest.builder()
                        .task(task.arn())
                        .status(status)
                        .build(),
                SubmitTaskStateChangeResponse.class);
    }

    private static Service service(House house) {
        return house.index
                .find(Keys.service(House.SCOPE, "default", "web"), Service.class)
                .orElseThrow();
    }

    private static List<Task> active(House house) {
        return house.index.tasksOf(new ServiceKey(House.SCOPE, "default", "web")).stream()
                .filter(task -> !task.stopped() && task.desired().status() == DesiredStatus.RUNNING)
                .toList();
    }

    private static List<String> messages(House house) {
        return house.index.all(Keys.all(House.SCOPE, Kind.SERVICE_EVENT, "default", "web"), ServiceEvent.class).stream()
                .map(ServiceEvent::message)
                .toList();
    }
}
