package io.roadstead.agent.engine;

import io.roadstead.core.Ids;
import java.util.Random;
import java.util.UUID;

/** Names that are the same in every run with the same seed. */
public final class SeededIds implements Ids {
    private final Random random;

    public SeededIds(long seed) {
        random = new Random(seed);
    }

    @Override
    public String hex() {
        return "%016x%016x".formatted(random.nextLong(), random.nextLong());
    }

    @Override
    public String uuid() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    @Override
    public int below(int bound) {
        return random.nextInt(bound);
    }
}
