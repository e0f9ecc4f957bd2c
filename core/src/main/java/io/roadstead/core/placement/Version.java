package io.roadstead.core.placement;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A version such as {@code 1.105.1}, ordered part by part as numbers, so that 1.9 comes before 1.14. A missing part is
 * 0, and what follows a hyphen or plus sign does not count.
 */
record Version(List<BigInteger> parts) implements Comparable<Version> {
    private static final Pattern VERSION = Pattern.compile("v?\\d+(\\.\\d+)*([-+].*)?");
    private static final Pattern DIGITS = Pattern.compile("\\d+");

    Version {
        parts = List.copyOf(parts);
    }

    static boolean readable(String text) {
        return VERSION.matcher(text).matches();
    }

    /** Reads the leading numbers of any text; one without any is the least version of all. */
    static Version of(String text) {
        List<BigInteger> parts = new ArrayList<>();
        for (String part : (text.startsWith("v") ? text.substring(1) : text).split("[-+]", 2)[0].split("\\.")) {
            if (!DIGITS.matcher(part).matches()) {
                break;
            }
            parts.add(new BigInteger(part));
        }
        return new Version(parts);
    }

    @Override
    public int compareTo(Version other) {
        for (int i = 0; i < Math.max(parts.size(), other.parts.size()); i++) {
            int order = part(i).compareTo(other.part(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private BigInteger part(int i) {
        return i < parts.size() ? parts.get(i) : BigInteger.ZERO;
    }
}
