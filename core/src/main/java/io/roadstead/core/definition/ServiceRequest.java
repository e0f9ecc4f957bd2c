package io.roadstead.core.definition;

import io.roadstead.core.definition.PlacementRules.StrategyDraft;
import io.roadstead.core.definition.Registration.ConstraintDraft;
import io.roadstead.core.name.TagRules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * CreateService or UpdateService as a raw client may send it, without the references that need a store. Members that do
 * not occur here are not supported, and refused by name before they get here.
 *
 * @param name CreateService's, as are the client token, the scheduling strategy, the launch type and the tags
 * @param placementConstraints absent leaves an existing service's alone, an empty list takes them away
 * @param placementStrategy as {@code placementConstraints}
 */
public record ServiceRequest(
        @Nullable String name,
        @Nullable String clientToken,
        @Nullable Integer desiredCount,
        @Nullable String schedulingStrategy,
        @Nullable String launchType,
        @Nullable ConfigurationDraft deploymentConfiguration,
        @Nullable List<ConstraintDraft> placementConstraints,
        @Nullable List<StrategyDraft> placementStrategy,
        @Nullable Integer healthCheckGracePeriodSeconds,
        @Nullable String availabilityZoneRebalancing,
        @Nullable String propagateTags,
        @Nullable Boolean enableEcsManagedTags,
        @Nullable List<TagRules.Draft> tags) {
    /** The {@code deploymentConfiguration}; what is absent keeps its default or what it was. */
    public record ConfigurationDraft(
            @Nullable Integer maximumPercent,
            @Nullable Integer minimumHealthyPercent,
            @Nullable CircuitBreakerDraft circuitBreaker,
            @Nullable AlarmsDraft alarms) {}

    /** Its {@code deploymentCircuitBreaker}. */
    public record CircuitBreakerDraft(
            boolean enable,
            boolean rollback,
            @Nullable ThresholdDraft threshold,
            @Nullable Boolean resetOnHealthyTask) {}

    /** Its {@code thresholdConfiguration}. */
    public record ThresholdDraft(
            @Nullable String type, @Nullable Integer value) {}

    /** The {@code alarms} of the deployment configuration. */
    public record AlarmsDraft(List<String> names, boolean enable, boolean rollback) {
        public AlarmsDraft {
            names = List.copyOf(names);
        }
    }
}
