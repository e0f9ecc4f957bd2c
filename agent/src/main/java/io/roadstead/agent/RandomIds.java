package io.roadstead.agent;

import io.roadstead.core.Ids;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Names for containers and operations of this host. */
final class RandomIds implements Ids {
    @Override
    public String hex() {
        return uuid().replace("-", "");
    }

    @Override
    public String uuid() {
        return UUID.randomUUID().toString();
    }

    @Override
    public int below(int bound) {
        return ThreadLocalRandom.current().nextInt(bound);
    }
}
