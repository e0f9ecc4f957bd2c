package io.roadstead.core.definition;

import io.roadstead.core.Rejected;
import io.roadstead.core.definition.Registration.ContainerDraft;
import io.roadstead.core.model.ContainerDefinition;
import io.roadstead.core.model.IpcMode;
import io.roadstead.core.model.NetworkMode;
import io.roadstead.core.model.PidMode;
import io.roadstead.core.model.PlacementConstraint;
import io.roadstead.core.model.RuntimePlatform;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Tag;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.model.Volume;
import io.roadstead.core.name.NameRules;
import io.roadstead.core.name.TagRules;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * RegisterTaskDefinition without its store: checks a {@link Registration} rule by rule in ECS's order and writes ECS's
 * defaults in. The first broken rule is thrown.
 *
 * <p>Source: ecs-behaviour 1.6, 3.
 */
public final class DefinitionRules {
    /** The longest definition in bytes. Source: ecs-behaviour 2.3. */
    public static final int SIZE_LIMIT = 65_536;

    private static final List<String> COMPATIBILITIES = List.of("EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES");
    private static final Pattern ROLE =
            Pattern.compile("arn:aws[a-z-]*:iam::\\d{12}:role/\\S+|[A-Za-z0-9+=,.@_-]{1,64}");

    private DefinitionRules() {}

    /**
     * A definition that keeps all rules, with everything but its revision: {@link #revision} makes it one.
     *
     * <p>It is apart because the revision is known only inside the transaction that registers it, which may have to be
     * tried again, while the rules need to be checked once.
     */
    public record Checked(
            String family,
            List<ContainerDefinition> containers,
            List<Volume> volumes,
            @Nullable NetworkMode networkMode,
            TaskSize size,
            @Nullable String taskRoleArn,
            @Nullable String executionRoleArn,
            List<PlacementConstraint> placementConstraints,
            List<String> requiresCompatibilities,
            List<Tag> tags,
            @Nullable PidMode pidMode,
            @Nullable IpcMode ipcMode,
            @Nullable RuntimePlatform runtimePlatform) {
        public Checked {
            containers = List.copyOf(containers);
            volumes = List.copyOf(volumes);
            placementConstraints = List.copyOf(placementConstraints);
            requiresCompatibilities = List.copyOf(requiresCompatibilities);
            tags = List.copyOf(tags);
        }

        /** The definition under a revision: one more than the family's last, never one used before. */
        public TaskDefinition revision(Scope scope, int revision, Instant registeredAt, String registeredBy) {
            NetworkMode mode = networkMode == null ? NetworkMode.BRIDGE : networkMode;
            return new TaskDefinition(
                    scope,
                    family,
                    revision,
                    TaskDefinition.Status.ACTIVE,
                    containers,
                    volumes,
                    networkMode,
                    size.cpu(),
                    size.memory(),
                    taskRoleArn,
                    executionRoleArn,
                    placementConstraints,
                    requiresCompatibilities,
                    // Fargate needs awsvpc, so no mode there is yet allows it. Source: ecs-behaviour 3.1.
                    List.of("EXTERNAL", "EC2"),
                    Requirements.of(
                            containers,
                            volumes,
                            mode,
                            taskRoleArn != null,
                            executionRoleArn != null,
                            pidMode == PidMode.TASK || ipcMode == IpcMode.TASK),
                    tags,
                    registeredAt,
                    registeredBy,
                    null,
                    pidMode,
                    ipcMode,
                    runtimePlatform);
        }
    }

    /**
     * Checks a registration.
     *
     * @throws Rejected with the first broken rule
     */
    public static Checked check(Registration registration) {
        if (registration.sizeInBytes() > SIZE_LIMIT) {
            throw Rejected.client("TaskDefinition size exceeds " + SIZE_LIMIT + " bytes");
        }
        TaskSize size = TaskSize.parse(registration.cpu(), registration.memory());
        String family = NameRules.family(registration.family());
        List<ContainerDraft> drafts = ContainerRules.requireList(registration.containers());
        NetworkMode mode = networkMode(registration.networkMode());
        List<String> required = requiresCompatibilities(registration.requiresCompatibilities());
        List<Volume> volumes = VolumeRules.read(registration.volumes());
        List<ContainerDefinition> containers =
                ContainerRules.read(drafts, mode == null ? NetworkMode.BRIDGE : mode, size, volumes);
        IpcMode ipcMode = RuntimeRules.ipcMode(registration.ipcMode());
        RuntimeRules.checkControls(containers, ipcMode);
        FetchedRules.requireRole(containers, role(registration.executionRoleArn()));
        return new Checked(
                family,
                containers,
                volumes,
                mode,
                size,
                role(registration.taskRoleArn()),
                role(registration.executionRoleArn()),
                PlacementRules.ofDefinition(registration.placementConstraints()),
                required,
                TagRules.read(registration.tags()),
                RuntimeRules.pidMode(registration.pidMode()),
                ipcMode,
                RuntimeRules.platform(registration.runtimePlatform()));
    }

    private static @Nullable NetworkMode networkMode(@Nullable String text) {
        return switch (text) {
            case null -> null;
            case "" -> null;
            case "bridge" -> NetworkMode.BRIDGE;
            case "host" -> NetworkMode.HOST;
            case "none" -> NetworkMode.NONE;
            case "awsvpc" ->
                throw Rejected.unsupported(
                        "Roadstead does not support network mode awsvpc yet: use bridge, host or none.");
            default -> throw Rejected.client("Network mode should be one of [bridge,host,awsvpc,none]");
        };
    }

    private static List<String> requiresCompatibilities(@Nullable List<String> texts) {
        if (texts == null) {
            return List.of();
        }
        for (String text : texts) {
            if (!COMPATIBILITIES.contains(text)) {
                throw Rejected.client(
                        "requiresCompatibilities should be one of [" + String.join(",", COMPATIBILITIES) + "]");
            }
            if (text.equals("FARGATE") || text.equals("MANAGED_INSTANCES")) {
                throw Rejected.unsupported(
                        "Roadstead does not support compatibility " + text + " yet: use EC2 or EXTERNAL.");
            }
        }
        return List.copyOf(texts);
    }

    /** A role's ARN or short name; absent when absent or empty. */
    static @Nullable String role(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        if (!ROLE.matcher(text).matches()) {
            throw Rejected.client("Role is not valid");
        }
        return text;
    }
}
