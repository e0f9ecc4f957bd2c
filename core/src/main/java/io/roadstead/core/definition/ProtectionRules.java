package io.roadstead.core.definition;

import io.roadstead.core.Rejected;
import io.roadstead.core.model.Protection;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The protection of tasks from scale-in. Source: ecs-behaviour 1.2, 6.8. */
public final class ProtectionRules {
    public static final int MINUTES_MIN = 1;
    public static final int MINUTES_MAX = 2_880;
    public static final int MINUTES_USUAL = 120;

    private ProtectionRules() {}

    /** Why a task of several cannot be protected; {@link #detail()} says it in words. */
    public enum Obstacle {
        MISSING("The task was not found in this cluster."),
        TASK_NOT_VALID("Only running or starting tasks of a service can be protected."),
        DEPLOYMENT_BLOCKED("The service has more protected tasks than it wants tasks. Take the protection of others"
                + " away first.");

        private final String detail;

        Obstacle(String detail) {
            this.detail = detail;
        }

        public String detail() {
            return detail;
        }
    }

    /**
     * The protection a request asks for; the time runs from now, whatever was left.
     *
     * @param enabled absent is refused
     * @param minutes 1 to 2880; absent means 120; not looked at when protection is taken away
     * @return absent when protection is taken away
     */
    public static @Nullable Protection read(@Nullable Boolean enabled, @Nullable Integer minutes, Instant now) {
        if (enabled == null) {
            throw Rejected.invalidParameter("protectionEnabled is missing");
        }
        if (!enabled) {
            return null;
        }
        int lasting = minutes == null ? MINUTES_USUAL : minutes;
        if (lasting < MINUTES_MIN || lasting > MINUTES_MAX) {
            throw Rejected.invalidParameter("expiresInMinutes is " + lasting + ", and must be at least " + MINUTES_MIN
                    + " and at most " + MINUTES_MAX + ".");
        }
        return new Protection(now.plus(Duration.ofMinutes(lasting)));
    }
}
