package io.roadstead.store;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Records with members drawn from a seed, by their declared types: whatever a record gains, its round trip is tried. */
final class RandomRecords {
    private static final String[] TEXTS = {"", "a", "web", "日本語", "\"quoted\"\n", "tab\t\u0001", "🚢", "null", "{}"};
    private final Random random;

    RandomRecords(long seed) {
        random = new Random(seed);
    }

    <T> T next(Class<T> record) {
        RecordComponent[] components = record.getRecordComponents();
        try {
            var constructor = record.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(
                    Arrays.stream(components).map(this::member).toArray());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("cannot make a random " + record, e);
        }
    }

    private @Nullable Object member(RecordComponent component) {
        boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        return nullable && random.nextInt(3) == 0 ? null : value(component.getGenericType());
    }

    private Object value(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            Type[] arguments = parameterized.getActualTypeArguments();
            int size = random.nextInt(4);
            if (parameterized.getRawType() == List.class) {
                List<Object> list = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    list.add(value(arguments[0]));
                }
                return list;
            }
            if (parameterized.getRawType() == Set.class) {
                Set<Object> set = new HashSet<>();
                for (int i = 0; i < size; i++) {
                    set.add(value(arguments[0]));
                }
                return set;
            }
            if (parameterized.getRawType() == Map.class) {
                Map<Object, Object> map = new HashMap<>();
                for (int i = 0; i < size; i++) {
                    map.put(value(arguments[0]), value(arguments[1]));
                }
                return map;
            }
        } else if (type instanceof Class<?> plain) {
            if (plain.isRecord()) {
                return next(plain);
            }
            if (plain.isSealed()) {
                return value(plain.getPermittedSubclasses()[random.nextInt(plain.getPermittedSubclasses().length)]);
            }
            if (plain.isEnum()) {
                return plain.getEnumConstants()[random.nextInt(plain.getEnumConstants().length)];
            }
            if (plain == String.class) {
                return TEXTS[random.nextInt(TEXTS.length)] + random.nextInt(100);
            }
            if (plain == int.class || plain == Integer.class) {
                return random.nextInt();
            }
            if (plain == long.class || plain == Long.class) {
                return random.nextLong();
            }
            if (plain == boolean.class || plain == Boolean.class) {
                return random.nextBoolean();
            }
            if (plain == double.class || plain == Double.class) {
                return random.nextDouble();
            }
            if (plain == Instant.class) {
                return Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
            }
        }
        throw new AssertionError("teach RandomRecords and RecordCodec the type " + type);
    }
}
