package io.roadstead.agent.metadata;

import io.roadstead.agent.endpoint.Handler;
import io.roadstead.agent.engine.ContainerState;
import io.roadstead.agent.engine.Stage;
import io.roadstead.agent.engine.TaskState;
import io.roadstead.agent.runtime.ContainerDetails;
import io.roadstead.agent.text.GoJson;
import io.roadstead.core.model.DesiredStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What the operator of this host may ask its agent. Source: agent-protocol 5.3. */
public final class IntrospectionApi implements Handler {
    /** Up to so many digits a Docker id is a beginning, and above it the whole. */
    private static final int SHORT_ID = 12;

    private static final List<String> COMMANDS = List.of("/v1/metadata", "/v1/tasks", "/license");

    private final Lookup lookup;
    private final Supplier<HostFacts> host;
    private final String version;

    public IntrospectionApi(Lookup lookup, Supplier<HostFacts> host, String version) {
        this.lookup = lookup;
        this.host = host;
        this.version = version;
    }

    @Override
    public Answer answer(Request request) {
        return switch (request.path()) {
            case "/v1/metadata" -> {
                HostFacts facts = host.get();
                yield json(
                        200,
                        GoJson.object()
                                .put("Cluster", facts.cluster())
                                .put("ContainerInstanceArn", facts.containerInstanceArn())
                                .put("Version", version));
            }
            case "/v1/tasks" -> tasks(request);
            case "/license" -> Answer.text(200, licence());
            default ->
                Answer.plain(
                        200, GoJson.object().put("AvailableCommands", COMMANDS).toString());
        };
    }

    private Answer tasks(Request request) {
        String dockerId = request.query().get("dockerid");
        String taskArn = request.query().get("taskarn");
        if (dockerId != null && taskArn != null) {
            return json(400, nothing());
        }
        if (dockerId != null) {
            return one(task -> task.containers().stream().anyMatch(c -> has(c, dockerId)));
        }
        if (taskArn != null) {
            return one(task -> task.spec().arn().equals(taskArn));
        }
        return json(
                200, GoJson.object().put("Tasks", all().stream().map(this::task).toList()));
    }

    private Answer one(Predicate<TaskState> wanted) {
        List<TaskState> found = all().stream().filter(wanted).toList();
        return switch (found.size()) {
            case 0 -> json(404, nothing());
            case 1 -> json(200, task(found.getFirst()));
            default -> json(400, nothing());
        };
    }

    private Collection<TaskState> all() {
        return lookup.state().tasks().values();
    }

    private static boolean has(ContainerState container, String asked) {
        String id = container.dockerId();
        return id != null && (asked.length() > SHORT_ID ? id.equals(asked) : id.startsWith(asked));
    }

    private GoJson task(TaskState task) {
        List<GoJson> containers = new ArrayList<>();
        for (ContainerState container : task.containers()) {
            if (container.dockerId() != null) {
                containers.add(container(container));
            }
        }
        String known = known(task);
        String desired = task.desired().name();
        boolean stale = known.equals("STOPPED") && task.desired() != DesiredStatus.STOPPED;
        return GoJson.object()
                .put("Arn", task.spec().arn())
                .unlessEmpty("DesiredStatus", stale ? "" : desired)
                .put("KnownStatus", known)
                .put("Family", task.spec().family())
                .put("Version", task.spec().version())
                .put("Containers", containers);
    }

    private GoJson container(ContainerState container) {
        Optional<ContainerDetails> details = lookup.details(container);
        GoJson json = GoJson.object()
                .put("DockerId", container.dockerId())
                .put("DockerName", container.dockerName() == null ? "" : container.dockerName())
                .put("Name", container.spec().name())
                .put("Image", container.spec().image())
                .put("ImageID", details.map(ContainerDetails::imageId).orElse(""))
                .unlessEmpty(
                        "CreatedAt", details.map(ContainerDetails::createdAt).orElse(null))
                .unlessEmpty(
                        "StartedAt", details.map(ContainerDetails::startedAt).orElse(container.startedAt()))
                .unlessEmpty("Ports", Documents.ports(container, false))
                .unlessEmpty("Volumes", Documents.volumes(details));
        return Documents.restarts(container.spec()) ? json.put("RestartCount", container.restarts()) : json;
    }

    /** As ECS has it: PENDING until all run. */
    private static String known(TaskState task) {
        if (task.stopped()) {
            return "STOPPED";
        }
        boolean running = task.containers().stream()
                .allMatch(c -> c.stage() == Stage.RUNNING || c.stage() == Stage.STOPPING || c.stage() == Stage.STOPPED);
        return running ? "RUNNING" : "PENDING";
    }

    /** A task of which nothing is told. */
    private static GoJson nothing() {
        return GoJson.object()
                .put("Arn", "")
                .put("KnownStatus", "")
                .put("Family", "")
                .put("Version", "")
                .put("Containers", null);
    }

    private static Answer json(int status, GoJson json) {
        return Answer.json(status, json.toString());
    }

    private static String licence() {
        try (InputStream text = IntrospectionApi.class.getResourceAsStream("licence.txt")) {
            if (text == null) {
                throw new IllegalStateException("licence.txt is missing beside " + IntrospectionApi.class.getName());
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
