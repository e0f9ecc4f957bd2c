package io.roadstead.wire.json;

import com.fasterxml.jackson.core.io.SerializedString;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.DefaultValueTrait;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.TraitType;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.utils.builder.Buildable;

/** One SDK model class as a table: its members by name, and how to make one. */
final class Shape {
    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return compile(type);
        }
    };

    private final Supplier<SdkPojo> builder;
    private final Member[] members;
    private final Map<String, Member> byName;
    private final KeptEncodings kept = new KeptEncodings();

    private Shape(Supplier<SdkPojo> builder, List<Member> members) {
        this.builder = builder;
        this.members = members.toArray(Member[]::new);
        this.byName = new HashMap<>();
        members.forEach(member -> byName.put(member.name(), member));
    }

    /** The table of a model class, made at its first use. */
    static Shape of(Class<?> type) {
        return SHAPES.get(type);
    }

    SdkPojo newBuilder() {
        return builder.get();
    }

    Member[] members() {
        return members;
    }

    @Nullable
    Member member(String name) {
        return byName.get(name);
    }

    KeptEncodings kept() {
        return kept;
    }

    /**
     * @param encodedName the name as it is written, quoted and escaped beforehand
     * @param recordedName the same as CloudTrail writes it, beginning in lower case
     * @param madeUp whether the SDK makes up a random value when the member is read and unset, as it does for client
     *     tokens
     */
    record Member(
            String name,
            SerializedString encodedName,
            SerializedString recordedName,
            SdkField<?> field,
            Type type,
            boolean madeUp) {
        /** What was set, null when nothing was. */
        @Nullable
        Object valueIn(SdkPojo value) {
            Object held = madeUp && value instanceof SdkRequest request
                    ? request.getValueForField(field.memberName(), Object.class).orElse(null)
                    : field.getValueOrDefault(value);
            return type instanceof Scalar || !isPlaceholder(held) ? held : null;
        }

        private static boolean isPlaceholder(@Nullable Object held) {
            return held instanceof SdkAutoConstructList || held instanceof SdkAutoConstructMap;
        }
    }

    /** What a member holds. */
    sealed interface Type {}

    /** A value that is one JSON token. */
    enum Scalar implements Type {
        STRING,
        BOOLEAN,
        INTEGER,
        LONG,
        FLOAT,
        DOUBLE,
        TIMESTAMP,
        BLOB
    }

    /** Any JSON at all. */
    record AnyJson() implements Type {}

    record ListOf(Type element) implements Type {}

    record MapOf(Type value) implements Type {}

    /** A nested structure. Its table is looked up when it is first met, since shapes may contain themselves. */
    static final class Structure implements Type {
        private final Class<?> type;
        private @Nullable Shape shape;

        Structure(Class<?> type) {
            this.type = type;
        }

        /** Two threads may both look it up, and find the same. */
        Shape shape() {
            Shape known = shape;
            if (known == null) {
                known = Shape.of(type);
                shape = known;
            }
            return known;
        }
    }

    /** What a finished builder makes. */
    static SdkPojo build(SdkPojo builder) {
        return (SdkPojo) ((Buildable) builder).build();
    }

    private static Shape compile(Class<?> type) {
        Supplier<SdkPojo> builder = builderOf(type);
        List<Member> members = new ArrayList<>();
        for (SdkField<?> field : builder.get().sdkFields()) {
            String name = field.locationName();
            boolean madeUp = field.containsTrait(DefaultValueTrait.class, TraitType.DEFAULT_VALUE_TRAIT);
            SerializedString recorded = new SerializedString(Character.toLowerCase(name.charAt(0)) + name.substring(1));
            members.add(new Member(name, new SerializedString(name), recorded, field, typeOf(field), madeUp));
        }
        return new Shape(builder, members);
    }

    private static Supplier<SdkPojo> builderOf(Class<?> type) {
        Method method;
        try {
            method = type.getMethod("builder");
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(type + " is not a model class of the SDK: it has no builder()", e);
        }
        return () -> {
            try {
                return (SdkPojo) method.invoke(null);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("cannot make a builder of " + type, e);
            }
        };
    }

    private static Type typeOf(SdkField<?> field) {
        MarshallingType<?> type = field.marshallingType();
        if (type == MarshallingType.LIST) {
            return new ListOf(typeOf(field.getRequiredTrait(ListTrait.class).memberFieldInfo()));
        }
        if (type == MarshallingType.MAP) {
            return new MapOf(typeOf(field.getRequiredTrait(MapTrait.class).valueFieldInfo()));
        }
        if (type == MarshallingType.SDK_POJO) {
            return new Structure(field.constructor().get().getClass().getEnclosingClass());
        }
        if (type == MarshallingType.DOCUMENT) {
            return new AnyJson();
        }
        return scalar(field, type);
    }

    private static Scalar scalar(SdkField<?> field, MarshallingType<?> type) {
        return switch (type.getKnownType()) {
            case STRING -> Scalar.STRING;
            case BOOLEAN -> Scalar.BOOLEAN;
            case INTEGER -> Scalar.INTEGER;
            case LONG -> Scalar.LONG;
            case FLOAT -> Scalar.FLOAT;
            case DOUBLE -> Scalar.DOUBLE;
            case INSTANT -> Scalar.TIMESTAMP;
            case SDK_BYTES -> Scalar.BLOB;
            case NULL, BIG_DECIMAL, SHORT, BYTE, SDK_POJO, LIST, MAP, DOCUMENT ->
                throw new IllegalArgumentException(
                        "the member " + field.memberName() + " has a type this codec does not know: " + type);
        };
    }
}
