package io.roadstead.store;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A guarded transaction: all guards hold and all writes happen, or none. One that is larger than every store can take
 * is refused when it is made.
 *
 * @param operationId the caller's own name for this attempt, 1 to {@link #MAX_OPERATION_ID} characters: it is committed
 *     at most once, committing it again answers its first revision, and {@link Store#outcome} tells of it after an
 *     {@link CommitResult.Unknown}
 * @param guards at most {@link #MAX_GUARDS}
 * @param writes at most {@link #MAX_WRITES}, one per key, keys and values {@link #MAX_BYTES} together
 */
public record Txn(String operationId, List<Guard> guards, List<Write> writes) {
    /** What fits one etcd transaction (128) beside its guards. */
    public static final int MAX_WRITES = 100;

    /** What fits the comparisons of one etcd transaction (128) beside the adapter's own. */
    public static final int MAX_GUARDS = 100;

    public static final int MAX_BYTES = 512 * 1024;
    public static final int MAX_OPERATION_ID = 256;

    public Txn {
        guards = List.copyOf(guards);
        writes = List.copyOf(writes);
        requireStorable("an operation id", operationId, MAX_OPERATION_ID);
        if (guards.size() > MAX_GUARDS) {
            throw new IllegalArgumentException("a transaction has at most " + MAX_GUARDS + " guards, and this one has "
                    + guards.size() + ": split it");
        }
        if (writes.size() > MAX_WRITES) {
            throw new IllegalArgumentException("a transaction has at most " + MAX_WRITES + " writes, and this one has "
                    + writes.size() + ": split it");
        }
        requireOneWritePerKey(writes);
        long bytes = bytes(writes);
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException("a transaction writes at most " + MAX_BYTES
                    + " bytes of keys and values, and this one writes " + bytes + ": split it, or store less");
        }
    }

    private static void requireOneWritePerKey(List<Write> writes) {
        Set<Key> keys = new HashSet<>();
        for (Write write : writes) {
            if (!keys.add(write.key())) {
                throw new IllegalArgumentException("a transaction writes a key at most 1 time, and this one writes '"
                        + write.key().path() + "' 2 times");
            }
        }
    }

    /** What its keys and values weigh, counting a key's characters as bytes. */
    public long bytes() {
        return bytes(writes);
    }

    private static long bytes(List<Write> writes) {
        long bytes = 0;
        for (Write write : writes) {
            bytes += write.key().path().length();
            if (write instanceof Write.Put put) {
                bytes += put.value().length;
            }
        }
        return bytes;
    }

    /** Refuses text that not every store gives back as it was. */
    static void requireStorable(String what, String text, int maxLength) {
        if (text.isEmpty() || text.length() > maxLength) {
            throw new IllegalArgumentException(what + " has 1 to " + maxLength + " characters, and this one has "
                    + text.length() + ": '" + text + "'");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != 0 && !Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else {
                throw new IllegalArgumentException(
                        what + " holds neither NUL nor half a surrogate pair, and this one does at " + i + ": '" + text
                                + "'");
            }
        }
    }
}
