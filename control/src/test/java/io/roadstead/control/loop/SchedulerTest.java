package io.roadstead.control.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roadstead.control.House;
import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Kind;
import io.roadstead.control.index.Records.StoredNews;
import io.roadstead.control.place.ClusterFleets;
import io.roadstead.control.write.Writers;
import io.roadstead.core.event.ServiceNews;
import io.roadstead.core.model.DesiredStatus;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.ServiceEvent;
import io.roadstead.core.model.ServiceKey;
import io.roadstead.core.model.Task;
import io.roadstead.core.reconcile.Action;
import io.roadstead.core.reconcile.InstanceReconciler;
import io.roadstead.core.reconcile.Reconciler;
import io.roadstead.core.reconcile.SchedulerSettings;
import io.roadstead.core.reconcile.ServiceView;
import io.roadstead.core.reconcile.Starts;
import io.roadstead.store.FaultyStore;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ecs.model.StopTaskRequest;
import software.amazon.awssdk.services.ecs.model.SubmitTaskStateChangeRequest;

/** The scheduler's shell, with the simplest of deciders: what is decided is carried out once, and nothing is forgotten. */
class SchedulerTest {
    private static final ServiceKey WEB = new ServiceKey(House.SCOPE, "default", "web");

    @Test
    void aServiceGetsItsTasksAndAnotherForEachThatEnds() {
        try (House house = house()) {
            CountKeeper keeper = new CountKeeper();
            Driver driver = new Driver(scheduler(house, house.store, keeper, "one"), house);
            service(house, 3);
            driver.until(() -> living(house).size() == 3);
            Task first = living(house).getFirst();
            assertThat(first.startedBy()).isEqualTo("ecs-svc/1000000000000000001");
            assertThat(first.group()).isEqualTo("service:web");
            stopped(house, first);
            driver.until(() -> living(house).size() == 3
                    && house.index.tasksOf(WEB).stream().filter(Task::stopped).allMatch(Task::accounted));
            assertThat(messages(house))
                    .satisfiesExactly(
                            three -> assertThat(three).startsWith("(service web) has started 3 tasks: (task "),
                            one -> assertThat(one).startsWith("(service web) has started 1 tasks: (task "));
            service(house, 1);
            driver.until(() -> living(house).size() == 1);
            driver.settle();
            int rounds = keeper.rounds;
            house.now = house.now.plusSeconds(4);
            driver.settle();
            assertThat(keeper.rounds).as("looks once nothing changes").isEqualTo(rounds);
        }
    }

    @Test
    void whatIsDecidedHappensOnceOnAStoreThatConflictsAndForgetsToAnswer() {
        try (House house = house(store -> new FaultyStore(store, 5, new FaultyStore.Faults(0.1, 0.1, 0.1, 0.05)))) {
            Driver driver = new Driver(scheduler(house, house.store, new CountKeeper(), "one"), house);
            service(house, 30);
            driver.until(() -> living(house).size() == 30);
            driver.settle();
            assertThat(house.index.tasksOf(WEB)).hasSize(30);
            assertThat(claims(house)).isEqualTo(30);
        }
    }

    @Test
    void anotherServerGoesOnWhereTheLeaderEndedAndAStaleLeaderDoesNoHarm() {
        try (House house = house()) {
            try (Index index = Index.open(house.store, new RecordCodec());
                    Writers writers = new Writers(house.store, index, new House.SeededIds(9))) {
                Driver one = new Driver(scheduler(house, house.store, new CountKeeper(), "one"), house);
                Driver two = new Driver(
                        scheduler(
                                house.store, index, writers, new ClusterFleets(index), new CountKeeper(), "two", house),
                        house);
                service(house, 2);
                one.until(() -> living(house).size() == 2);
                two.settle();
                service(house, 4);
                house.now = house.now.plus(LoopSettings.DEFAULT.lease()).plusSeconds(1);
                two.until(() -> living(house).size() == 4);
                one.settle();
                service(house, 5);
                two.until(() -> living(house).size() == 5);
                one.settle();
                assertThat(house.index.tasksOf(WEB)).hasSize(5);
            }
        }
    }

