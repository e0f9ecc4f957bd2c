package io.roadstead.agent;

import io.roadstead.agent.engine.ContainerState;
import io.roadstead.agent.engine.TaskState;
import io.roadstead.agent.state.AgentStore;
import io.roadstead.agent.state.Registration;
import io.roadstead.agent.text.GoJson;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Store;
import io.roadstead.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an agent has written down, told to people: who it is, and how far its tasks are. Of what tasks are made of nothing
 * is told, for definitions hold passwords.
 */
public final class RememberedState {
    /** SQLite keeps what is newest beside the file. */
    private static final String NEWEST = "-wal";

    private RememberedState() {}

    /**
     * Reads a copy of the state: the file itself belongs to the agent, which may be writing it.
     *
     * @param data the agent's data directory
     * @return JSON
     * @throws IOException when it cannot be copied
     * @throws io.roadstead.store.StoreException when the copy is not whole, as when the agent tidied up in between
     */
    public static String of(Path data, Clock clock) throws IOException {
        Path copies = Files.createTempDirectory("roadstead-state");
        try {
            Path copy = copies.resolve(Agent.STATE_FILE);
            Files.copy(data.resolve(Agent.STATE_FILE), copy);
            Path newest = data.resolve(Agent.STATE_FILE + NEWEST);
            if (Files.exists(newest)) {
                Files.copy(newest, copies.resolve(Agent.STATE_FILE + NEWEST));
            }
            try (Store store = SqliteStore.open(copy, clock)) {
                return told(new AgentStore(store, new RecordCodec(), new RandomIds()));
            }
        } finally {
            remove(copies);
        }
    }

    private static String told(AgentStore remembered) {
        List<GoJson> tasks = new ArrayList<>();
        for (TaskState task : remembered.tasks()) {
            tasks.add(task(task));
        }
        Registration registration = remembered.registration().orElseGet(() -> Registration.none(""));
        return GoJson.object()
                        .put("Cluster", registration.cluster())
                        .put("ContainerInstanceArn", registration.containerInstanceArn())
                        .put("ManifestSequenceNumber", registration.sequenceNumber())
                        .put(
                                "Images",
                                remembered.images().keySet().stream().sorted().toList())
                        .put("Tasks", tasks)
                        .indented()
                + "\n";
    }

    private static GoJson task(TaskState task) {
        List<GoJson> containers = new ArrayList<>();
        for (ContainerState container : task.containers()) {
            containers.add(GoJson.object()
                    .put("Name", container.spec().name())
                    .put("Image", container.spec().image())
                    .put("DockerId", container.dockerId())
                    .put("Stage", container.stage().name())
                    .put("ExitCode", container.exitCode())
                    .put("Restarts", container.restarts())
                    .put("Reason", container.reason()));
        }
        return GoJson.object()
                .put("Arn", task.spec().arn())
                .put("Family", task.spec().family())
                .put("Version", task.spec().version())
                .put("DesiredStatus", task.desired().name())
                .put("ToldStatus", task.told().name())
                .put("HasItsShareOfTheHost", task.admitted())
                .put("Reason", task.reason())
                .put("Containers", containers);
    }

    private static void remove(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException problem) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
