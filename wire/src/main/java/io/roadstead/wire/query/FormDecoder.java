package io.roadstead.wire.query;

import io.roadstead.wire.AwsException;
import java.lang.reflect.InvocationTargetException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.utils.builder.Buildable;

/**
 * Reads one request class from a form. What the class does not know is ignored, as AWS does; it descends only where the
 * form has parameters, so it ends for every form.
 */
public final class FormDecoder {
    private final Form form;

    private FormDecoder(Form form) {
        this.form = form;
    }

    /** @throws AwsException ValidationError, naming the parameter that holds another kind of value */
    public static <T extends SdkPojo> T decode(Form form, Class<T> type) {
        return type.cast(new FormDecoder(form).structure(builder(type), ""));
    }

    private static SdkPojo builder(Class<?> type) {
        try {
            return (SdkPojo) type.getMethod("builder").invoke(null);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalArgumentException(type + " is not a model class of the SDK: it has no builder()", e);
        }
    }

    private Object structure(SdkPojo builder, String prefix) {
        for (SdkField<?> field : builder.sdkFields()) {
            String name = prefix + field.locationName();
            if (form.speaksOf(name)) {
                field.set(builder, value(field, name));
            }
        }
        return ((Buildable) builder).build();
    }

    private Object value(SdkField<?> field, String name) {
        MarshallingType<?> type = field.marshallingType();
        if (type == MarshallingType.LIST) {
            ListTrait list = field.getRequiredTrait(ListTrait.class);
            return list(list.memberFieldInfo(), list.isFlattened() ? name : name + "." + member(list));
        }
        if (type == MarshallingType.MAP) {
            MapTrait map = field.getRequiredTrait(MapTrait.class);
            return map(map, map.isFlattened() ? name : name + ".entry");
        }
        if (type == MarshallingType.SDK_POJO) {
            return structure(field.constructor().get(), name + ".");
        }
        String text = form.value(name);
        if (text == null) {
            throw invalid(name, "a value");
        }
        return scalar(type, name, text);
    }

    private static String member(ListTrait list) {
        String said = list.memberLocationName();
        return said == null ? "member" : said;
    }

    private List<Object> list(SdkField<?> element, String name) {
        List<Object> values = new ArrayList<>();
        while (form.speaksOf(name + "." + (values.size() + 1))) {
            values.add(value(element, name + "." + (values.size() + 1)));
        }
        return values;
    }

    private Map<String, Object> map(MapTrait trait, String name) {
        Map<String, Object> values = new LinkedHashMap<>();
        int number = 1;
        for (String entry = name + ".1"; form.speaksOf(entry); entry = name + "." + ++number) {
            String key = form.value(entry + "." + trait.keyLocationName());
            if (key == null) {
                throw invalid(entry, "an entry with a key");
            }
            values.put(key, value(trait.valueFieldInfo(), entry + "." + trait.valueLocationName()));
        }
        return values;
    }

    private static Object scalar(MarshallingType<?> type, String name, String text) {
        try {
            return switch (type.getKnownType()) {
                case STRING -> text;
                case BOOLEAN -> bool(name, text);
                case INTEGER -> Integer.valueOf(text);
                case LONG -> Long.valueOf(text);
                case FLOAT -> Float.valueOf(text);
                case DOUBLE -> Double.valueOf(text);
                case INSTANT -> OffsetDateTime.parse(text).toInstant();
                case SDK_BYTES ->
                    SdkBytes.fromByteArrayUnsafe(Base64.getDecoder().decode(text));
                case NULL, BIG_DECIMAL, SHORT, BYTE, SDK_POJO, LIST, MAP, DOCUMENT ->
                    throw new IllegalStateException(
                            "the parameter " + name + " has a type this codec does not know: " + type);
            };
        } catch (IllegalArgumentException | DateTimeException e) {
            throw invalid(name, "of the type its documentation says");
        }
    }

    private static Boolean bool(String name, String text) {
        return switch (text) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> throw invalid(name, "true or false");
        };
    }

    private static AwsException invalid(String name, String expected) {
        return new AwsException(
                "ValidationError", "The parameter " + name + " must be " + expected + ", and it is not.");
    }
}
