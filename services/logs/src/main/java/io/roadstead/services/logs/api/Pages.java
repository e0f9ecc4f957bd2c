package io.roadstead.services.logs.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Lists in parts: a token is the last name told, so that what comes and goes meanwhile shifts nothing. */
final class Pages {
    private static final int LIMIT = 50;

    private Pages() {}

    record Page<T>(List<T> items, @Nullable String nextToken) {}

    static int limit(@Nullable Integer asked) {
        return Constraints.number(asked, "limit", 1, LIMIT, LIMIT);
    }

    /** @param from no name before this one is wanted */
    static <T> Page<T> byName(
            NavigableMap<String, T> all, Predicate<String> wanted, String from, @Nullable String token, int limit) {
        NavigableMap<String, T> rest = token == null ? all.tailMap(from, true) : all.tailMap(decode(token), false);
        List<T> items = new ArrayList<>();
        String last = null;
        for (Map.Entry<String, T> each : rest.entrySet()) {
            if (!wanted.test(each.getKey())) {
                continue;
            }
            if (items.size() == limit) {
                return new Page<>(items, last == null ? null : encode(last));
            }
            items.add(each.getValue());
            last = each.getKey();
        }
        return new Page<>(items, null);
    }

    static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    static String decode(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalidToken();
        }
    }

    static io.roadstead.wire.AwsException invalidToken() {
        return Constraints.invalid("The specified nextToken is invalid.");
    }
}
