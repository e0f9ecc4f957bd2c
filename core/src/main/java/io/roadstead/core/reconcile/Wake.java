package io.roadstead.core.reconcile;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The earliest instant at which a decision must be made again although nothing changed until then. */
final class Wake {
    private @Nullable Instant earliest;

    void at(Instant when) {
        if (earliest == null || when.isBefore(earliest)) {
            earliest = when;
        }
    }

    Optional<Instant> earliest() {
        return Optional.ofNullable(earliest);
    }
}
