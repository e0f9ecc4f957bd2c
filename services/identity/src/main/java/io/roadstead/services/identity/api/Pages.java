package io.roadstead.services.identity.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Lists in parts: a marker is the last name told, so that what comes and goes meanwhile shifts nothing. */
final class Pages {
    private static final int DEFAULT = 100;
    static final int MOST = 1_000;

    private Pages() {}

    /** @param marker of the next page; absent on the last */
    record Page<T>(List<T> items, @Nullable String marker) {
        boolean truncated() {
            return marker != null;
        }
    }

    /** @param name orders them, without regard to case, and is unlike any other's */
    static <T> Page<T> of(List<T> all, Function<T, String> name, @Nullable String marker, @Nullable Integer maxItems) {
        int most = Constraints.number(maxItems, "maxItems", 1, MOST, DEFAULT);
        String after = marker == null || marker.isEmpty() ? "" : decode(marker);
        Function<T, String> order = name.andThen(text -> text.toLowerCase(Locale.ROOT));
        List<T> rest = all.stream()
                .filter(each -> order.apply(each).compareTo(after) > 0)
                .sorted(java.util.Comparator.comparing(order))
                .limit(most + 1L)
                .toList();
        if (rest.size() <= most) {
            return new Page<>(rest, null);
        }
        List<T> page = rest.subList(0, most);
        return new Page<>(page, encode(order.apply(page.getLast())));
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    private static String decode(String marker) {
        try {
            return new String(Base64.getUrlDecoder().decode(marker), UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refusals.validation("Invalid Marker.");
        }
    }
}
