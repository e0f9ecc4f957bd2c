package io.roadstead.wire.http;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line per call at level INFO of the logger {@code io.roadstead.access}. */
public final class Slf4jAccessLog implements AccessLog {
    private static final Logger ACCESS = LoggerFactory.getLogger("io.roadstead.access");
    private static final double NANOS_PER_MILLI = 1e6;

    @Override
    public void record(Call call) {
        if (ACCESS.isInfoEnabled()) {
            ACCESS.info(
                    "{} {} {} {} {} ms",
                    call.requestId(),
                    call.principal(),
                    call.operation(),
                    call.outcome(),
                    String.format(Locale.ROOT, "%.1f", call.took().toNanos() / NANOS_PER_MILLI));
        }
    }
}
