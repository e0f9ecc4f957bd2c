package io.roadstead.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import com.fasterxml.jackson.databind.deser.ValueInstantiators;
import com.fasterxml.jackson.databind.deser.std.StdValueInstantiator;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedField;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.ser.std.StdDelegatingSerializer;
import com.fasterxml.jackson.databind.type.CollectionType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.StdConverter;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What Jackson does not know by itself about our records: {@code @Nullable}, that sets have a stored order, and which
 * record of a sealed interface is meant.
 */
final class RecordModule extends SimpleModule {
    private final transient Function<Object, byte[]> encoder;

    /** @param encoder how an element that has no natural order is written, to sort by that */
    RecordModule(Function<Object, byte[]> encoder) {
        super("roadstead-records");
        this.encoder = encoder;
        addDeserializer(Instant.class, new InstantReading());
    }

    @Override
    public void setupModule(SetupContext context) {
        super.setupModule(context);
        context.insertAnnotationIntrospector(new NullnessIntrospector());
        context.insertAnnotationIntrospector(new SealedTypes());
        context.addBeanSerializerModifier(new SortedSets(encoder));
        context.addValueInstantiators(new ValueInstantiators.Base() {
            @Override
            public ValueInstantiator findValueInstantiator(
                    DeserializationConfig config, BeanDescription description, ValueInstantiator usual) {
                return description.getBeanClass().isRecord() && usual instanceof StdValueInstantiator standard
                        ? new CompleteRecords(standard, description.getBeanClass())
                        : usual;
            }
        });
    }

    private static boolean mayBeNull(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static boolean isCollection(RecordComponent component) {
        return Collection.class.isAssignableFrom(component.getType())
                || Map.class.isAssignableFrom(component.getType());
    }

    /** Collections that may not be null are left out when empty, and empty when left out. */
    private static final class NullnessIntrospector extends NopAnnotationIntrospector {
        @Override
        public JsonSetter.Value findSetterInfo(Annotated annotated) {
            return annotated instanceof AnnotatedParameter parameter
                            && isNeverNullCollection(
                                    parameter.getOwner().getDeclaringClass(), c -> c[parameter.getIndex()])
                    ? JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)
                    : JsonSetter.Value.empty();
        }

        @Override
        public JsonInclude.Value findPropertyInclusion(Annotated annotated) {
            return annotated instanceof AnnotatedField field
                            && isNeverNullCollection(field.getDeclaringClass(), c -> named(field.getName(), c))
                    ? JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS)
                    : JsonInclude.Value.empty();
        }

        private static boolean isNeverNullCollection(
                Class<?> owner, Function<RecordComponent[], RecordComponent> pick) {
            if (!owner.isRecord()) {
                return false;
            }
            RecordComponent component = pick.apply(owner.getRecordComponents());
            return isCollection(component) && !mayBeNull(component);
        }

        private static RecordComponent named(String name, RecordComponent[] components) {
            return Arrays.stream(components)
                    .filter(c -> c.getName().equals(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Refuses a record that came out with a null where none may be: better here, by name, than somewhere later. */
    private static final class CompleteRecords extends StdValueInstantiator {
        private final transient RecordComponent[] components;
        /** Asked for every record read: reflection is too slow for that. */
        private final boolean[] nullable;

        CompleteRecords(StdValueInstantiator usual, Class<?> type) {
            super(usual);
            components = type.getRecordComponents();
            nullable = new boolean[components.length];
            for (int i = 0; i < nullable.length; i++) {
                nullable[i] = mayBeNull(components[i]);
            }
        }

        @Override
        public Object createFromObjectWith(DeserializationContext context, @Nullable Object[] arguments)
                throws IOException {
            Object created;
            try {
                created = super.createFromObjectWith(context, arguments);
            } catch (JsonMappingException refusedByItsConstructor) {
                String missing = missing(arguments);
                throw missing == null
                        ? refusedByItsConstructor
                        : JsonMappingException.from(context, "it lacks " + missing, refusedByItsConstructor);
            }
            if (missing(arguments) != null) {
                String missing = missing(membersOf(context, created));
                if (missing != null) {
                    throw JsonMappingException.from(context, "it lacks " + missing);
                }
            }
            return created;
        }

        private @Nullable String missing(@Nullable Object[] members) {
            for (int i = 0; i < components.length; i++) {
                if (members[i] == null && !nullable[i]) {
                    return "the member '" + components[i].getName() + "'";
                }
            }
            return null;
        }

        private @Nullable Object[] membersOf(DeserializationContext context, Object created)
                throws JsonMappingException {
            @Nullable Object[] members = new Object[components.length];
            try {
                for (int i = 0; i < components.length; i++) {
                    var accessor = components[i].getAccessor();
                    accessor.setAccessible(true);
                    members[i] = accessor.invoke(created);
                }
            } catch (ReflectiveOperationException e) {
                throw JsonMappingException.from(context, "its members cannot be looked at", e);
            }
            return members;
        }
    }

    /** Writes a set as the sorted list of its elements. */
    private static final class SortedSets extends BeanSerializerModifier {
        private final transient Function<Object, byte[]> encoder;

        SortedSets(Function<Object, byte[]> encoder) {
            this.encoder = encoder;
        }

        @Override
        public JsonSerializer<?> modifyCollectionSerializer(
                SerializationConfig config, CollectionType type, BeanDescription description, JsonSerializer<?> usual) {
            return Set.class.isAssignableFrom(type.getRawClass())
                    ? new StdDelegatingSerializer(new Sorting(type, encoder))
                    : usual;
        }
    }

    private static final class Sorting extends StdConverter<Set<?>, List<?>> {
        private final CollectionType setType;
        private final Function<Object, byte[]> encoder;

        Sorting(CollectionType setType, Function<Object, byte[]> encoder) {
            this.setType = setType;
            this.encoder = encoder;
        }

        @Override
        public List<?> convert(Set<?> set) {
            List<Object> sorted = new ArrayList<>(set);
            if (sorted.stream().allMatch(e -> e instanceof Comparable)) {
                sorted.sort(null);
            } else {
                sorted.sort(Comparator.comparing(encoder, Arrays::compareUnsigned));
            }
            return sorted;
        }

        @Override
        public JavaType getInputType(TypeFactory types) {
            return setType;
        }

        @Override
        public JavaType getOutputType(TypeFactory types) {
            return types.constructCollectionType(List.class, setType.getContentType());
        }
    }
}
