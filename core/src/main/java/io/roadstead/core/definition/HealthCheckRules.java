package io.roadstead.core.definition;

import io.roadstead.core.Rejected;
import io.roadstead.core.definition.Registration.HealthCheckDraft;
import io.roadstead.core.model.HealthCheck;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A container's {@code healthCheck}: its ranges and the defaults that ECS writes in. The texts are ours: ECS's are not
 * known.
 *
 * <p>Source: ecs-behaviour 3.6.
 */
final class HealthCheckRules {
    static final int DEFAULT_INTERVAL = 30;
    static final int DEFAULT_TIMEOUT = 5;
    static final int DEFAULT_RETRIES = 3;

    private static final List<String> KINDS = List.of("CMD", "CMD-SHELL");

    private HealthCheckRules() {}

    /** The check with its defaults, absent when absent. */
    static @Nullable HealthCheck read(String container, @Nullable HealthCheckDraft draft) {
        if (draft == null) {
            return null;
        }
        return new HealthCheck(
                command(container, draft.command()),
                within(container, "interval", draft.interval(), DEFAULT_INTERVAL, 5, 300),
                within(container, "timeout", draft.timeout(), DEFAULT_TIMEOUT, 2, 60),
                within(container, "retries", draft.retries(), DEFAULT_RETRIES, 1, 10),
                draft.startPeriod() == null
                        ? null
                        : Integer.valueOf(within(container, "startPeriod", draft.startPeriod(), 0, 0, 300)));
    }

    private static List<String> command(String container, @Nullable List<String> words) {
        if (words == null || words.size() < 2 || !KINDS.contains(words.getFirst())) {
            throw Rejected.client("Invalid setting for container '" + container
                    + "'. 'healthCheck.command' must start with CMD or CMD-SHELL, followed by the command to run.");
        }
        return words;
    }

    private static int within(
            String container, String member, @Nullable Integer value, int usual, int least, int most) {
        if (value == null) {
            return usual;
        }
        if (value < least || value > most) {
            throw Rejected.client("Invalid setting for container '" + container + "'. 'healthCheck." + member
                    + "' must be between " + least + " and " + most + ", and is " + value + ".");
        }
        return value;
    }
}
