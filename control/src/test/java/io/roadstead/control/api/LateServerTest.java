package io.roadstead.control.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roadstead.control.House;
import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Kind;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskStatus;
import io.roadstead.store.CommitResult;
import io.roadstead.store.Entry;
import io.roadstead.store.Epoch;
import io.roadstead.store.Key;
import io.roadstead.store.Page;
import io.roadstead.store.Prefix;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Revision;
import io.roadstead.store.Store;
import io.roadstead.store.Txn;
import io.roadstead.store.Watch;
import io.roadstead.store.Watcher;
import io.roadstead.store.Write;
import io.roadstead.wire.AwsException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskResponse;
import software.amazon.awssdk.services.ecs.model.StopTaskRequest;
import software.amazon.awssdk.services.ecs.model.SubmitTaskStateChangeRequest;

/** A server that has not heard yet of what is stored. */
class LateServerTest {
    /** A store whose news can be held back. */
    private static final class HeldBack implements Store {
        private final Store store;
        private volatile CompletableFuture<?> gate = CompletableFuture.completedFuture("open");
        private final AtomicInteger asked = new AtomicInteger();

        HeldBack(Store store) {
            this.store = store;
        }

        @Override
        public Watch watch(Prefix prefix, Revision after, Watcher watcher) {
            return store.watch(prefix, after, new Watcher() {
                @Override
                public void changed(List<Change> changes, Revision upTo) {
                    gate.join();
                    watcher.changed(changes, upTo);
                }

                @Override
                public void lost() {
                    watcher.lost();
                }
            });
        }

        @Override
        public Revision revision() {
            asked.incrementAndGet();
            return store.revision();
        }

        @Override
        public Optional<Entry> get(Key key) {
            return store.get(key);
        }

        @Override
        public Page range(Prefix prefix, Optional<Key> after, int limit) {
            return store.range(prefix, after, limit);
        }

        @Override
        public CommitResult commit(Txn txn) {
            return store.commit(txn);
        }

        @Override
        public Optional<Revision> outcome(String operationId) {
            return store.outcome(operationId);
        }

        @Override
        public Optional<Epoch> lead(String name, String holder, Duration ttl) {
            return store.lead(name, holder, ttl);
        }

        @Override
        public void resign(Epoch epoch) {
            store.resign(epoch);
        }

        @Override
        public void close() {
            store.close();
        }
    }

    @Test
    void aReportOfATaskThatIsTooNewForTheServerIsTakenAndNotRefused() {
        try (House house = new House(HeldBack::new)) {
            house.cluster("default").definition("f", container -> container.memory(64));
            house.instance("default", 1024, 512);
            Task known = started(house);
            // Another server places a task: the same record under another id.
            Task young = copy(known, "f".repeat(32));
            HeldBack store = (HeldBack) house.store;
            CompletableFuture<String> opening = new CompletableFuture<>();
            store.gate = opening;
            CompletableFuture<SdkPojo> report;
            try {
                store.commit(new Txn(
                        "another server's",
                        List.of(),
                        List.of(new Write.Put(
                                Keys.task(House.SCOPE, "default", young.id()), new RecordCodec().encode(young)))));
                int before = store.asked.get();
                report = CompletableFuture.supplyAsync(() -> house.call(
                        SubmitTaskStateChangeRequest.builder()
                                .cluster("default")
                                .task(young.arn())
                                .status("RUNNING")
                                .build(),
                        SdkPojo.class));
                await().until(() -> report.isDone() || store.asked.get() > before);
            } finally {
                opening.complete("open");
            }
            report.join();
            assertThat(house.index.find(Keys.task(House.SCOPE, "default", young.id()), Task.class))
                    .hasValueSatisfying(
                            task -> assertThat(task.observed().lastStatus()).isEqualTo(TaskStatus.RUNNING));
        }
    }

    @Test
    void whatIsNotStoredIsRefusedByAServerThatKnowsAll() {
        try (House house = new House(HeldBack::new)) {
            house.cluster("default");
            AwsException refusal = house.refusal(StopTaskRequest.builder()
                    .cluster("default")
                    .task("0".repeat(32))
                    .build());
            assertThat(refusal.text()).isEqualTo("The referenced task was not found.");
        }
    }

    private static Task started(House house) {
        house.call(RunTaskRequest.builder().taskDefinition("f").build(), RunTaskResponse.class);
        return house.index
                .all(Keys.all(House.SCOPE, Kind.TASK, "default"), Task.class)
                .getFirst();
    }

    private static Task copy(Task task, String id) {
        return new Task(
                task.scope(),
                task.cluster(),
                id,
                task.family(),
                task.revision(),
                task.containerInstanceId(),
                task.launchType(),
                task.availabilityZone(),
                task.group(),
                task.startedBy(),
                task.cpu(),
                task.memory(),
                task.overrides(),
                task.tags(),
                task.createdAt(),
                task.version(),
                task.desired(),
                task.observed(),
                task.protection(),
                task.accounted());
    }
}
