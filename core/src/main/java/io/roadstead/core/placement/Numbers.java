package io.roadstead.core.placement;

import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decimal numbers as people write them; exponents are left out, for a few characters of them cost gigabytes. */
final class Numbers {
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)");

    private Numbers() {}

    /** The number, or nothing when the text is none. */
    static @Nullable BigDecimal read(String text) {
        return NUMBER.matcher(text).matches() ? new BigDecimal(text) : null;
    }
}
