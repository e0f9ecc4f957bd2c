package io.roadstead.agent.engine;

import io.roadstead.core.definition.Cycles;
import io.roadstead.core.model.Dependency;
import io.roadstead.core.model.HealthStatus;
import io.roadstead.core.model.VolumeFrom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Which of a task's containers may go on, as far as others of the task have come.
 *
 * <p>Its one rule: what a container needs is asked before each of its steps, and answered by how the others are at that
 * moment. A link is a need of START, volumes from another container are a need of CREATE. Who needs another stops before
 * it.
 *
 * <p>Worked example: {@code app} needs {@code init} with SUCCESS. While {@code init} runs, {@code app} waits; when {@code
 * init} ends with 0, {@code app} is pulled, created and started; when it ends with 5, {@code app} never runs, and gets
 * exit code 143 and the reason that names both.
 *
 * <p>Source: agent-protocol 2.8, 3.4, 7.3.
 */
final class Ordering {
    private enum Condition {
        CREATE,
        START,
        COMPLETE,
        SUCCESS,
        HEALTHY;

        /** Whether the other's {@code startTimeout} ends the wait. */
        boolean timesOut() {
            return this == COMPLETE || this == SUCCESS || this == HEALTHY;
        }
    }

    private record Need(String container, Condition condition) {}

    /** What the others' state says of a container's next step. */
    sealed interface Verdict {
        record Goes() implements Verdict {}

        record Waits() implements Verdict {}

        /** @param reason for the container, which never goes on */
        record Never(String reason) implements Verdict {}
    }

    private Ordering() {}

    /** Whether the first needs anything of the second, and so must stop before it. */
    static boolean needs(ContainerSpec one, ContainerSpec other) {
        return needs(one).anyMatch(need -> need.container().equals(other.name()));
    }

    /** Whether the task's containers can be brought up in some order. */
    static boolean solvable(TaskSpec task) {
        Map<String, ContainerSpec> byName = new HashMap<>();
        task.containers().forEach(container -> byName.put(container.name(), container));
        Map<String, List<String>> waitsFor = new HashMap<>();
        for (ContainerSpec container : task.containers()) {
            List<String> names = new ArrayList<>();
            for (Need need : needs(container).toList()) {
                ContainerSpec other = byName.get(need.container());
                if (other == null || (need.condition() == Condition.HEALTHY && !other.healthChecked())) {
                    return false;
                }
                names.add(other.name());
            }
            waitsFor.put(container.name(), names);
        }
        return !Cycles.among(waitsFor);
    }

    /** Whether this container may take its next step. */
    static Verdict verdict(TaskDraft task, ContainerDraft target, Instant now) {
        Verdict all = new Verdict.Goes();
        for (Need need : needs(target.spec).toList()) {
            ContainerDraft other = task.container(need.container());
            switch (verdict(need, other, target, now)) {
                case Verdict.Goes _ -> {}
                case Verdict.Waits waits -> all = waits;
                case Verdict.Never never -> {
                    return never;
                }
            }
        }
        return all;
    }

    /** When waits of the task's containers come to their end, whatever happens until then. */
    static Stream<Instant> timeouts(TaskState state) {
        if (state.containers().stream().allMatch(c -> c.spec().dependsOn().isEmpty())) {
            return Stream.empty();
        }
        TaskDraft task = new TaskDraft(state);
        return task.containers.stream()
                .filter(target -> notCreated(target) && !target.unsure)
                .flatMap(target -> needs(target.spec)
                        .filter(need -> need.condition().timesOut())
                        .map(need -> task.container(need.container()))
                        .filter(other -> other.stage != Stage.STOPPED)
                        .filter(other -> verdict(task, target, Instant.MIN) instanceof Verdict.Waits)
                        .map(Ordering::deadline)
                        .filter(deadline -> !deadline.equals(Instant.MAX)));
    }

    private static Verdict verdict(Need need, ContainerDraft other, ContainerDraft target, Instant now) {
        boolean over = other.stage == Stage.STOPPED;
        if (over && other.startedAt == null) {
            return never(other, target, "] because dependency will never start");
        }
        boolean met =
                switch (need.condition()) {
                    case CREATE -> other.stage.compareTo(Stage.CREATED) >= 0;
                    case START -> other.startedAt != null;
                    case COMPLETE -> over && other.exitCode != null;
                    case SUCCESS -> over && Objects.equals(other.exitCode, 0);
                    case HEALTHY -> other.health != null && other.health.status() == HealthStatus.HEALTHY;
                };
        if (met) {
            return new Verdict.Goes();
        }
        if (over) {
            // The original waits for ever for the health of what has stopped; to say so is of more use.
            return never(
                    other,
                    target,
                    need.condition() == Condition.HEALTHY
                            ? "] as dependency stopped before it was healthy."
                            : "] as dependency did not exit successfully.");
        }
        if (need.condition().timesOut() && notCreated(target) && !now.isBefore(deadline(other))) {
            return new Verdict.Never(Reasons.ordering("container ordering dependency [" + told(other) + "] for target ["
                    + told(target) + "] has timed out."));
        }
        return new Verdict.Waits();
    }

    private static Verdict never(ContainerDraft other, ContainerDraft target, String why) {
        return new Verdict.Never(Reasons.ordering("failed to resolve container ordering dependency [" + told(other)
                + "] for target [" + told(target) + why));
    }

    private static Instant deadline(ContainerDraft other) {
        Integer seconds = other.spec.startTimeout();
        Instant startedAt = other.startedAt;
        return startedAt == null || seconds == null || seconds <= 0 ? Instant.MAX : startedAt.plusSeconds(seconds);
    }

    private static boolean notCreated(ContainerDraft container) {
        return container.stage.compareTo(Stage.CREATED) < 0;
    }

    private static Stream<Need> needs(ContainerSpec container) {
        Stream<Need> asked = container.dependsOn().stream()
                .map(dependency -> new Need(dependency.containerName(), condition(dependency.condition())));
        Stream<Need> links = container.links().stream().map(link -> new Need(link.name(), Condition.START));
        Stream<Need> volumes = container.volumesFrom().stream()
                .map(VolumeFrom::sourceContainer)
                .map(source -> new Need(source, Condition.CREATE));
        return Stream.of(asked, links, volumes).flatMap(each -> each);
    }

    private static Condition condition(Dependency.Condition condition) {
        return switch (condition) {
            case START -> Condition.START;
            case COMPLETE -> Condition.COMPLETE;
            case SUCCESS -> Condition.SUCCESS;
            case HEALTHY -> Condition.HEALTHY;
        };
    }

    /** As the original writes a container in such a sentence: name, image, how far it is and was to come, exit code. */
    private static String told(ContainerDraft container) {
        boolean neverRan = container.stage == Stage.STOPPED && container.startedAt == null;
        String told = container.spec.name() + "(" + container.spec.image() + ") (" + known(container) + "->"
                + (neverRan || container.stage == Stage.STOPPING ? "STOPPED" : "RUNNING") + ")";
        return container.exitCode == null ? told : told + " - Exit: " + container.exitCode;
    }

    private static String known(ContainerDraft container) {
        return switch (container.stage) {
            case WAITING, PULLING -> "MANIFEST_PULLED";
            case PULLED, CREATING -> "PULLED";
            case CREATED, STARTING -> "CREATED";
            case RUNNING, STOPPING -> "RUNNING";
            case STOPPED -> {
                if (container.startedAt != null) {
                    yield "STOPPED";
                }
                yield container.dockerId != null ? "CREATED" : container.image != null ? "PULLED" : "MANIFEST_PULLED";
            }
        };
    }
}
