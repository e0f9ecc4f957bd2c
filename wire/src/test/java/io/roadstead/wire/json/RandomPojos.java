package io.roadstead.wire.json;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.utils.builder.Buildable;

/** Model objects filled at random through their SdkFields: some members set, some not, lists empty or not. */
final class RandomPojos {
    private static final String ALPHABET = "abcXYZ019 -_/:.\"\\\n\t\u00e9\u8239\u0001";
    private static final int MAX_DEPTH = 6;

    private final Random random;

    RandomPojos(long seed) {
        this.random = new Random(seed);
    }

    SdkPojo next(Class<? extends SdkPojo> type) {
        try {
            return fill((SdkPojo) type.getMethod("builder").invoke(null), 0);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private SdkPojo fill(SdkPojo builder, int depth) {
        for (SdkField<?> field : builder.sdkFields()) {
            if (random.nextInt(3) > 0 && depth < MAX_DEPTH) {
                field.set(builder, value(field, depth + 1));
            }
        }
        return (SdkPojo) ((Buildable) builder).build();
    }

    private Object value(SdkField<?> field, int depth) {
        return switch (field.marshallingType().getKnownType()) {
            case STRING -> text();
            case INTEGER -> random.nextInt();
            case LONG -> random.nextLong();
            case FLOAT -> random.nextFloat() * 1000;
            case DOUBLE -> random.nextDouble() * 1e9;
            case BOOLEAN -> random.nextBoolean();
            case INSTANT -> Instant.ofEpochMilli(random.nextLong(4_102_444_800_000L));
            case SDK_BYTES -> SdkBytes.fromUtf8String(text());
            case SDK_POJO -> fill(field.constructor().get(), depth);
            case LIST -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(3); i > 0; i--) {
                    list.add(value(field.getRequiredTrait(ListTrait.class).memberFieldInfo(), depth));
                }
                yield list;
            }
            case MAP -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(3); i > 0; i--) {
                    map.put(text(), value(field.getRequiredTrait(MapTrait.class).valueFieldInfo(), depth));
                }
                yield map;
            }
            case DOCUMENT -> Document.fromList(List.of(document(0), document(0)));
            case NULL, BIG_DECIMAL, SHORT, BYTE ->
                throw new AssertionError("ECS has no member of this type: " + field.memberName());
        };
    }

    private Document document(int depth) {
        return switch (random.nextInt(depth < 3 ? 6 : 4)) {
            case 0 -> Document.fromString(text());
            case 1 -> Document.fromNumber(random.nextInt());
            case 2 -> Document.fromBoolean(random.nextBoolean());
            case 3 -> Document.fromNull();
            case 4 -> Document.fromList(List.of(document(depth + 1), document(depth + 1)));
            default -> Document.fromMap(Map.of(text(), document(depth + 1)));
        };
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(20); i > 0; i--) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }
}
