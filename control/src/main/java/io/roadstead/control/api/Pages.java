package io.roadstead.control.api;

import io.roadstead.wire.AwsException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Pages of a sorted list. A token names the last item given, so items that come or go between two pages neither repeat
 * nor hide others.
 */
final class Pages {
    /** The largest page, and the usual one. */
    static final int MAX_RESULTS = 100;

    private Pages() {}

    /** @param nextToken absent on the last page */
    record Cut<T>(List<T> items, @Nullable String nextToken) {}

    /**
     * @param items sorted ascending by {@code name}, or descending when {@code descending}
     * @param maxResults 1 to 100; absent means {@code usual}
     * @param usual the page of an operation whose caller names none
     */
    static <T> Cut<T> cut(
            List<T> items,
            Function<T, String> name,
            @Nullable String token,
            @Nullable Integer maxResults,
            boolean descending,
            int usual) {
        int limit = limit(maxResults, usual);
        String last = token == null || token.isEmpty() ? null : decode(token);
        int from = 0;
        if (last != null) {
            while (from < items.size() && !after(name.apply(items.get(from)), last, descending)) {
                from++;
            }
        }
        int to = Math.min(items.size(), from + limit);
        List<T> page = List.copyOf(items.subList(from, to));
        return new Cut<>(page, to < items.size() ? encode(name.apply(items.get(to - 1))) : null);
    }

    static <T> Cut<T> cut(
            List<T> items,
            Function<T, String> name,
            @Nullable String token,
            @Nullable Integer maxResults,
            boolean descending) {
        return cut(items, name, token, maxResults, descending, MAX_RESULTS);
    }

    static <T> Cut<T> cut(
            List<T> items, Function<T, String> name, @Nullable String token, @Nullable Integer maxResults) {
        return cut(items, name, token, maxResults, false);
    }

    private static boolean after(String name, String last, boolean descending) {
        return descending ? name.compareTo(last) < 0 : name.compareTo(last) > 0;
    }

    static int limit(@Nullable Integer maxResults, int usual) {
        if (maxResults == null) {
            return usual;
        }
        if (maxResults > MAX_RESULTS) {
            throw AwsException.invalidParameter("Max results can not be greater than " + MAX_RESULTS);
        }
        if (maxResults < 1) {
            throw AwsException.invalidParameter("Max results can not be less than 1");
        }
        return maxResults;
    }

    private static String encode(String last) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(last.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            throw AwsException.invalidParameter("Invalid token: '" + token + "' was not given by an earlier call.");
        }
    }
}
