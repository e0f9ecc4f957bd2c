package io.roadstead.services.secrets.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roadstead.wire.AwsException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lists in parts: a token is the place of the last one told, so that what comes and goes meanwhile shifts nothing. */
record Pages(Supplier<AwsException> badToken) {
    record Page<T>(List<T> items, @Nullable String nextToken) {}

    /**
     * One part of a list.
     *
     * @param all in ascending order of their places
     * @param place of each, unique
     */
    <T> Page<T> of(List<T> all, Function<T, String> place, @Nullable String token, int limit, boolean descending) {
        String after = token == null ? null : decode(token);
        List<T> items = new ArrayList<>();
        String last = null;
        for (T each : descending ? all.reversed() : all) {
            String here = place.apply(each);
            int order = after == null ? 1 : here.compareTo(after);
            if (descending ? after != null && order >= 0 : order <= 0) {
                continue;
            }
            if (items.size() == limit) {
                return new Page<>(items, last == null ? null : encode(last));
            }
            items.add(each);
            last = here;
        }
        return new Page<>(items, null);
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    private String decode(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), UTF_8);
        } catch (IllegalArgumentException e) {
            throw badToken.get();
        }
    }
}