    @Test
    void aDecisionThatFailsIsMadeAgainAfterAPauseThatGrows() {
        try (House house = house()) {
            AtomicInteger asked = new AtomicInteger();
            Driver driver = new Driver(
                    scheduler(house, (view, now, ids) -> {
                        asked.incrementAndGet();
                        throw new IllegalStateException("on purpose");
                    }),
                    house);
            service(house, 1);
            driver.settle();
            assertThat(asked).hasValue(1);
            driver.settle();
            assertThat(asked).as("in the pause").hasValue(1);
            house.now = house.now.plusMillis(1_100);
            driver.settle();
            assertThat(asked).hasValue(2);
            house.now = house.now.plusMillis(900);
            driver.settle();
            assertThat(asked).as("the pause has doubled").hasValue(2);
            house.now = house.now.plusMillis(300);
            driver.settle();
            assertThat(asked).hasValue(3);
        }
    }

    @Test
    void aDeciderThatDoesNothingAndWantsToBeWokenAtOnceDoesNotSpin() {
        try (House house = house()) {
            AtomicInteger asked = new AtomicInteger();
            Driver driver = new Driver(
                    scheduler(house, (view, now, ids) -> {
                        asked.incrementAndGet();
                        return List.of(new Action.WakeAt(now.minusSeconds(5)));
                    }),
                    house);
            service(house, 1);
            driver.settle();
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void aWakeUpIsKept() {
        try (House house = house()) {
            AtomicInteger asked = new AtomicInteger();
            Instant alarm = house.now.plusSeconds(4);
            Driver driver = new Driver(
                    scheduler(house, (view, now, ids) -> {
                        asked.incrementAndGet();
                        return now.isBefore(alarm) ? List.of(new Action.WakeAt(alarm)) : List.of();
                    }),
                    house);
            service(house, 1);
            driver.settle();
            house.now = alarm.minusMillis(600);
            driver.settle();
            assertThat(asked).hasValue(1);
            house.now = alarm;
            driver.settle();
            assertThat(asked).hasValue(2);
            house.now = alarm.plusSeconds(4);
            driver.settle();
            assertThat(asked).hasValue(2);
        }
    }

    @Test
    void aClockThatIsSetBackDelaysNothing() {
        try (House house = house()) {
            Driver driver = new Driver(scheduler(house, house.store, new CountKeeper(), "one"), house);
            service(house, 1);
            driver.until(() -> living(house).size() == 1);
            house.now = house.now.minus(Duration.ofHours(5));
            service(house, 2);
            driver.until(() -> living(house).size() == 2);
            assertThat(house.now).isBefore(Instant.parse("2026-11-23T08:00:00Z"));
        }
    }

    @Test
    void aServiceThatFoundNoRoomIsLookedAtWhenRoomGetsFree() {
        try (House house = house()) {
            house.definition("big", container -> container.memory(3_000));
            Driver driver = new Driver(scheduler(house, house.store, new CountKeeper(), "one"), house);
            service(house, "other", "big", 1);
            driver.until(() -> house.index
                            .tasksOf(new ServiceKey(House.SCOPE, "default", "other"))
                            .size()
                    == 1);
            service(house, "web", "big", 1);
            driver.until(() ->
                    messages(house).stream().anyMatch(told -> told.contains("has insufficient memory available")));
            driver.settle();
            assertThat(living(house)).isEmpty();
            service(house, "other", "big", 0);
            driver.settle();
            house.index.tasksOf(new ServiceKey(House.SCOPE, "default", "other")).forEach(task -> stopped(house, task));
            driver.until(() -> living(house).size() == 1);
        }
    }

    @Test
    void aServiceKeepsItsHundredNewestMessages() {
        try (House house = house()) {
            AtomicInteger told = new AtomicInteger();
            Driver driver = new Driver(
                    scheduler(house, (view, now, ids) -> {
                        List<Action.OfScheduler> three = new ArrayList<>();
                        for (int i = 0; i < 3 && told.get() < 150; i++) {
                            three.add(new Action.TellService(WEB, "message " + told.getAndIncrement()));
                        }
                        three.add(new Action.WakeAt(now));
                        return told.get() < 150 || three.size() > 1 ? three : List.of();
                    }),
                    house);
            service(house, 1);
            driver.until(() -> messages(house).contains("message 149"));
            assertThat(messages(house)).hasSize(100).first().isEqualTo("message 50");
            assertThat(messages(house))
                    .isEqualTo(java.util.stream.IntStream.range(50, 150)
                            .mapToObj(i -> "message " + i)
                            .toList());
        }
    }

    @Test
    void newsAreStoredWithTheDecision() {
        try (House house = house()) {
            ServiceNews news = new ServiceNews.ServiceAction(
                    ServiceNews.Level.INFO, "SERVICE_STEADY_STATE", house.now, null, List.of());
            Driver driver =
                    new Driver(scheduler(house, (view, now, ids) -> List.of(new Action.Publish(WEB, news))), house);
            service(house, 1);
            driver.until(() ->
                    !house.index.everywhere(Kind.SERVICE_NEWS, StoredNews.class).isEmpty());
            StoredNews stored = house.index
                    .everywhere(Kind.SERVICE_NEWS, StoredNews.class)
                    .getFirst()
                    .record();
            assertThat(stored.news()).isEqualTo(news);
            assertThat(stored.service()).isEqualTo(WEB);
        }
    }

    @Test
    void aThreadDrivesItInRealTime() {
        try (House house = house()) {
            Scheduler scheduler = scheduler(
                    house.store, house.index, house.writers, house.fleets, new CountKeeper(), "one", Instant::now);
            SchedulerThread thread = SchedulerThread.start(scheduler, Instant::now);
            service(house, 2);
            await().until(() -> living(house).size() == 2);
            thread.close();
            assertThat(house.store.lead(Scheduler.LEASE, "two", Duration.ofSeconds(1)))
                    .as("the lease was given back")
                    .isPresent();
        }
    }

    private static House house() {
        return house(store -> store);
    }

    private static House house(java.util.function.UnaryOperator<Store> wrap) {
        House house = new House(wrap);
        house.cluster("default").definition("f", container -> container.memory(16));
        house.instance("default", 4_096, 4_096);
        return house;
    }

    private static Scheduler scheduler(House house, Reconciler<ServiceView, Action.OfScheduler> decider) {
        return new Scheduler(
                house.store,
                house.index,
                house.writers,
                house.fleets,
                Surroundings.NONE,
                new Scheduler.Deciders(
                        decider, decider, new Starts(SchedulerSettings.DEFAULT), InstanceReconciler.Settings.DEFAULT),
                () -> house.now,
                new House.SeededIds(3),
                "one",
                LoopSettings.DEFAULT);
    }

    private static Scheduler scheduler(House house, Store store, CountKeeper keeper, String server) {
        return scheduler(store, house.index, house.writers, house.fleets, keeper, server, house);
    }

    private static Scheduler scheduler(
            Store store,
            Index index,
            Writers writers,
            ClusterFleets fleets,
            CountKeeper keeper,
            String server,
            House house) {
        return scheduler(store, index, writers, fleets, keeper, server, () -> house.now);
    }

    private static Scheduler scheduler(
            Store store,
            Index index,
            Writers writers,
            ClusterFleets fleets,
            CountKeeper keeper,
            String server,
            java.time.InstantSource clock) {
        return new Scheduler(
                store,
                index,
                writers,
                fleets,
                Surroundings.NONE,
                new Scheduler.Deciders(
                        keeper, keeper, new Starts(SchedulerSettings.DEFAULT), InstanceReconciler.Settings.DEFAULT),
                clock,
                new House.SeededIds(server.hashCode()),
                server,
                LoopSettings.DEFAULT);
    }

    private static void service(House house, int desired) {
        service(house, "web", "f", desired);
    }

    private static void service(House house, String name, String family, int desired) {
        Service service = Services.replica(name, family, desired, house.now);
        house.writers.ofCluster(House.SCOPE, "default").submit(draft -> {
            draft.put(Keys.service(House.SCOPE, "default", name), service);
            return service;
        });
    }

    private static List<Task> living(House house) {
        return house.index.tasksOf(WEB).stream()
                .filter(task -> task.desired().status() == DesiredStatus.RUNNING)
                .toList();
    }

    private static void stopped(House house, Task task) {
        house.call(StopTaskRequest.builder().task(task.arn()).build(), SdkPojo.class);
        house.call(
                SubmitTaskStateChangeRequest.builder()
                        .task(task.arn())
                        .status("STOPPED")
                        .build(),
                SdkPojo.class);
    }

    private static int claims(House house) {
        return house.index.everywhere(Kind.ALLOCATION, io.roadstead.core.model.Allocation.class).stream()
                .mapToInt(each -> each.record().claims().size())
                .sum();
    }

    private static List<String> messages(House house) {
        return house.index.all(Keys.all(House.SCOPE, Kind.SERVICE_EVENT, "default", "web"), ServiceEvent.class).stream()
                .map(ServiceEvent::message)
                .toList();
    }
}
