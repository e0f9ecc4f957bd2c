package io.roadstead.wire.agent;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A JSON object just read: members by name without regard to case, null as good as absent. */
final class Fields {
    private final String path;
    private final Map<String, @Nullable Object> members;

    Fields(String path, Map<String, @Nullable Object> members) {
        this.path = path;
        this.members = members;
    }

    @Nullable
    String text(String name) {
        return as(String.class, name, "a string");
    }

    String requiredText(String name) {
        return required(text(name), name);
    }

    @Nullable
    Boolean flag(String name) {
        return as(Boolean.class, name, "a boolean");
    }

    boolean isTrue(String name) {
        return Boolean.TRUE.equals(flag(name));
    }

    @Nullable
    Double decimal(String name) {
        Number number = as(Number.class, name, "a number");
        return number == null ? null : number.doubleValue();
    }

    double requiredDecimal(String name) {
        return required(decimal(name), name);
    }

    @Nullable
    Long whole(String name) {
        return whole(as(Number.class, name, "a number"), name);
    }

    long requiredWhole(String name) {
        return required(whole(name), name);
    }

    @Nullable
    Integer integer(String name) {
        Long value = whole(name);
        return value == null ? null : toInt(value, name);
    }

    int integerOrZero(String name) {
        Integer value = integer(name);
        return value == null ? 0 : value;
    }

    /** A timestamp in seconds since the epoch with a fraction, kept to the millisecond. */
    @Nullable
    Instant instant(String name) {
        Double seconds = decimal(name);
        return seconds == null ? null : Instant.ofEpochMilli(Math.round(seconds * 1000));
    }

    <T> @Nullable T object(String name, Function<Fields, T> read) {
        Object value = find(name);
        return value == null ? null : read.apply(toFields(value, name));
    }

    <T> T requiredObject(String name, Function<Fields, T> read) {
        return required(object(name, read), name);
    }

    /** Empty when absent. */
    <T> List<T> objects(String name, Function<Fields, T> read) {
        List<T> all = new ArrayList<>();
        for (Object element : elements(name)) {
            all.add(read.apply(toFields(element, name + "[" + all.size() + "]")));
        }
        return all;
    }

    @Nullable
    List<String> textsOrNull(String name) {
        return find(name) == null ? null : texts(name);
    }

    List<String> texts(String name) {
        List<String> all = new ArrayList<>();
        for (Object element : elements(name)) {
            if (!(element instanceof String text)) {
                throw wrong(name + "[" + all.size() + "]", "a string");
            }
            all.add(text);
        }
        return all;
    }

    List<Integer> integers(String name) {
        List<Integer> all = new ArrayList<>();
        for (Object element : elements(name)) {
            if (!(element instanceof Number number)) {
                throw wrong(name + "[" + all.size() + "]", "a number");
            }
            all.add(toInt(required(whole(number, name), name), name));
        }
        return all;
    }

    /** A map of strings, its keys as they are; empty when absent. */
    Map<String, String> map(String name) {
        Map<String, String> all = new LinkedHashMap<>();
        Object value = find(name);
        if (value == null) {
            return all;
        }
        toFields(value, name).members.forEach((key, element) -> {
            if (element != null && !(element instanceof String)) {
                throw wrong(name + "." + key, "a string");
            }
            all.put(key, element == null ? "" : (String) element);
        });
        return all;
    }

    private @Nullable Object find(String name) {
        Object exact = members.get(name);
        if (exact != null) {
            return exact;
        }
        for (Map.Entry<String, @Nullable Object> member : members.entrySet()) {
            if (member.getKey().equalsIgnoreCase(name) && member.getValue() != null) {
                return member.getValue();
            }
        }
        return null;
    }

    private <T> @Nullable T as(Class<T> kind, String name, String described) {
        Object value = find(name);
        if (value == null) {
            return null;
        }
        if (!kind.isInstance(value)) {
            throw wrong(name, described);
        }
        return kind.cast(value);
    }

    private @Nullable Long whole(@Nullable Number number, String name) {
        return switch (number) {
            case null -> null;
            case Long whole -> whole;
            case Double decimal when decimal == Math.rint(decimal) && Math.abs(decimal) < 0x1p53 -> decimal.longValue();
            case Number other -> throw wrong(name, "a whole number of 64 bits");
        };
    }

    private int toInt(long value, String name) {
        if (value != (int) value) {
            throw wrong(name, "a whole number of 32 bits");
        }
        return (int) value;
    }

    @SuppressWarnings("unchecked") // FrameReader makes lists of objects only
    private List<Object> elements(String name) {
        Object value = find(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            throw wrong(name, "an array");
        }
        return (List<Object>) list;
    }

    @SuppressWarnings("unchecked") // FrameReader makes maps by string only
    private Fields toFields(Object value, String name) {
        if (!(value instanceof Map<?, ?> map)) {
            throw wrong(name, "an object");
        }
        return new Fields(path + "." + name, (Map<String, @Nullable Object>) map);
    }

    private <T> T required(@Nullable T value, String name) {
        if (value == null) {
            throw new FrameException(path + " has no '" + name + "', which it needs");
        }
        return value;
    }

    private FrameException wrong(String name, String wanted) {
        return new FrameException(path + "." + name + " must be " + wanted);
    }
}
