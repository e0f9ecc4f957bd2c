package io.roadstead.store;

/**
 * A stored record's name: parts joined by {@code /}, beginning with account and region (or {@code -} for what belongs
 * to no account). Ordered as strings are.
 */
public record Key(String path) implements Comparable<Key> {
    public static Key of(String... parts) {
        for (String part : parts) {
            if (part.isEmpty() || part.indexOf('/') >= 0) {
                throw new IllegalArgumentException("a key's part may not be empty nor hold '/': '" + part + "'");
            }
        }
        return new Key(String.join("/", parts));
    }

    @Override
    public int compareTo(Key other) {
        return path.compareTo(other.path);
    }
}
