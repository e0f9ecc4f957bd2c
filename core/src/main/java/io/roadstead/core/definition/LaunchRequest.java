package io.roadstead.core.definition;

import io.roadstead.core.definition.FetchedDraft.FileDraft;
import io.roadstead.core.definition.PlacementRules.StrategyDraft;
import io.roadstead.core.definition.Registration.ConstraintDraft;
import io.roadstead.core.definition.Registration.EnvironmentDraft;
import io.roadstead.core.definition.Registration.RequirementDraft;
import io.roadstead.core.name.TagRules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * RunTask or StartTask as a raw client may send it, without the references that need a store. Members that do not occur
 * here are not supported, and refused by name before they get here.
 *
 * @param count RunTask's; StartTask has none
 * @param overridesLength how many characters {@code overrides} has as JSON
 */
public record LaunchRequest(
        @Nullable Integer count,
        @Nullable String startedBy,
        @Nullable String group,
        @Nullable String clientToken,
        @Nullable String launchType,
        @Nullable OverrideDraft overrides,
        int overridesLength,
        @Nullable List<ConstraintDraft> placementConstraints,
        @Nullable List<StrategyDraft> placementStrategy,
        @Nullable List<TagRules.Draft> tags,
        @Nullable String propagateTags,
        boolean enableEcsManagedTags) {
    /** The {@code overrides} of the request. */
    public record OverrideDraft(
            @Nullable List<ContainerOverrideDraft> containerOverrides,
            @Nullable String cpu,
            @Nullable String memory,
            @Nullable String taskRoleArn,
            @Nullable String executionRoleArn) {}

    /** One of {@code containerOverrides}. */
    public record ContainerOverrideDraft(
            @Nullable String name,
            @Nullable List<String> command,
            @Nullable List<EnvironmentDraft> environment,
            @Nullable Integer cpu,
            @Nullable Integer memory,
            @Nullable Integer memoryReservation,
            @Nullable List<RequirementDraft> resourceRequirements,
            List<FileDraft> environmentFiles) {
        /** One that leaves the GPUs as they are. */
        public ContainerOverrideDraft(
                @Nullable String name,
                @Nullable List<String> command,
                @Nullable List<EnvironmentDraft> environment,
                @Nullable Integer cpu,
                @Nullable Integer memory,
                @Nullable Integer memoryReservation) {
            this(name, command, environment, cpu, memory, memoryReservation, null, List.of());
        }
    }
}
