package io.roadstead.services.identity.api;

import io.roadstead.core.Ids;
import io.roadstead.core.model.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules of single members, and IAM's words for who breaks one. */
final class Constraints {
    static final int USER_NAME = 64;
    static final int ROLE_NAME = 64;
    static final int GROUP_NAME = 128;
    static final int POLICY_NAME = 128;
    static final int PROFILE_NAME = 128;

    private static final Pattern NAME = Pattern.compile("[\\w+=,.@-]+");
    private static final Pattern PATH = Pattern.compile("/|(/[\\x21-\\x2E\\x30-\\x7E]+)+/");
    private static final int PATH_LIMIT = 512;
    private static final int MAX_TAGS = 50;
    private static final int TAG_KEY = 128;
    private static final int TAG_VALUE = 256;
    private static final int DESCRIPTION = 1_000;
    private static final int ID_DIGITS = 17;
    private static final String ID_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private Constraints() {}

    static String name(@Nullable String name, String member, int longest) {
        if (name == null || name.isEmpty()) {
            throw Refusals.missing(member);
        }
        if (name.length() > longest) {
            throw Refusals.failed("'" + name + "'", member, "Member must have length less than or equal to " + longest);
        }
        if (!NAME.matcher(name).matches()) {
            throw Refusals.validation("The specified value for " + member
                    + " is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-");
        }
        return name;
    }

    static String path(@Nullable String path) {
        if (path == null || path.isEmpty()) {
            return "/";
        }
        if (path.length() > PATH_LIMIT || !PATH.matcher(path).matches()) {
            throw Refusals.validation(
                    "The specified value for path is invalid. It must begin and end with / and contain"
                            + " only alphanumeric characters and/or / characters.");
        }
        return path;
    }

    static @Nullable String description(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        if (text.length() > DESCRIPTION || !storable(text)) {
            throw Refusals.failed(
                    "of " + text.length() + " characters",
                    "description",
                    "Member must have length less than or equal to " + DESCRIPTION + " and be text");
        }
        return text;
    }

    /** A document to be stored: text of some length. */
    static String document(@Nullable String text, String member) {
        if (text == null || text.isEmpty()) {
            throw Refusals.missing(member);
        }
        if (!storable(text)) {
            throw Refusals.malformedPolicy("The policy holds a character that is none.");
        }
        return text;
    }

    /** What the store gives back as it was: no NUL, no half of a surrogate pair. */
    private static boolean storable(String text) {
        return text.indexOf(0) < 0
                && text.equals(new String(
                        text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        java.nio.charset.StandardCharsets.UTF_8));
    }

    static int number(@Nullable Integer value, String member, int least, int most, int otherwise) {
        if (value == null) {
            return otherwise;
        }
        if (value < least) {
            throw Refusals.failed(
                    "'" + value + "'", member, "Member must have value greater than or equal to " + least);
        }
        if (value > most) {
            throw Refusals.failed("'" + value + "'", member, "Member must have value less than or equal to " + most);
        }
        return value;
    }

    /** What carries these tags after others were added. Keys are told apart without regard to case. */
    static List<Tag> tags(List<Tag> present, List<Tag> added) {
        List<Tag> all = new ArrayList<>(present);
        for (Tag tag : added) {
            if (tag.key().isEmpty()
                    || tag.key().length() > TAG_KEY
                    || tag.value().length() > TAG_VALUE
                    || !storable(tag.key() + tag.value())) {
                throw Refusals.invalidInput("The tag '" + tag.key() + "' has a key of 1 to " + TAG_KEY
                        + " characters and a value of at most " + TAG_VALUE + ", or should.");
            }
            if (tag.key().toLowerCase(Locale.ROOT).startsWith("aws:")) {
                throw Refusals.invalidInput("Tag keys beginning with 'aws:' are reserved for system use.");
            }
            all.removeIf(each -> each.key().equalsIgnoreCase(tag.key()));
            all.add(tag);
        }
        if (all.size() > MAX_TAGS) {
            throw Refusals.limitExceeded("The number of tags has reached the maximum limit.");
        }
        return all;
    }

    /** An id as IAM makes them: what it is of, and 17 characters. */
    static String id(String prefix, Ids ids) {
        StringBuilder id = new StringBuilder(prefix);
        for (int i = 0; i < ID_DIGITS; i++) {
            id.append(ID_ALPHABET.charAt(ids.below(ID_ALPHABET.length())));
        }
        return id.toString();
    }
}
