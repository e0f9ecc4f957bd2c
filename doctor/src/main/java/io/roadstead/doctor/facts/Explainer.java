package io.roadstead.doctor.facts;

import io.roadstead.wire.client.ApiError;
import io.roadstead.wire.client.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks Roadstead's own operations why what looks held up is so. Nothing depends on the answer: where nobody knows such an
 * operation, as AWS does not, the facts stay as they are.
 */
public final class Explainer {
    /** Asked about at most in one look at a cluster: they are few that are held up, and one says what many say. */
    static final int ASKED = 40;
    /** Before that no task that is PENDING is worth asking about. */
    static final Duration PENDING_FOR = Duration.ofSeconds(5);

    private final Collector.Api own;
    private @Nullable String silence;

    /** @param own calls an operation of {@code Roadstead_20261101} */
    public Explainer(Collector.Api own) {
        this.own = own;
    }

    /** The same facts with what the server says of services and tasks that are held up. */
    public ClusterFacts explain(ClusterFacts facts) {
        Map<String, Explained> explained = new HashMap<>();
        for (ServiceFact service : facts.services()) {
            if (explained.size() < ASKED && heldUp(service)) {
                ask("ExplainService", "service", facts, service.arn(), explained);
            }
        }
        for (TaskFact task : facts.tasks()) {
            if (explained.size() < ASKED && (heldUp(task, facts.at()) || unhealthy(task))) {
                ask("ExplainTask", "task", facts, task.arn(), explained);
            }
        }
        for (TaskFact task : replaced(facts)) {
            if (explained.size() < ASKED) {
                ask("ExplainTask", "task", facts, task.arn(), explained);
                explained.computeIfPresent(task.arn(), (arn, answer) -> answer.checksAlone());
            }
        }
        return facts.with(explained);
    }

    private static boolean unhealthy(TaskFact task) {
        return task.lastStatus().equals("RUNNING") && task.healthStatus().equals("UNHEALTHY");
    }

    /** Of each group the newest task that was stopped for its health: it says what the others said. */
    private static Collection<TaskFact> replaced(ClusterFacts facts) {
        Map<String, TaskFact> newest = new LinkedHashMap<>();
        for (TaskFact task : facts.tasks()) {
            if (task.stopped() && task.failedHealthChecks()) {
                newest.merge(
                        task.group(), task, (one, other) -> stoppedAt(other).isAfter(stoppedAt(one)) ? other : one);
            }
        }
        return newest.values();
    }

    private static Instant stoppedAt(TaskFact task) {
        return Objects.requireNonNullElse(task.stoppedAt(), Instant.EPOCH);
    }

    /** Why nothing could be explained; empty when it could, or nothing was asked. */
    public Optional<String> silence() {
        return Optional.ofNullable(silence);
    }

    private void ask(String operation, String member, ClusterFacts facts, String arn, Map<String, Explained> into) {
        if (silence != null) {
            return;
        }
        try {
            into.put(
                    arn,
                    Explained.of(own.call(
                            operation, Json.object().put("cluster", facts.arn()).put(member, arn))));
        } catch (ApiError refused) {
            // A task or service that is gone since has nothing to explain; everything else is true of all of them.
            if (!refused.type().equals("ServiceNotFoundException")
                    && !refused.type().equals("InvalidParameterException")) {
                silence = operation + ": " + refused.type() + ": " + refused.getMessage();
            }
        }
    }

    private static boolean heldUp(ServiceFact service) {
        return !service.status().equals("INACTIVE")
                && (service.running() != service.desired()
                        || service.pending() > 0
                        || service.deployments().size() > 1
                        || service.deployments().stream()
                                .anyMatch(each -> !each.rolloutState().equals("COMPLETED")));
    }

    private static boolean heldUp(TaskFact task, Instant now) {
        return task.lastStatus().equals("PENDING")
                && Objects.requireNonNullElse(task.createdAt(), now)
                        .plus(PENDING_FOR)
                        .isBefore(now);
    }
}
