package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.DefinitionFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Words;
import io.roadstead.doctor.probe.StopCause.Seen;
import java.util.List;

/** Containers killed for their memory. */
final class MemoryCauses {
    private MemoryCauses() {}

    static StopCause killed(Seen seen) {
        String name = seen.container().name();
        DefinitionFact.Container defined = seen.defined();
        Integer limit = defined == null ? null : defined.memory();
        DefinitionFact definition = seen.definition();
        Integer ofTask = definition == null ? null : definition.memory();
        String en = limit != null
                ? "its own limit of " + limit + " MiB"
                : ofTask != null ? "the task's limit of " + ofTask + " MiB" : "its limit";
        String ja = limit != null
                ? "コンテナのメモリ上限 " + limit + " MiB"
                : ofTask != null ? "タスクのメモリ上限 " + ofTask + " MiB" : "メモリ上限";
        int raised = Math.max(64, (limit != null ? limit : ofTask != null ? ofTask : 256) * 2);
        return new StopCause(
                "ecs-resolve-outofmemory-errors",
                Words.of(
                        "Container " + name + " was killed because it used more memory than " + en + ".",
                        "コンテナ " + name + " は" + ja + "を超えたため強制終了されました。"),
                List.of(Fix.of(
                        "Give it more memory, " + raised
                                + " MiB for a start, or make it use less; a JVM obeys its limit"
                                + " with -XX:MaxRAMPercentage=75.",
                        "まず " + raised + " MiB を目安に memory を増やすか、使用量を減らしてください。JVM なら"
                                + " -XX:MaxRAMPercentage=75 で上限に従います。",
                        Definitions.change(seen.task(), Definitions.container(name, ".memory = " + raised)))),
                Confidence.CERTAIN,
                seen.container());
    }
}
