package io.roadstead.doctor.probe;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Names that were probably meant. */
final class Alike {
    /** Letters changed, added or left out. */
    private static final int FAR = 2;
    /** Shorter names are in too many others. */
    private static final int WORD = 4;

    private Alike() {}

    /** The candidate most like the wanted one: but for case, signs and two letters, or one within the other. */
    static @Nullable String of(String wanted, Collection<String> candidates) {
        String plain = plain(wanted);
        return candidates.stream()
                .filter(other -> !other.equals(wanted) && isAlike(plain, plain(other)))
                .min(Comparator.<String>comparingInt(other -> SaidCauses.distance(plain, plain(other)))
                        .thenComparing(Comparator.naturalOrder()))
                .orElse(null);
    }

    private static boolean isAlike(String one, String other) {
        boolean within = Math.min(one.length(), other.length()) >= WORD && (one.contains(other) || other.contains(one));
        return within || (SaidCauses.distance(one, other) <= FAR && Math.min(one.length(), other.length()) > FAR);
    }

    private static String plain(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "").toUpperCase(Locale.ROOT);
    }
}
