package io.roadstead.services.identity;

import io.roadstead.core.Ids;
import java.util.Random;
import java.util.UUID;

/** Ids for tests. */
final class Drawn implements Ids {
    private final Random random = new Random(5);

    @Override
    public String hex() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    @Override
    public String uuid() {
        return UUID.randomUUID().toString();
    }

    @Override
    public int below(int bound) {
        return random.nextInt(bound);
    }
}
