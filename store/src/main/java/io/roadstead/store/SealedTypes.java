package io.roadstead.store;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.jsontype.TypeResolverBuilder;
import com.fasterxml.jackson.databind.jsontype.impl.StdTypeResolverBuilder;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A member whose type is a sealed interface is stored with a {@code type} that says which of its records it is: the
 * record's simple name. So the alternatives need no annotations, and a record that is renamed is another alternative.
 *
 * <p>The names must be unlike each other, and no alternative may have a member {@code type} of its own: whoever writes such
 * a model is refused at the first record. What is no sealed interface is left alone.
 */
final class SealedTypes extends NopAnnotationIntrospector {
    private static final String MEMBER = "type";

    @Override
    public @Nullable TypeResolverBuilder<?> findTypeResolver(
            MapperConfig<?> config, AnnotatedClass annotated, JavaType baseType) {
        if (!isSealed(annotated.getRawType())) {
            return null;
        }
        return new StdTypeResolverBuilder()
                .init(JsonTypeInfo.Id.NAME, null)
                .inclusion(JsonTypeInfo.As.PROPERTY)
                .typeProperty(MEMBER)
                .typeIdVisibility(false);
    }

    @Override
    public @Nullable List<NamedType> findSubtypes(Annotated annotated) {
        if (!isSealed(annotated.getRawType())) {
            return null;
        }
        List<NamedType> named = new ArrayList<>();
        alternatives(annotated.getRawType()).forEach((name, record) -> named.add(new NamedType(record, name)));
        return named;
    }

    private static boolean isSealed(Class<?> type) {
        return type.isInterface() && type.isSealed();
    }

    /** The records by name, those of sealed interfaces within it included. */
    private static Map<String, Class<?>> alternatives(Class<?> type) {
        Map<String, Class<?>> records = new TreeMap<>();
        collect(type, records);
        return records;
    }

    private static void collect(Class<?> type, Map<String, Class<?>> records) {
        for (Class<?> each : type.getPermittedSubclasses()) {
            if (isSealed(each)) {
                collect(each, records);
                continue;
            }
            if (!each.isRecord()) {
                throw new IllegalArgumentException(
                        each.getName() + " is no record, so " + type.getName() + " cannot be stored");
            }
            for (RecordComponent component : each.getRecordComponents()) {
                if (component.getName().equals(MEMBER)) {
                    throw new IllegalArgumentException(each.getName() + " has a member '" + MEMBER
                            + "', which says which record it is: give the member another name");
                }
            }
            Class<?> other = records.put(each.getSimpleName(), each);
            if (other != null && other != each) {
                throw new IllegalArgumentException("both " + other.getName() + " and " + each.getName()
                        + " would be stored as '" + each.getSimpleName() + "': rename one");
            }
        }
    }
}
