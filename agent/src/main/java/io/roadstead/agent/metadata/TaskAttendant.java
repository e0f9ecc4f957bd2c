package io.roadstead.agent.metadata;

import io.roadstead.agent.credentials.RoleCredentials.Role;
import io.roadstead.agent.engine.ContainerRef;
import io.roadstead.agent.engine.ContainerRequest;
import io.roadstead.agent.engine.EngineState;
import io.roadstead.agent.engine.TaskState;
import io.roadstead.agent.loop.Attendant;
import io.roadstead.agent.runtime.ContainerRuntime;
import io.roadstead.agent.runtime.RuntimeFault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each container the variables by which it finds its metadata, once the endpoint is there, and its metadata file
 * where such are asked for. A container whose file cannot be written does without, as the original's.
 */
public final class TaskAttendant implements Attendant {
    private static final Logger LOG = LoggerFactory.getLogger(TaskAttendant.class);

    /** By which the AWS CLI and SDKs find a server. */
    private static final String ENDPOINT_URL = "AWS_ENDPOINT_URL";

    /** By which they find the credentials of the task's role. Source: ecs-behaviour 9.4. */
    private static final String CREDENTIALS = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";

    private final EndpointIds ids;
    private final Supplier<EngineState> state;
    private final @Nullable MetadataFiles files;
    private volatile @Nullable String address;
    private volatile @Nullable String api;

    private TaskAttendant(EndpointIds ids, Supplier<EngineState> state, @Nullable MetadataFiles files) {
        this.ids = ids;
        this.state = state;
        this.files = files;
    }

    /** One that writes no files. */
    public static TaskAttendant withoutFiles(EndpointIds ids, Supplier<EngineState> state) {
        return new TaskAttendant(ids, state, null);
    }

    /**
     * One that writes metadata files.
     *
     * @param data the agent's directory
     * @param selinux whether directories must be labelled for containers to read them
     */
    public static TaskAttendant withFiles(
            EndpointIds ids,
            Path data,
            boolean selinux,
            Supplier<EngineState> state,
            Supplier<HostFacts> host,
            ContainerRuntime runtime) {
        return new TaskAttendant(ids, state, new MetadataFiles(data, selinux, state, host, runtime));
    }

    /** Whether containers can reach the endpoint, and with it the credentials of their roles. */
    public boolean reachable() {
        return address != null;
    }

    /** From now on containers can reach the endpoint there. */
    public void endpointAt(String newAddress) {
        address = newAddress;
    }

    /** From now on containers whose definition names no other find the control plane there. */
    public void apiAt(String url) {
        api = url;
    }

    @Override
    public ContainerRequest creates(ContainerRef container, ContainerRequest request) {
        Map<String, String> variables = new LinkedHashMap<>();
        String id = ids.of(container);
        String where = address;
        if (where != null) {
            variables.putAll(MetadataApi.variables(where, id));
            if (hasRole(container.taskArn())) {
                variables.put(CREDENTIALS, "/v2/credentials/" + ids.of(container.taskArn(), Role.TASK));
            }
        }
        String plane = api;
        if (plane != null && request.environment().stream().noneMatch(line -> line.startsWith(ENDPOINT_URL + "="))) {
            variables.put(ENDPOINT_URL, plane);
        }
        if (files == null) {
            return request.with(variables, List.of());
        }
        try {
            String mount = files.create(container, id);
            variables.put(MetadataFiles.VARIABLE, MetadataFiles.pathInside(id));
            return request.with(variables, List.of(mount));
        } catch (IOException e) {
            LOG.warn("Container {} of {} gets no metadata file", container.name(), container.taskArn(), e);
            return request.with(variables, List.of());
        }
    }

    private boolean hasRole(String taskArn) {
        TaskState task = state.get().tasks().get(taskArn);
        return task != null && task.spec().known().taskRoleArn() != null;
    }

    @Override
    public void started(ContainerRef container, String dockerId) {
        if (files != null) {
            try {
                files.complete(container, dockerId);
            } catch (IOException | RuntimeFault e) {
                LOG.warn(
                        "The metadata file of container {} of {} stays as it was before it ran",
                        container.name(),
                        container.taskArn(),
                        e);
            }
        }
    }

    @Override
    public void removed(ContainerRef container) {
        if (files != null) {
            try {
                files.remove(container);
            } catch (IOException e) {
                LOG.warn(
                        "The metadata file of container {} of {} cannot be removed",
                        container.name(),
                        container.taskArn(),
                        e);
            }
        }
    }
}
