package io.roadstead.wire;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something a caller must be allowed for a call to be done: an action, on each of some resources, under the conditions
 * that the call itself tells. What tells of the caller (aws:PrincipalArn, aws:SourceIp, aws:CurrentTime and the like) is
 * added by whoever judges.
 *
 * <pre>{@code
 * Demand.of("ecs:RunTask", definition.arn())
 *         .with("ecs:cluster", cluster.arn())
 *         .withRequestTags(tags)
 * }</pre>
 *
 * @param action for example {@code ecs:RunTask}
 * @param resources ARNs, each of which must be allowed; {@code *} alone for an action that is about none
 * @param conditions values by condition key, for example {@code ecs:cluster}; case of keys means nothing
 * @param resourcePolicy the document of the policy on the resource; absent where it has none
 */
public record Demand(
        String action,
        List<String> resources,
        Map<String, List<String>> conditions,
        @Nullable String resourcePolicy) {
    private static final List<String> ANY = List.of("*");

    public Demand {
        resources = resources.isEmpty() ? ANY : List.copyOf(resources);
        conditions = Map.copyOf(conditions);
    }

    /** On {@code *} when no resource is given. */
    public static Demand of(String action, String... resources) {
        return new Demand(action, List.of(resources), Map.of(), null);
    }

    public static Demand of(String action, List<String> resources) {
        return new Demand(action, resources, Map.of(), null);
    }

    /** The same with a condition key more; without when there is no value. */
    public Demand with(String key, @Nullable String value) {
        return value == null || value.isEmpty() ? this : with(key, List.of(value));
    }

    /** The same with a condition key of several values more; without when there is none. */
    public Demand with(String key, List<String> values) {
        if (values.isEmpty()) {
            return this;
        }
        Map<String, List<String>> more = new LinkedHashMap<>(conditions);
        more.put(key, List.copyOf(values));
        return new Demand(action, resources, more, resourcePolicy);
    }

    /** The same with the tags a request would give something: {@code aws:RequestTag/…} and {@code aws:TagKeys}. */
    public Demand withRequestTags(Map<String, String> tags) {
        Demand with = with("aws:TagKeys", List.copyOf(tags.keySet()));
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            with = with.with("aws:RequestTag/" + tag.getKey(), List.of(tag.getValue()));
        }
        return with;
    }

    /**
     * The same with the tags the resource has.
     *
     * @param service whose own key there is beside {@code aws:ResourceTag/…}, for example {@code ecs}
     */
    public Demand withResourceTags(String service, Map<String, String> tags) {
        Demand with = this;
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            List<String> value = List.of(tag.getValue());
            with = with.with("aws:ResourceTag/" + tag.getKey(), value)
                    .with(service + ":ResourceTag/" + tag.getKey(), value);
        }
        return with;
    }

    /** The same about a resource that has a policy of its own. */
    public Demand guardedBy(@Nullable String policyDocument) {
        return new Demand(action, resources, conditions, policyDocument);
    }
}
