package io.roadstead.control.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.roadstead.control.House;
import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Records.StoredNews;
import io.roadstead.core.event.ServiceNews;
import io.roadstead.core.model.ServiceKey;
import io.roadstead.store.MemoryStore;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Store;
import io.roadstead.store.WatchLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ecs.model.ContainerInstanceStatus;
import software.amazon.awssdk.services.ecs.model.DescribeContainerInstancesRequest;
import software.amazon.awssdk.services.ecs.model.DescribeContainerInstancesResponse;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskResponse;
import software.amazon.awssdk.services.ecs.model.SubmitTaskStateChangeRequest;
import software.amazon.awssdk.services.ecs.model.Tag;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.UpdateContainerInstancesStateRequest;

/** The whole way: API, store, index, journal. */
class EventRecorderTest {
    private static final String TASK = "ECS Task State Change";
    private static final String INSTANCE = "ECS Container Instance State Change";
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Path directory;
    private House house = new House();

    EventRecorderTest(@TempDir Path temporary) {
        directory = temporary.resolve("events");
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void aTasksLifeIsToldPendingRunningStoppedWithAscendingVersions() throws IOException {
        try (Recording recording = record()) {
            prepare();
            String task = run(1).getFirst();
            submit(task, "RUNNING");
            submit(task, "STOPPED");

            List<JsonNode> told = recording.await(TASK, task, 3);
            assertThat(told)
                    .extracting(event -> detail(event, "lastStatus"))
                    .containsExactly("PENDING", "RUNNING", "STOPPED");
            assertThat(told)
                    .extracting(event -> event.path("detail").path("version").intValue())
                    .isSorted()
                    .doesNotHaveDuplicates()
                    .startsWith(1);
            assertThat(detail(told.getLast(), "desiredStatus")).isEqualTo("STOPPED");
            assertThat(detail(told.getLast(), "stoppedReason")).isNotEmpty();
        }
    }

    @Test
    void anInstanceIsToldWhenItRegistersConnectsTakesATaskGivesItBackAndDrains() throws IOException {
        try (Recording recording = record()) {
            String instance = prepare();
            String task = run(1).getFirst();
            submit(task, "STOPPED");
            house.call(
                    UpdateContainerInstancesStateRequest.builder()
                            .containerInstances(instance)
                            .status(ContainerInstanceStatus.DRAINING)
                            .build(),
                    SdkPojo.class);

            List<JsonNode> told = recording.await(INSTANCE, instance, 5);
            assertThat(told)
                    .extracting(
                            event -> event.path("detail").path("agentConnected").booleanValue())
                    .containsExactly(false, true, true, true, true);
            assertThat(told)
                    .extracting(event -> event.path("detail")
                            .path("remainingResources")
                            .path(1)
                            .path("integerValue")
                            .intValue())
                    .containsExactly(512, 512, 496, 512, 512);
            assertThat(told)
                    .extracting(event -> detail(event, "status"))
                    .containsExactly("ACTIVE", "ACTIVE", "ACTIVE", "ACTIVE", "DRAINING");
            assertThat(told)
                    .extracting(event -> event.path("detail").path("version").longValue())
                    .isSorted()
                    .doesNotHaveDuplicates();
            assertThat(told.getLast().path("detail").path("version").longValue())
                    .as("the version that the API tells as well")
                    .isEqualTo(house.call(
                                    DescribeContainerInstancesRequest.builder()
                                            .containerInstances(instance)
                                            .build(),
                                    DescribeContainerInstancesResponse.class)
                            .containerInstances()
                            .getFirst()
                            .version());
        }
    }

    @Test
    void whatAServiceTellsIsJournaledUnderTheIdItWasStoredWith() throws IOException {
        try (Recording recording = record()) {
            StoredNews news = news("11111111-2222-3333-4444-555555555555");
            store(news);

            JsonNode told = recording
                    .await("ECS Service Action", "arn:aws:ecs:us-east-1:000000000000:service/default/web", 1)
                    .getFirst();
            assertThat(told.path("id").textValue()).isEqualTo(news.id());
            assertThat(told.path("time").textValue()).isEqualTo("2026-11-23T12:00:00Z");
            assertThat(detail(told, "eventName")).isEqualTo("SERVICE_STEADY_STATE");
        }
    }

    @Test
    void tagsAreNoEvent() throws IOException {
        try (Recording recording = record()) {
            prepare();
            String task = run(1).getFirst();
            house.call(
                    software.amazon.awssdk.services.ecs.model.TagResourceRequest.builder()
                            .resourceArn(task)
                            .tags(Tag.builder().key("a").value("b").build())
                            .build(),
                    SdkPojo.class);
            submit(task, "RUNNING");
            assertThat(recording.await(TASK, task, 2))
                    .extracting(event -> detail(event, "lastStatus"))
                    .containsExactly("PENDING", "RUNNING");
        }
    }

    @Test
    void whatHappensWhileNoServerJournalsIsToldFromTheStoresHistoryWithEveryStateInBetween() throws IOException {
        prepare();
        try (Recording recording = record()) {
            String before = run(1).getFirst();
            recording.await(TASK, before, 1);
        }
        String task = run(1).getFirst();
        submit(task, "RUNNING");
        submit(task, "STOPPED");
        try (Recording recording = record()) {
            assertThat(recording.told(TASK, task))
                    .as("told before the start returns")
                    .extracting(event -> detail(event, "lastStatus"))
                    .containsExactly("PENDING", "RUNNING", "STOPPED");
            assertThat(recording.ids()).doesNotHaveDuplicates();
        }
    }

    @Test
    void aStoreThatForgotItsHistoryStillTellsOfTheLastStateOfEverything() throws IOException {
        house.close();
        house = new House(
                store -> new MemoryStore(() -> house.now, new WatchLimits(3, 1 << 20, 1_000), Store.virtualThreads()));
        prepare();
        record().close();
        List<String> tasks = run(5);
        submit(tasks.get(2), "RUNNING");
        submit(tasks.get(2), "STOPPED");
        store(news("11111111-2222-3333-4444-555555555555"));
        for (int i = 0; i < 5; i++) {
            house.cluster("other" + i);
        }
        try (Recording recording = record()) {
            for (String task : tasks) {
                assertThat(detail(recording.told(TASK, task).getLast(), "lastStatus"))
                        .isEqualTo(task.equals(tasks.get(2)) ? "STOPPED" : "PENDING");
            }
            assertThat(recording.events("ECS Service Action")).hasSize(1);
            assertThat(recording.events(INSTANCE)).isNotEmpty();
            assertThat(recording.ids()).doesNotHaveDuplicates();
        }
    }

    @Test
    void aServerKilledBeforeItNotedHowFarItWasTellsNothingTwice() throws IOException {
        prepare();
        Recording killed = record();
        byte[] noted = Files.readAllBytes(directory.resolve("position"));
        List<String> tasks = run(3);
        killed.await(TASK, tasks.getLast(), 1);
        killed.close();
        Files.write(directory.resolve("position"), noted);

        try (Recording recording = record()) {
            submit(tasks.getFirst(), "RUNNING");
            recording.await(TASK, tasks.getFirst(), 2);
            assertThat(recording.ids()).doesNotHaveDuplicates();
        }
    }

    @Test
    void aJournalOfAnotherStoreGoesOnFromNow() throws IOException {
        prepare();
        run(3);
        record().close();
        Files.writeString(directory.resolve("position"), "999999");
        try (Recording recording = record()) {
            assertThat(recording.events(TASK)).isEmpty();
            String task = run(1).getFirst();
            recording.await(TASK, task, 1);
        }
    }

    @Test
    void aNewJournalDoesNotTellOfThePast() throws IOException {
        prepare();
        run(3);
        try (Recording recording = record()) {
            assertThat(recording.ids()).isEmpty();
        }
    }

    @Test
    void aQueueThatOverflowsLosesNothingNotEvenStatesInBetween() throws IOException {
        EventRecorder.Settings tiny = new EventRecorder.Settings(
                3, Duration.ofMillis(30), Duration.ofMillis(50), Duration.ofMillis(50), EventJournal.Settings.DEFAULT);
        prepare();
        try (Recording recording = record(tiny)) {
            List<String> tasks = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                tasks.addAll(run(4));
                tasks.subList(tasks.size() - 4, tasks.size()).forEach(task -> submit(task, "RUNNING"));
                tasks.subList(tasks.size() - 4, tasks.size()).forEach(task -> submit(task, "STOPPED"));
            }
            for (String task : tasks) {
                assertThat(recording.await(TASK, task, 3))
                        .extracting(event -> detail(event, "lastStatus"))
                        .containsExactly("PENDING", "RUNNING", "STOPPED");
            }
            assertThat(recording.ids()).doesNotHaveDuplicates();
        }
    }

