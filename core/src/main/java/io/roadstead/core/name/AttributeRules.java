package io.roadstead.core.name;

import io.roadstead.core.Rejected;
import io.roadstead.core.Rejection;
import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * PutAttributes and DeleteAttributes: at most 10 custom attributes on an instance, at most 10 in one call.
 *
 * <p>Source: ecs-behaviour 1.5, 2.1, 2.3.
 */
public final class AttributeRules {
    public static final int CUSTOM_LIMIT = 10;
    public static final int CALL_LIMIT = 10;

    private static final String TARGET_TYPE = "container-instance";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_./\\\\-]{1,128}");
    private static final Pattern VALUE =
            Pattern.compile("[A-Za-z0-9_./\\\\@:-]([A-Za-z0-9_./\\\\@: -]{0,126}" + "[A-Za-z0-9_./\\\\@:-])?");
    /** What the agent and the control plane say of an instance; an operator's word must not stand in for it. */
    private static final List<String> BUILT_IN = List.of("ecs.", "com.amazonaws.ecs.");

    private AttributeRules() {}

    /** An attribute as a client sends it. */
    public record Draft(
            @Nullable String name,
            @Nullable String value,
            @Nullable String targetType,
            @Nullable String targetId) {}

    /** An attribute and the instance it is meant for. */
    public record Targeted(InstanceRef target, Attribute attribute) {}

    /** What PutAttributes asks for. */
    public static List<Targeted> readPut(@Nullable List<Draft> drafts, Scope scope, String cluster) {
        if (drafts == null || drafts.isEmpty()) {
            throw Rejected.invalidParameter("attributes can not be empty");
        }
        return read(drafts, scope, cluster);
    }

    /** What DeleteAttributes asks for. */
    public static List<Targeted> readDelete(@Nullable List<Draft> drafts, Scope scope, String cluster) {
        if (drafts == null || drafts.isEmpty()) {
            throw Rejected.invalidParameter("attributes value is required");
        }
        return read(drafts, scope, cluster);
    }

    /** What both operations answer when no instance has that id. */
    public static Rejected targetNotFound(String targetId) {
        return new Rejected(new Rejection("TargetNotFoundException", "Could not find " + targetId));
    }

    /**
     * The instance's custom attributes after a put: an attribute of the same name is replaced in its place.
     *
     * @throws Rejected with {@code AttributeLimitExceededException} when there would be more than
     *     {@link #CUSTOM_LIMIT}
     */
    public static List<Attribute> put(ContainerInstance instance, List<Attribute> added) {
        Map<String, Attribute> byName = byName(instance.customAttributes());
        for (Attribute attribute : added) {
            byName.put(attribute.name(), attribute);
        }
        if (byName.size() > CUSTOM_LIMIT) {
            throw new Rejected(new Rejection(
                    "AttributeLimitExceededException",
                    "A container instance can have at most " + CUSTOM_LIMIT + " custom attributes; " + instance.arn()
                            + " would have " + byName.size() + ". Delete some first."));
        }
        return List.copyOf(byName.values());
    }

    /** The instance's custom attributes after a delete; one with a value goes only when the value is the same. */
    public static List<Attribute> delete(ContainerInstance instance, List<Attribute> removed) {
        Map<String, Attribute> byName = byName(instance.customAttributes());
        for (Attribute attribute : removed) {
            Attribute present = byName.get(attribute.name());
            if (present != null
                    && (attribute.value() == null || attribute.value().equals(present.value()))) {
                byName.remove(attribute.name());
            }
        }
        return List.copyOf(byName.values());
    }

    private static List<Targeted> read(List<Draft> drafts, Scope scope, String cluster) {
        if (drafts.size() > CALL_LIMIT) {
            throw Rejected.invalidParameter("attributes can have at most " + CALL_LIMIT + " items.");
        }
        List<Targeted> read = new ArrayList<>();
        for (Draft draft : drafts) {
            read.add(new Targeted(target(draft, scope, cluster), attribute(draft)));
        }
        return List.copyOf(read);
    }

    private static InstanceRef target(Draft draft, Scope scope, String cluster) {
        if (draft.targetType() != null && !draft.targetType().equals(TARGET_TYPE)) {
            throw Rejected.invalidParameter("targetType must be " + TARGET_TYPE);
        }
        if (draft.targetId() == null || draft.targetId().isEmpty()) {
            throw Rejected.invalidParameter("targetId can not be empty");
        }
        return InstanceRef.parse(draft.targetId(), scope, cluster);
    }

    private static Attribute attribute(Draft draft) {
        String name = draft.name();
        if (name == null || !NAME.matcher(name).matches()) {
            throw Rejected.invalidParameter("Attribute name '" + name + "' is invalid. Use 1 to 128 letters, digits and"
                    + " the characters _ . / \\ -");
        }
        for (String prefix : BUILT_IN) {
            if (name.startsWith(prefix)) {
                throw Rejected.invalidParameter("Attribute name '" + name + "' is reserved: names that start with '"
                        + prefix + "' are set by the container agent. Use another name.");
            }
        }
        String value = draft.value();
        if (value != null && !VALUE.matcher(value).matches()) {
            throw Rejected.invalidParameter("Attribute value '" + value + "' of '" + name + "' is invalid. Use 1 to 128"
                    + " letters, digits, the characters _ . / \\ - @ : and spaces inside.");
        }
        return new Attribute(name, value);
    }

    private static Map<String, Attribute> byName(List<Attribute> attributes) {
        Map<String, Attribute> byName = new LinkedHashMap<>();
        for (Attribute attribute : attributes) {
            byName.put(attribute.name(), attribute);
        }
        return byName;
    }
}
