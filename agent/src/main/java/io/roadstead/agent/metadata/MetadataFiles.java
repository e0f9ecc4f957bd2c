package io.roadstead.agent.metadata;

import io.roadstead.agent.engine.ContainerRef;
import io.roadstead.agent.engine.ContainerState;
import io.roadstead.agent.engine.EngineState;
import io.roadstead.agent.engine.TaskState;
import io.roadstead.agent.runtime.ContainerDetails;
import io.roadstead.agent.runtime.ContainerRuntime;
import io.roadstead.agent.runtime.RuntimeFault;
import io.roadstead.agent.text.GoJson;
import io.roadstead.core.model.NetworkBinding;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The container metadata file: a few members before the container is created, all of them once it runs, when its {@code
 * MetadataFileStatus} is {@code READY}. Source: agent-protocol 5.2.
 *
 * <p>Each file has a directory of its own, which the container sees: {@code metadata/<cluster>/<task id>/<container>} in
 * the agent's data directory. A new version takes the place of the old in one step, so that nobody reads half of one.
 */
final class MetadataFiles {
    static final String VARIABLE = "ECS_CONTAINER_METADATA_FILE";
    private static final String FILE = "ecs-container-metadata.json";

    /** Where containers find it. */
    private static final String MOUNT_POINT = "/opt/ecs/metadata/";

    private final Path root;
    private final boolean selinux;
    private final Supplier<EngineState> state;
    private final Supplier<HostFacts> host;
    private final ContainerRuntime runtime;

    /** @param selinux whether the directory must be labelled for the container to read it */
    MetadataFiles(
            Path data,
            boolean selinux,
            Supplier<EngineState> state,
            Supplier<HostFacts> host,
            ContainerRuntime runtime) {
        this.root = data.toAbsolutePath().resolve("metadata");
        this.selinux = selinux;
        this.state = state;
        this.host = host;
        this.runtime = runtime;
    }

    /**
     * Writes what is known before the container is created.
     *
     * @param id of the container, which no mount of its own can be named by
     * @return the mount to create it with
     */
    String create(ContainerRef container, String id) throws IOException {
        Path directory = directory(container);
        Files.createDirectories(directory);
        write(directory, task(container, GoJson.object()).put("ContainerName", container.name()));
        return directory + ":" + MOUNT_POINT + id + (selinux ? ":Z" : "");
    }

    /** The value of {@link #VARIABLE}. */
    static String pathInside(String id) {
        return MOUNT_POINT + id + "/" + FILE;
    }

    /** Writes all there is, once the container runs. */
    void complete(ContainerRef container, String dockerId) throws IOException, RuntimeFault {
        Optional<ContainerDetails> details = runtime.details(dockerId);
        if (details.isEmpty() || !Files.isDirectory(directory(container))) {
            return;
        }
        GoJson json = task(container, GoJson.object())
                .put("ContainerID", dockerId)
                .put("ContainerName", container.name())
                .put("DockerContainerName", "/" + details.get().name())
                .unlessEmpty("ImageID", details.get().imageId());
        task(container).flatMap(task -> of(task, container)).ifPresent(one -> {
            json.put("ImageName", one.spec().image()).unlessEmpty("PortMappings", ports(one));
        });
        json.unlessEmpty("Networks", Documents.networks(details))
                .put("MetadataFileStatus", "READY")
                .unlessEmpty("AvailabilityZone", host.get().availabilityZone());
        write(directory(container), json);
    }

    /** Removes a container's file, and the directory of a task that has none left. */
    void remove(ContainerRef container) throws IOException {
        Path directory = directory(container);
        Files.deleteIfExists(directory.resolve(FILE));
        Files.deleteIfExists(directory);
        try {
            Files.deleteIfExists(directory.getParent());
        } catch (DirectoryNotEmptyException others) {
            // The task's other containers have theirs yet.
            return;
        }
    }

    private GoJson task(ContainerRef container, GoJson json) {
        json.unlessEmpty("Cluster", host.get().cluster())
                .unlessEmpty("ContainerInstanceARN", host.get().containerInstanceArn())
                .put("TaskARN", container.taskArn());
        task(container).ifPresent(task -> json.unlessEmpty(
                        "TaskDefinitionFamily", task.spec().family())
                .unlessEmpty("TaskDefinitionRevision", task.spec().version()));
        return json;
    }

    private static List<GoJson> ports(ContainerState container) {
        List<GoJson> ports = new ArrayList<>();
        for (NetworkBinding binding : container.bindings()) {
            ports.add(GoJson.object()
                    .put("ContainerPort", binding.containerPort())
                    .put("ContainerPortRange", "")
                    .put("HostPort", binding.hostPort())
                    .put("BindIp", binding.bindIp())
                    .put("Protocol", binding.protocol().wire()));
        }
        return ports;
    }

    private Optional<TaskState> task(ContainerRef container) {
        return Optional.ofNullable(state.get().tasks().get(container.taskArn()));
    }

    private static Optional<ContainerState> of(TaskState task, ContainerRef container) {
        return task.containers().stream()
                .filter(one -> one.spec().name().equals(container.name()))
                .findFirst();
    }

    /** The task's part is all of its ARN behind the first slash. */
    private Path directory(ContainerRef container) {
        String arn = container.taskArn();
        return root.resolve(arn.substring(arn.indexOf('/') + 1)).resolve(container.name());
    }

    private static void write(Path directory, GoJson json) throws IOException {
        Path fresh = Files.createTempFile(
                directory,
                "temp_metadata_file",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
        Files.writeString(fresh, json.indented());
        Files.move(fresh, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
