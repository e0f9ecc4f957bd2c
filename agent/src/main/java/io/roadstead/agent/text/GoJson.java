package io.roadstead.agent.text;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object as Go's {@code encoding/json} writes it, which is what containers and tools get from the original's
 * endpoints: members in the order they are put, maps sorted by key, {@code <}, {@code >} and {@code &} escaped, whole
 * numbers without a fraction, instants with as many digits as they need.
 */
public final class GoJson {
    private static final char FIRST_PRINTABLE = 0x20;
    private static final char LINE_SEPARATOR = 0x2028;
    private static final char PARAGRAPH_SEPARATOR = 0x2029;

    private final Map<String, Object> members = new LinkedHashMap<>();

    /** Stands for null, which a map of members cannot hold. */
    private static final Object NULL = new Object();

    private GoJson() {}

    public static GoJson object() {
        return new GoJson();
    }

    /**
     * Puts a member.
     *
     * @param value a string, number, boolean, instant, {@code GoJson}, list or map of these, or null
     * @throws IllegalArgumentException for anything else
     */
    public GoJson put(String name, @Nullable Object value) {
        members.put(name, value == null ? NULL : value);
        return this;
    }

    /** Puts a member unless it is empty: null, "", 0, false, a list or map without elements. Go's {@code omitempty}. */
    public GoJson unlessEmpty(String name, @Nullable Object value) {
        return isEmpty(value) ? this : put(name, value);
    }

    /** Puts all members of another. */
    public GoJson putAll(GoJson other) {
        members.putAll(other.members);
        return this;
    }

    /** A string alone, as a JSON text. */
    public static String text(String value) {
        StringBuilder out = new StringBuilder();
        string(out, value);
        return out.toString();
    }

    /** Any value alone, as a JSON text. */
    public static String of(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        value(out, value == null ? NULL : value);
        return out.toString();
    }

    /** RFC 3339 with at most nine digits of a second and none that says nothing. */
    public static String instant(Instant instant) {
        String text = instant.toString();
        int dot = text.indexOf('.');
        if (dot < 0) {
            return text;
        }
        int end = text.length() - 1;
        while (text.charAt(end - 1) == '0') {
            end--;
        }
        return text.substring(0, end) + "Z";
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        object(out, members);
        return out.toString();
    }

    /** Over many lines, each member on its own behind tabs: Go's {@code MarshalIndent}. */
    public String indented() {
        StringBuilder out = new StringBuilder();
        String flat = toString();
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < flat.length(); i++) {
            char c = flat.charAt(i);
            if (quoted) {
                out.append(c);
                if (c == '\\') {
                    out.append(flat.charAt(++i));
                }
                quoted = c != '"';
                continue;
            }
            boolean empty = i + 1 < flat.length() && (flat.charAt(i + 1) == '}' || flat.charAt(i + 1) == ']');
            switch (c) {
                case '"' -> {
                    out.append(c);
                    quoted = true;
                }
                case '{', '[' -> {
                    out.append(c);
                    if (empty) {
                        out.append(flat.charAt(++i));
                    } else {
                        line(out, ++depth);
                    }
                }
                case '}', ']' -> line(out, --depth).append(c);
                case ',' -> line(out.append(c), depth);
                case ':' -> out.append(": ");
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    private static StringBuilder line(StringBuilder out, int depth) {
        return out.append('\n').repeat("\t", depth);
    }

    private static boolean isEmpty(@Nullable Object value) {
        return switch (value) {
            case null -> true;
            case String text -> text.isEmpty();
            case Boolean flag -> !flag;
            case Double number -> number == 0;
            case Number number -> number.longValue() == 0;
            case List<?> list -> list.isEmpty();
            case Map<?, ?> map -> map.isEmpty();
            default -> false;
        };
    }

    private static void value(StringBuilder out, Object value) {
        switch (value) {
            case String text -> string(out, text);
            case Boolean flag -> out.append(flag);
            case Double number -> out.append(plain(number));
            case Number number -> out.append(number);
            case Instant instant -> string(out, instant(instant));
            case GoJson object -> object(out, object.members);
            case List<?> list -> list(out, list);
            case Map<?, ?> map -> object(out, sorted(map));
            default -> {
                if (value != NULL) {
                    throw new IllegalArgumentException(
                            "a " + value.getClass().getName() + " cannot be written as JSON");
                }
                out.append("null");
            }
        }
    }

    private static Map<String, Object> sorted(Map<?, ?> map) {
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((key, value) -> sorted.put(String.valueOf(key), value == null ? NULL : value));
        return sorted;
    }

    private static void object(StringBuilder out, Map<String, Object> members) {
        out.append('{');
        String comma = "";
        for (Map.Entry<String, Object> member : members.entrySet()) {
            out.append(comma);
            string(out, member.getKey());
            out.append(':');
            value(out, member.getValue());
            comma = ",";
        }
        out.append('}');
    }

    private static void list(StringBuilder out, List<?> list) {
        out.append('[');
        String comma = "";
        for (Object element : new ArrayList<>(list)) {
            out.append(comma);
            value(out, element == null ? NULL : element);
            comma = ",";
        }
        out.append(']');
    }

    private static String plain(double number) {
        BigDecimal exact = BigDecimal.valueOf(number).stripTrailingZeros();
        return exact.toPlainString();
    }

    private static void string(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '<', '>', '&', LINE_SEPARATOR, PARAGRAPH_SEPARATOR -> escaped(out, c);
                default -> {
                    if (c < FIRST_PRINTABLE) {
                        escaped(out, c);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private static void escaped(StringBuilder out, char c) {
        out.append("\\u").append("%04x".formatted((int) c));
    }
}
