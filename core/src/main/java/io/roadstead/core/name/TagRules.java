package io.roadstead.core.name;

import io.roadstead.core.Rejected;
import io.roadstead.core.model.Tag;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tags: at most 50 of a caller's own on a resource, keys of 1 to 128 characters, values of 0 to 256, no key that starts
 * with {@code aws:}. Tags that ECS itself adds ({@code aws:ecs:clusterName}) are not counted.
 *
 * <p>Source: ecs-behaviour 1.8, 2.1, 12. The texts are Roadstead's own where section 1.8 calls them unverified.
 */
public final class TagRules {
    public static final int LIMIT = 50;
    public static final int KEY_LIMIT = 128;
    public static final int VALUE_LIMIT = 256;

    private static final String RESERVED = "aws:";
    private static final Pattern ALLOWED = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");

    private TagRules() {}

    /** A tag as a client sends it. */
    public record Draft(@Nullable String key, @Nullable String value) {}

    /**
     * Tags a caller gives to a new resource, or adds to one.
     *
     * @throws Rejected at the first that breaks a rule, or when a key comes twice
     */
    public static List<Tag> read(@Nullable List<Draft> drafts) {
        if (drafts == null) {
            return List.of();
        }
        Map<String, Tag> byKey = new LinkedHashMap<>();
        for (Draft draft : drafts) {
            Tag tag = read(draft);
            if (byKey.put(tag.key(), tag) != null) {
                throw Rejected.invalidParameter("Duplicate tag key '" + tag.key() + "'. Name each key once.");
            }
        }
        requireCount(byKey.values());
        return List.copyOf(byKey.values());
    }

    /**
     * What a resource carries after TagResource: a key already there gets the new value in its place.
     *
     * @throws Rejected when the result has more than {@link #LIMIT} tags of the caller's own
     */
    public static List<Tag> merge(List<Tag> present, List<Tag> added) {
        Map<String, Tag> byKey = new LinkedHashMap<>();
        for (Tag tag : present) {
            byKey.put(tag.key(), tag);
        }
        for (Tag tag : added) {
            byKey.put(tag.key(), tag);
        }
        requireCount(byKey.values());
        return List.copyOf(byKey.values());
    }

    /**
     * What a resource carries after UntagResource; keys that are not there are no error.
     *
     * @throws Rejected for a key of ECS's own
     */
    public static List<Tag> remove(List<Tag> present, Collection<String> keys) {
        for (String key : keys) {
            refuseReserved(key);
        }
        Set<String> gone = Set.copyOf(keys);
        List<Tag> kept = new ArrayList<>();
        for (Tag tag : present) {
            if (!gone.contains(tag.key())) {
                kept.add(tag);
            }
        }
        return List.copyOf(kept);
    }

    private static Tag read(Draft draft) {
        String key = draft.key();
        if (key == null || key.isEmpty()) {
            throw Rejected.invalidParameter("Tag key can not be empty.");
        }
        String value = draft.value() == null ? "" : draft.value();
        if (key.length() > KEY_LIMIT) {
            throw Rejected.invalidParameter("Tag key longer than " + KEY_LIMIT + ".");
        }
        if (value.length() > VALUE_LIMIT) {
            throw Rejected.invalidParameter("Tag value longer than " + VALUE_LIMIT + ". Key: " + key);
        }
        if (!ALLOWED.matcher(key).matches() || !ALLOWED.matcher(value).matches()) {
            throw Rejected.invalidParameter("Tag '" + key
                    + "' contains invalid characters. Use letters, digits, spaces and the characters _ . : / = + - @");
        }
        refuseReserved(key);
        return new Tag(key, value);
    }

    private static void refuseReserved(String key) {
        if (reserved(key)) {
            throw Rejected.invalidParameter("Tag key '" + key + "' is reserved: keys that start with '" + RESERVED
                    + "' belong to AWS. Use another key.");
        }
    }

    private static void requireCount(Collection<Tag> tags) {
        long own = tags.stream().filter(tag -> !reserved(tag.key())).count();
        if (own > LIMIT) {
            throw Rejected.invalidParameter("The maximum number of tags per resource is " + LIMIT + ".");
        }
    }

    private static boolean reserved(String key) {
        return key.toLowerCase(Locale.ROOT).startsWith(RESERVED);
    }
}
