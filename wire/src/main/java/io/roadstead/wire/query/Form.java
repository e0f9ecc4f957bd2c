package io.roadstead.wire.query;

import io.roadstead.wire.AwsException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The parameters of one request, by name. Of repeated ones the last counts. */
public final class Form {
    /** More than any request needs: the longest lists have a few hundred members. */
    public static final int MAX_PARAMETERS = 10_000;

    private final NavigableMap<String, String> parameters;

    private Form(NavigableMap<String, String> parameters) {
        this.parameters = parameters;
    }

    /** @throws AwsException MalformedQueryString when it is no form, or has too many parameters */
    public static Form parse(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        NavigableMap<String, String> parameters = new TreeMap<>();
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf('&', from);
            end = end < 0 ? text.length() : end;
            if (end > from) {
                int equals = text.indexOf('=', from);
                boolean named = equals >= from && equals < end;
                parameters.put(
                        decoded(text.substring(from, named ? equals : end)),
                        named ? decoded(text.substring(equals + 1, end)) : "");
                if (parameters.size() > MAX_PARAMETERS) {
                    throw malformed("The request has more than " + MAX_PARAMETERS + " parameters.");
                }
            }
            from = end + 1;
        }
        return new Form(parameters);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw malformed("The request holds a % that no two hexadecimal digits follow.");
        }
    }

    private static AwsException malformed(String message) {
        return new AwsException("MalformedQueryString", message);
    }

    public Optional<String> get(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    @Nullable
    String value(String name) {
        return parameters.get(name);
    }

    /** Whether there is a parameter of this name, or one below it: {@code name.…}. */
    boolean speaksOf(String name) {
        if (parameters.containsKey(name)) {
            return true;
        }
        String below = name + ".";
        String next = parameters.ceilingKey(below);
        return next != null && next.startsWith(below);
    }
}
