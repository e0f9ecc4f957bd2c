package io.roadstead.wire.sigv4;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request's headers, by lower-case name. */
@FunctionalInterface
public interface RequestHeaders {
    /**
     * The value of a header, null when it is absent. Several headers of one name are one value, joined by commas in
     * the order they came.
     */
    @Nullable
    String get(String lowerCaseName);

    /** Headers from a map whose names may be of any case. */
    static RequestHeaders of(Map<String, String> headers) {
        Map<String, String> byName = new HashMap<>();
        headers.forEach((name, value) -> byName.put(name.toLowerCase(Locale.ROOT), value));
        return byName::get;
    }
}
