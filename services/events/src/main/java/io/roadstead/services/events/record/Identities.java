package io.roadstead.services.events.record;

import io.roadstead.wire.Caller;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is known of callers beyond what their signature tells: told by whoever keeps users and roles. */
@FunctionalInterface
public interface Identities {
    /** Nothing is known of anybody. */
    Identities NONE = caller -> Known.NOTHING;

    Known of(Caller caller);

    /**
     * @param id of the user or the role, for example {@code AIDAJQABLZS4A3QDU576Q}; empty when it is not known
     * @param roleArn the role that a session is of, with its path; empty when it is not known
     * @param since when a session began; absent when that is not known
     */
    record Known(String id, String roleArn, @Nullable Instant since) {
        public static final Known NOTHING = new Known("", "", null);
    }
}
