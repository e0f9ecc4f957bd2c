package io.roadstead.wire.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.roadstead.wire.sigv4.RequestHeaders;
import org.jspecify.annotations.Nullable;

/** Helidon's headers as the rest of the house sees them. */
record HelidonHeaders(Headers headers) implements RequestHeaders {
    @Override
    public @Nullable String get(String lowerCaseName) {
        Header header =
                headers.find(HeaderNames.createFromLowercase(lowerCaseName)).orElse(null);
        if (header == null) {
            return null;
        }
        return header.valueCount() == 1 ? header.get() : String.join(",", header.allValues());
    }
}
