package io.roadstead.core.definition;

import io.roadstead.core.Rejected;
import io.roadstead.core.definition.ServiceRequest.AlarmsDraft;
import io.roadstead.core.definition.ServiceRequest.CircuitBreakerDraft;
import io.roadstead.core.definition.ServiceRequest.ConfigurationDraft;
import io.roadstead.core.definition.ServiceRequest.ThresholdDraft;
import io.roadstead.core.model.DeploymentConfiguration;
import io.roadstead.core.model.SchedulingStrategy;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a service may be deployed: percentages, circuit breaker, alarms.
 *
 * <p>Source: ecs-behaviour 1.4, 6.1, 6.5, 6.6.
 */
final class DeploymentConfigurationRules {
    /** How many alarms a deployment may watch; a limit of Roadstead's own. */
    static final int ALARM_LIMIT = 100;

    private static final DeploymentConfiguration REPLICA = new DeploymentConfiguration(
            200, 100, DeploymentConfiguration.CircuitBreaker.OFF, DeploymentConfiguration.Alarms.NONE);
    private static final DeploymentConfiguration DAEMON = new DeploymentConfiguration(
            100, 0, DeploymentConfiguration.CircuitBreaker.OFF, DeploymentConfiguration.Alarms.NONE);

    private DeploymentConfigurationRules() {}

    /** What a new service has that names nothing. */
    static DeploymentConfiguration defaults(SchedulingStrategy strategy) {
        return switch (strategy) {
            case REPLICA -> REPLICA;
            case DAEMON -> DAEMON;
        };
    }

    /** The configuration in force after a request: what it leaves out stays as it was. */
    static DeploymentConfiguration merge(
            DeploymentConfiguration present, @Nullable ConfigurationDraft draft, SchedulingStrategy strategy) {
        if (draft == null) {
            return present;
        }
        int maximum = draft.maximumPercent() == null ? present.maximumPercent() : draft.maximumPercent();
        int minimum =
                draft.minimumHealthyPercent() == null ? present.minimumHealthyPercent() : draft.minimumHealthyPercent();
        if (maximum < 100) {
            throw Rejected.invalidParameter("maximumPercent must be at least 100");
        }
        if (strategy == SchedulingStrategy.DAEMON && maximum > 100) {
            // Source: a rule set for CloudFormation templates quotes the first sentence.
            throw Rejected.invalidParameter(
                    "The daemon scheduling strategy does not support values above 100 for maximumPercent. Change the"
                            + " maximumPercent value and try again");
        }
        if (maximum > 200) {
            throw Rejected.invalidParameter("maximumPercent must be at most 200");
        }
        if (minimum < 0) {
            throw Rejected.invalidParameter("minimumHealthyPercent must be at least 0");
        }
        if (minimum > 100) {
            throw Rejected.invalidParameter("minimumHealthyPercent must be at most 100");
        }
        return new DeploymentConfiguration(
                maximum,
                minimum,
                draft.circuitBreaker() == null
                        ? present.circuitBreaker()
                        : breaker(present.circuitBreaker(), draft.circuitBreaker()),
                draft.alarms() == null ? present.alarms() : alarms(draft.alarms()));
    }

    private static DeploymentConfiguration.CircuitBreaker breaker(
            DeploymentConfiguration.CircuitBreaker present, CircuitBreakerDraft draft) {
        return new DeploymentConfiguration.CircuitBreaker(
                draft.enable(),
                draft.rollback(),
                draft.threshold() == null ? present.threshold() : threshold(draft.threshold()),
                draft.resetOnHealthyTask() == null ? present.resetOnHealthyTask() : draft.resetOnHealthyTask());
    }

    private static DeploymentConfiguration.Threshold threshold(ThresholdDraft draft) {
        DeploymentConfiguration.Threshold.Type type =
                switch (draft.type()) {
                    case "COUNT" -> DeploymentConfiguration.Threshold.Type.COUNT;
                    case "BOUNDED_PERCENT" -> DeploymentConfiguration.Threshold.Type.BOUNDED_PERCENT;
                    case "UNBOUNDED_PERCENT" -> DeploymentConfiguration.Threshold.Type.UNBOUNDED_PERCENT;
                    case null, default ->
                        throw Rejected.invalidParameter("Invalid deployment circuit breaker threshold type.");
                };
        Integer value = draft.value();
        if (value == null || value < 1) {
            throw Rejected.invalidParameter("Invalid deployment circuit breaker threshold value.");
        }
        return new DeploymentConfiguration.Threshold(type, value);
    }

    private static DeploymentConfiguration.Alarms alarms(AlarmsDraft draft) {
        List<String> names = draft.names();
        if (names.size() > ALARM_LIMIT) {
            throw Rejected.invalidParameter("alarmNames can have at most " + ALARM_LIMIT + " items.");
        }
        if (names.stream().anyMatch(String::isBlank) || new HashSet<>(names).size() != names.size()) {
            throw Rejected.invalidParameter("alarmNames must name each alarm once, and none can be blank.");
        }
        if (draft.enable() && names.isEmpty()) {
            throw Rejected.invalidParameter(
                    "alarmNames can not be empty while deployment alarms are enabled. Name alarms, or leave alarms out.");
        }
        return new DeploymentConfiguration.Alarms(names, draft.enable(), draft.rollback());
    }
}
