package io.roadstead.server;

import io.roadstead.core.Ids;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Names nobody can guess: a task's id is part of what its credentials are kept under. */
public final class RandomIds implements Ids {
    private static final int BYTES = 16;

    private final SecureRandom random = new SecureRandom();

    @Override
    public String hex() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
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