    @Test
    void aDiskThatTakesNothingForAWhileLosesNothing() throws IOException {
        EventRecorder.Settings impatient = new EventRecorder.Settings(
                1_000,
                Duration.ofMillis(1),
                Duration.ofMillis(1),
                Duration.ofMillis(20),
                new EventJournal.Settings(Duration.ofDays(1), 1, Duration.ofHours(1), 1 << 20, 1 << 20, 1_000));
        prepare();
        try (Recording recording = record(impatient)) {
            String first = run(1).getFirst();
            recording.await(TASK, first, 1);
            Path away = directory.resolveSibling("away");
            Files.move(directory, away);
            String second = run(1).getFirst();
            submit(first, "RUNNING");
            await().during(Duration.ofMillis(100)).until(() -> !Files.exists(directory));
            Files.move(away, directory);
            recording.await(TASK, second, 1);
            assertThat(recording.await(TASK, first, 2))
                    .extracting(event -> detail(event, "lastStatus"))
                    .containsExactly("PENDING", "RUNNING");
        }
    }

    @Test
    void twoServersTellTheSameEventsUnderTheSameIds() throws IOException {
        prepare();
        Path other = directory.resolveSibling("other");
        try (Recording one = record();
                Index index = Index.open(house.store, new RecordCodec());
                Recording two = new Recording(house.store, index, other, EventRecorder.Settings.DEFAULT, house)) {
            for (String task : run(5)) {
                submit(task, "RUNNING");
                submit(task, "STOPPED");
                one.await(TASK, task, 3);
                two.await(TASK, task, 3);
            }
            house.instance("default", 100, 100);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(new HashSet<>(two.ids())).isEqualTo(new HashSet<>(one.ids())));
        }
    }

    @Test
    void aSubscriberHearsEverythingInOrderAndAgainWhatItRefused() throws IOException {
        prepare();
        try (Recording recording = record();
                JournalBus bus = new JournalBus(recording.journal, Duration.ofMillis(5))) {
            List<String> heard = new ArrayList<>();
            Set<Integer> refused = new HashSet<>();
            Map<String, Position> positions = new HashMap<>();
            bus.subscribe(bus.end(), new EventBus.Subscriber() {
                @Override
                public void events(List<BusEvent> events, Position upTo) {
                    synchronized (heard) {
                        if (refused.add(heard.size())) {
                            throw new IllegalStateException("not now");
                        }
                        events.forEach(event -> heard.add(event.id()));
                        positions.put("last", upTo);
                    }
                }

                @Override
                public void missed() {
                    throw new AssertionError("nothing was missed");
                }
            });
            for (String task : run(4)) {
                submit(task, "RUNNING");
            }
            await().atMost(SOON).untilAsserted(() -> {
                synchronized (heard) {
                    assertThat(heard).hasSizeGreaterThanOrEqualTo(8).isEqualTo(recording.ids());
                    assertThat(positions.get("last")).isEqualTo(recording.journal.end());
                }
            });
        }
    }

    /** A journal and its recorder. */
    private static final class Recording implements AutoCloseable {
        private final EventJournal journal;
        private final EventRecorder recorder;

        Recording(House house, Path directory, EventRecorder.Settings settings) throws IOException {
            this(house.store, house.index, directory, settings, house);
        }

        Recording(Store store, Index index, Path directory, EventRecorder.Settings settings, House house)
                throws IOException {
            journal = EventJournal.open(directory, settings.journal(), () -> house.now);
            recorder = EventRecorder.start(store, index, new RecordCodec(), journal, () -> house.now, settings);
        }

        List<JsonNode> await(String detailType, String arn, int count) {
            org.awaitility.Awaitility.await().atMost(SOON).untilAsserted(() -> assertThat(told(detailType, arn))
                    .hasSizeGreaterThanOrEqualTo(count));
            return told(detailType, arn);
        }

        List<JsonNode> told(String detailType, String arn) {
            return events(detailType).stream()
                    .filter(event -> event.path("resources").path(0).textValue().equals(arn))
                    .toList();
        }

        List<JsonNode> events(String detailType) {
            return all().stream()
                    .filter(event -> event.detailType().equals(detailType))
                    .map(event -> parse(event.json()))
                    .toList();
        }

        List<String> ids() {
            return all().stream().map(BusEvent::id).toList();
        }

        private List<BusEvent> all() {
            try {
                return journal.read(Position.START, event -> true, 10_000).events();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static JsonNode parse(String json) {
            try {
                return EventJsonTest.read(json.getBytes(UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            recorder.close();
            journal.close();
        }
    }

    private static String detail(JsonNode event, String member) {
        return event.path("detail").path(member).asText();
    }

    private Recording record() throws IOException {
        return record(EventRecorder.Settings.DEFAULT);
    }

    private Recording record(EventRecorder.Settings settings) throws IOException {
        return new Recording(house, directory, settings);
    }

    private String prepare() {
        house.cluster("default").definition("f", container -> container.memory(16));
        return house.instance("default", 1024, 512);
    }

    private List<String> run(int count) {
        return house
                .call(RunTaskRequest.builder().taskDefinition("f").count(count).build(), RunTaskResponse.class)
                .tasks()
                .stream()
                .map(Task::taskArn)
                .toList();
    }

    private void submit(String task, String status) {
        house.call(
                SubmitTaskStateChangeRequest.builder().task(task).status(status).build(), SdkPojo.class);
    }

    private StoredNews news(String id) {
        return new StoredNews(
                id,
                new ServiceKey(House.SCOPE, "default", "web"),
                new ServiceNews.ServiceAction(
                        ServiceNews.Level.INFO, "SERVICE_STEADY_STATE", house.now, null, List.of()),
                house.now);
    }

    private void store(StoredNews news) {
        house.writers.ofCluster(House.SCOPE, "default").submit(draft -> {
            draft.put(Keys.serviceNews(news, 0), news);
            return news;
        });
    }
}
