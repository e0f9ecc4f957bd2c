package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.ContainerFact;
import io.roadstead.doctor.facts.DefinitionFact;
import io.roadstead.doctor.facts.TaskFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Words;
import io.roadstead.doctor.probe.StopCause.Seen;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What ECS's words about a stopped task mean: the first rule whose pattern is found in a container's reason, else what its
 * exit code says. Sources: ecs-behaviour 4.4 to 4.7 for the texts.
 */
final class StopCauses {
    /** From words in a container's reason to the cause. */
    private record Rule(Pattern reason, Function<Seen, StopCause> cause) {
        static Rule of(String reason, Function<Seen, StopCause> cause) {
            return new Rule(Pattern.compile(reason, Pattern.CASE_INSENSITIVE), cause);
        }
    }

    private static final List<Rule> RULES = List.of(
            Rule.of("^OutOfMemoryError", MemoryCauses::killed),
            Rule.of("toomanyrequests|pull rate limit", PullCauses::rateLimit),
            Rule.of("no space left on device|Thin Pool has", PullCauses::diskFull),
            Rule.of("^CannotPull.*(proxyconnect|proxy authentication required)", PullCauses::proxy),
            Rule.of("^CannotPull.*(error parsing HTTP 403|unexpected status.*403 Forbidden)", PullCauses::layerDenied),
            Rule.of(
                    "^CannotPull.*(no matching manifest|does not match the specified platform|not contain descriptor)",
                    PullCauses::platform),
            Rule.of(
                    "^CannotPull.*(unauthorized|authentication required|no basic auth|incorrect username)",
                    PullCauses::credentials),
            Rule.of(
                    "^CannotPull.*(not found|manifest unknown|pull access denied|requested access to the resource)",
                    PullCauses::noSuchImage),
            Rule.of("^CannotPull", PullCauses::unreachable),
            Rule.of("port is already allocated|address already in use", StartCauses::portTaken),
            Rule.of("logging driver|log stream|logger args", StartCauses::logs),
            Rule.of("error mounting|failed to mount|invalid mount config|bind source path", StartCauses::volume),
            Rule.of(
                    "executable file not found|no such file or directory|permission denied|exec format error",
                    StartCauses::command),
            Rule.of("^DockerTimeoutError", EngineCauses::timeout),
            Rule.of("dependency|ordering", StartCauses::dependency));

    /** Says that something before the containers failed; what it was stands in the task's own reason. */
    private static final String NOT_BEGUN = "TaskStoppedBeforePullBeginError";

    private StopCauses() {}

    /**
     * The cause of a task's stop; absent where there is nothing wrong: somebody wanted it, or it ran to its end.
     */
    static @Nullable StopCause of(TaskFact task, ClusterFacts facts) {
        DefinitionFact definition = facts.definitions().get(task.definitionArn());
        if (task.failedHealthChecks()) {
            StopCause slow = SlowStarts.of(task, definition, facts);
            return slow == null ? HealthCauses.stopped(task, definition) : slow;
        }
        return switch (task.stopCode()) {
            case "TaskFailedToStart" -> {
                StopCause lack = LackCauses.of(task, definition, facts.lacks());
                StopCause ecr = lack == null ? EcrCauses.of(task, definition, facts.lacks()) : lack;
                yield ecr == null ? ofContainers(task, definition, facts) : ecr;
            }
            case "EssentialContainerExited" -> ofContainers(task, definition, facts);
            default -> null;
        };
    }

    private static @Nullable StopCause ofContainers(
            TaskFact task, @Nullable DefinitionFact definition, ClusterFacts facts) {
        // Rule by rule over all containers: one that waited in vain stands in ECS's list where the definition has it,
        // and the one it waited for is the cause.
        for (Rule rule : RULES) {
            for (ContainerFact container : task.containers()) {
                if (rule.reason().matcher(container.reason()).find()) {
                    return rule.cause().apply(new Seen(task, container, definition));
                }
            }
        }
        if (task.stopCode().equals("TaskFailedToStart")) {
            return neverStarted(task);
        }
        return ExitCauses.of(task, definition, facts);
    }

    /** Words no rule knows: they are told, and the article about reading them is named. */
    private static StopCause neverStarted(TaskFact task) {
        ContainerFact told = task.containers().stream()
                .filter(container ->
                        !container.reason().isEmpty() && !container.reason().startsWith(NOT_BEGUN))
                .findFirst()
                .orElse(null);
        String words = told == null ? task.stoppedReason() : told.reason();
        return new StopCause(
                "ecs-task-stopped",
                Words.of("The task failed to start: " + words, "タスクを開始できませんでした: " + words),
                List.of(StartCauses.lookAtDefinition(task)),
                Confidence.POSSIBLE,
                told);
    }
}
