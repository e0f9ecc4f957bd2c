package io.roadstead.agent.docker;

import java.util.Comparator;

/** A version of the Engine API: 1.9 comes before 1.41. */
record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {
    private static final Comparator<ApiVersion> ORDER =
            Comparator.comparingInt(ApiVersion::major).thenComparingInt(ApiVersion::minor);

    static ApiVersion parse(String text) {
        String[] parts = text.split("\\.", 2);
        try {
            return new ApiVersion(Integer.parseInt(parts[0]), parts.length == 2 ? Integer.parseInt(parts[1]) : 0);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("Docker named an API version that is none: '" + text + "'", e);
        }
    }

    @Override
    public int compareTo(ApiVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
