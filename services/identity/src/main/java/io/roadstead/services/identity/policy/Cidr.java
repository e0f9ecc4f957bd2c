package io.roadstead.services.identity.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A range of IP addresses, or one: {@code 10.0.0.0/8}, {@code 2001:db8::/32}, {@code 10.1.2.3}.
 *
 * @param address 4 or 16 bytes
 * @param bits how many of its first bits count
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a whole
record Cidr(byte[] address, int bits) {
    private static final int V4 = 4;
    private static final int V6 = 16;
    private static final int GROUPS = 8;
    private static final int BYTE_BITS = 8;
    private static final int LONGEST = 64;

    /** Null for what is no address. */
    static @Nullable Cidr read(String text) {
        if (text.length() > LONGEST) {
            return null;
        }
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        byte[] bytes = host.indexOf(':') >= 0 ? v6(host) : v4(host);
        if (bytes == null) {
            return null;
        }
        int all = bytes.length * BYTE_BITS;
        int bits = slash < 0 ? all : number(text.substring(slash + 1), all);
        return bits < 0 ? null : new Cidr(bytes, bits);
    }

    boolean contains(Cidr other) {
        if (other.address.length != address.length || other.bits < bits) {
            return false;
        }
        int whole = bits / BYTE_BITS;
        int rest = bits % BYTE_BITS;
        if (!Arrays.equals(address, 0, whole, other.address, 0, whole)) {
            return false;
        }
        return rest == 0 || (address[whole] ^ other.address[whole]) >> (BYTE_BITS - rest) == 0;
    }

    private static byte @Nullable [] v4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != V4) {
            return null;
        }
        byte[] bytes = new byte[V4];
        for (int i = 0; i < V4; i++) {
            int value = number(parts[i], 255);
            if (value < 0) {
                return null;
            }
            bytes[i] = (byte) value;
        }
        return bytes;
    }

    private static byte @Nullable [] v6(String text) {
        int gap = text.indexOf("::");
        List<Integer> head = groups(gap < 0 ? text : text.substring(0, gap));
        List<Integer> tail = gap < 0 ? List.of() : groups(text.substring(gap + 2));
        if (head == null || tail == null) {
            return null;
        }
        int known = head.size() + tail.size();
        if (gap < 0 ? known != GROUPS : known >= GROUPS) {
            return null;
        }
        byte[] bytes = new byte[V6];
        for (int i = 0; i < head.size(); i++) {
            put(bytes, i, head.get(i));
        }
        for (int i = 0; i < tail.size(); i++) {
            put(bytes, GROUPS - tail.size() + i, tail.get(i));
        }
        return bytes;
    }

    private static void put(byte[] bytes, int group, int value) {
        bytes[group * 2] = (byte) (value >> BYTE_BITS);
        bytes[group * 2 + 1] = (byte) value;
    }

    private static @Nullable List<Integer> groups(String text) {
        List<Integer> groups = new ArrayList<>();
        if (text.isEmpty()) {
            return groups;
        }
        for (String group : text.split(":", -1)) {
            if (group.isEmpty() || group.length() > V4 || !group.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
                return null;
            }
            groups.add(Integer.parseInt(group, 16));
        }
        return groups;
    }

    /** Up to three digits; -1 for what is none or beyond {@code most}. */
    private static int number(String text, int most) {
        if (text.isEmpty() || text.length() > 3 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        int value = Integer.parseInt(text);
        return value > most ? -1 : value;
    }
}
