package io.roadstead.store;

/** The store's own clock: every commit has the next one, and no two share one. 0 is before the first. */
public record Revision(long number) implements Comparable<Revision> {
    public static final Revision NONE = new Revision(0);

    @Override
    public int compareTo(Revision other) {
        return Long.compare(number, other.number);
    }

    public boolean atLeast(Revision other) {
        return number >= other.number;
    }
}
