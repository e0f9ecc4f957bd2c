package io.roadstead.simulation;

import io.roadstead.core.Ids;
import java.util.UUID;

/** One server's names, drawn from the world's seed. */
final class SimIds implements Ids {
    private final Draw draw;

    SimIds(Draw draw) {
        this.draw = draw;
    }

    @Override
    public String hex() {
        return hex(draw.bits()) + hex(draw.bits());
    }

    @Override
    public String uuid() {
        return new UUID(draw.bits(), draw.bits()).toString();
    }

    @Override
    public int below(int bound) {
        return draw.below(bound);
    }

    private static String hex(long bits) {
        String digits = Long.toHexString(bits);
        return "0".repeat(16 - digits.length()) + digits;
    }
}
