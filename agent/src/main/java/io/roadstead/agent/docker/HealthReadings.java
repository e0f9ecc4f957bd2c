package io.roadstead.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.roadstead.agent.engine.HealthReading;
import io.roadstead.core.model.HealthStatus;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Docker's words about containers' health. Its {@code starting} is ECS's UNKNOWN. Source: agent-protocol 7.5. */
final class HealthReadings {
    /** How the action of an event of health begins; the status follows. */
    static final String EVENT = "health_status: ";

    private static final int MAX_OUTPUT = 1024;

    private HealthReadings() {}

    /** What an event says, which knows nothing of the check's output. */
    static HealthReading of(String action, Instant at) {
        return new HealthReading(status(action.substring(EVENT.length())), at, null, null);
    }

    /** What {@code State} of an inspected container says; absent when Docker runs no check there. */
    static @Nullable HealthReading of(JsonNode state) {
        JsonNode health = state.path("Health");
        String status = health.path("Status").asText("none");
        if (status.equals("none")) {
            return null;
        }
        JsonNode log = health.path("Log");
        JsonNode last = log.path(log.size() - 1);
        if (last.isMissingNode()) {
            return new HealthReading(
                    status(status), Instant.parse(state.path("StartedAt").asText()), null, null);
        }
        String output = last.path("Output").asText("");
        return new HealthReading(
                status(status),
                // With the host's offset, unlike the container's own times.
                OffsetDateTime.parse(last.path("End").asText()).toInstant(),
                output.isEmpty() ? null : output.substring(0, Math.min(output.length(), MAX_OUTPUT)),
                last.path("ExitCode").asInt());
    }

    private static HealthStatus status(String docker) {
        return switch (docker) {
            case "healthy" -> HealthStatus.HEALTHY;
            case "unhealthy" -> HealthStatus.UNHEALTHY;
            default -> HealthStatus.UNKNOWN;
        };
    }
}
