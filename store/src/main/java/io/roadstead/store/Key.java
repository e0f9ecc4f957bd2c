package io.roadstead.store;

/**
 * A stored record's name: parts joined by {@code /}, beginning with account and region (or {@code -} for what belongs
 * to no account). Ordered as strings are.
 *
 * @param path 1 to {@link #MAX_LENGTH} characters that any store can keep: no NUL, no half of a surrogate pair
 */
public record Key(String path) implements Comparable<Key> {
    public static final int MAX_LENGTH = 1_024;

    public Key {
        Txn.requireStorable("a key", path, MAX_LENGTH);
    }

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
