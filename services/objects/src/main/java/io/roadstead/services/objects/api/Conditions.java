package io.roadstead.services.objects.api;

import io.roadstead.services.objects.catalog.StoredObject;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.rest.RestRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The conditions of HTTP on what is read, and S3's on what is written. Source: RFC 9110 §13, S3 "Conditional requests". */
final class Conditions {
    private static final String ANY = "*";
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private Conditions() {}

    /** What comes of the conditions on a read. */
    enum Verdict {
        MET,
        NOT_MODIFIED
    }

    /**
     * @param prefix before each header's name: empty, or {@code x-amz-copy-source-}
     * @throws AwsException PreconditionFailed
     */
    static Verdict onRead(RestRequest request, String prefix, StoredObject object) {
        Instant modified = object.modified().truncatedTo(ChronoUnit.SECONDS);
        Optional<String> match = request.header(prefix + "if-match");
        if (match.isPresent()) {
            if (!matches(match.get(), object.etag())) {
                throw Refusals.precondition("If-Match");
            }
        } else if (time(request, prefix + "if-unmodified-since")
                .filter(modified::isAfter)
                .isPresent()) {
            throw Refusals.precondition("If-Unmodified-Since");
        }
        Optional<String> noneMatch = request.header(prefix + "if-none-match");
        boolean same = noneMatch.isPresent()
                ? matches(noneMatch.get(), object.etag())
                : time(request, prefix + "if-modified-since")
                        .filter(since -> !modified.isAfter(since))
                        .isPresent();
        return same ? Verdict.NOT_MODIFIED : Verdict.MET;
    }

    /** What must be there, null for nothing, before an object may take its place. */
    static Predicate<@Nullable StoredObject> onWrite(RestRequest request) {
        Optional<String> match = request.header("if-match");
        Optional<String> noneMatch = request.header("if-none-match");
        if (noneMatch.isPresent() && !noneMatch.get().equals(ANY)) {
            throw Refusals.notImplemented("If-None-Match with anything but * on what is put");
        }
        return present -> (noneMatch.isEmpty() || present == null)
                && (match.isEmpty() || (present != null && matches(match.get(), present.etag())));
    }

    /** How it is told that {@link #onWrite} was not met. */
    static AwsException unmet(RestRequest request, String key, @Nullable StoredObject present) {
        if (request.header("if-match").isPresent()) {
            return present == null ? Refusals.noSuchKey(key) : Refusals.precondition("If-Match");
        }
        return Refusals.precondition("If-None-Match");
    }

    private static boolean matches(String tags, String etag) {
        for (String tag : tags.split(",")) {
            String bare = tag.strip();
            bare = bare.startsWith("W/") ? bare.substring(2) : bare;
            if (bare.equals(ANY) || bare.replace("\"", "").equals(etag)) {
                return true;
            }
        }
        return false;
    }

    /** As HTTP writes it: {@code Mon, 23 Nov 2026 17:40:00 GMT}. */
    static String format(Instant time) {
        return HTTP_DATE.format(time);
    }

    private static Optional<Instant> time(RestRequest request, String header) {
        return request.header(header).flatMap(text -> {
            try {
                return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant());
            } catch (DateTimeException e) {
                // RFC 9110 §13.1.3: a date that is none is as if it were not there.
                return Optional.empty();
            }
        });
    }
}
