package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ContainerFact;
import io.roadstead.doctor.facts.DefinitionFact;
import io.roadstead.doctor.facts.TaskFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Words;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a task stopped, as far as its own words tell.
 *
 * @param article the article about it
 * @param container the container whose words decided; absent when they were the task's
 * @param more evidence beside the task's own words: its program's, or what another task shows
 */
record StopCause(
        String article,
        Words cause,
        List<Fix> fixes,
        Confidence confidence,
        @Nullable ContainerFact container,
        List<Evidence> more) {
    StopCause {
        more = List.copyOf(more);
    }

    StopCause(String article, Words cause, List<Fix> fixes, Confidence confidence, @Nullable ContainerFact container) {
        this(article, cause, fixes, confidence, container, List.of());
    }

    /** What a rule of {@link StopCauses} looks at. */
    record Seen(
            TaskFact task,
            ContainerFact container,
            @Nullable DefinitionFact definition) {
        String reason() {
            return container.reason();
        }

        int exitCode() {
            Integer code = container.exitCode();
            return code == null ? -1 : code;
        }

        DefinitionFact.@Nullable Container defined() {
            return definition == null ? null : definition.container(container.name());
        }

        String image() {
            return container.image();
        }

        String cluster() {
            return task.cluster();
        }
    }
}
