package io.roadstead.services.identity.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The policies somebody has.
 *
 * @param inline written into it, by name
 * @param attached the ARNs of managed policies
 * @param boundary the ARN of the managed policy that limits it; groups have none
 */
public record Grants(
        List<Inline> inline,
        List<String> attached,
        @Nullable String boundary) {
    public static final Grants NONE = new Grants(List.of(), List.of(), null);

    public Grants {
        inline = List.copyOf(inline);
        attached = List.copyOf(attached);
    }

    public record Inline(String name, String document) {}

    public Optional<Inline> inline(String name) {
        return inline.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    public Grants with(Inline policy) {
        List<Inline> others = new ArrayList<>(without(policy.name()).inline());
        others.add(policy);
        return new Grants(others, attached, boundary);
    }

    public Grants without(String name) {
        return new Grants(
                inline.stream().filter(each -> !each.name().equals(name)).toList(), attached, boundary);
    }

    public Grants attach(String arn) {
        List<String> all = new ArrayList<>(attached);
        all.add(arn);
        return new Grants(inline, all, boundary);
    }

    public Grants detach(String arn) {
        return new Grants(
                inline, attached.stream().filter(each -> !each.equals(arn)).toList(), boundary);
    }

    public Grants withBoundary(@Nullable String arn) {
        return new Grants(inline, attached, arn);
    }
}
