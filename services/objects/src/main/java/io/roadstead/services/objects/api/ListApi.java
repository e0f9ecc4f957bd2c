package io.roadstead.services.objects.api;

import io.roadstead.services.objects.catalog.Bucket;
import io.roadstead.services.objects.catalog.StoredObject;
import io.roadstead.wire.rest.RestAnswer;
import io.roadstead.wire.rest.RestRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which objects a bucket has, page by page, in both of S3's forms. */
final class ListApi {
    private static final int MAX_KEYS = 1_000;

    private final Parts parts;

    ListApi(Parts parts) {
        this.parts = parts;
    }

    /**
     * What both forms ask for.
     *
     * @param delimiter empty for none
     * @param after keys up to this one, and all that begin with it where it ends in the delimiter, were told before
     */
    private record Question(
            String prefix, String delimiter, @Nullable String after, int limit, boolean encoded) {
        String told(String text) {
            return encoded
                    ? URLEncoder.encode(text, StandardCharsets.UTF_8)
                            .replace("+", "%20")
                            .replace("%2F", "/")
                            .replace("%7E", "~")
                    : text;
        }

        static Question of(RestRequest request, @Nullable String after) {
            String encoding = request.parameter("encoding-type").orElse("");
            if (!encoding.isEmpty() && !encoding.equals("url")) {
                throw Refusals.invalidArgument(
                        "Invalid Encoding Method specified in Request", "encoding-type", encoding);
            }
            return new Question(
                    request.parameter("prefix").orElse(""),
                    request.parameter("delimiter").orElse(""),
                    after,
                    limit(request),
                    !encoding.isEmpty());
        }

        private static int limit(RestRequest request) {
            String said = request.parameter("max-keys").orElse("");
            if (said.isEmpty()) {
                return MAX_KEYS;
            }
            if (!said.matches("[0-9]{1,10}")) {
                throw Refusals.invalidArgument(
                        "Provided max-keys not an integer or within integer range", "max-keys", said);
            }
            return (int) Math.min(MAX_KEYS, Long.parseLong(said));
        }
    }

    /**
     * A page.
     *
     * @param last the last key or common prefix of it; null when it is empty
     */
    private record Found(
            List<StoredObject> objects,
            List<String> prefixes,
            @Nullable String last,
            boolean more) {}

    private static Found find(NavigableMap<String, StoredObject> objects, Question question) {
        List<StoredObject> found = new ArrayList<>();
        List<String> prefixes = new ArrayList<>();
        String after = question.after();
        String last = null;
        String from = question.prefix();
        boolean inclusive = true;
        if (after != null && objects.comparator().compare(after, from) >= 0) {
            from = after;
            inclusive = false;
        }
        Map.Entry<String, StoredObject> next = inclusive ? objects.ceilingEntry(from) : objects.higherEntry(from);
        while (next != null && next.getKey().startsWith(question.prefix())) {
            Optional<String> common = common(next.getKey(), question);
            if (common.isPresent() && common.get().equals(after)) {
                next = objects.higherEntry(next.getKey());
                continue;
            }
            if (found.size() + prefixes.size() == question.limit()) {
                return new Found(found, prefixes, last, question.limit() > 0);
            }
            if (common.isPresent()) {
                prefixes.add(common.get());
                after = common.get();
            } else {
                found.add(next.getValue());
            }
            last = common.orElse(next.getKey());
            next = objects.higherEntry(next.getKey());
        }
        return new Found(found, prefixes, last, false);
    }

    /** What a key has in common with others up to the first delimiter behind the prefix. */
    private static Optional<String> common(String key, Question question) {
        if (question.delimiter().isEmpty()) {
            return Optional.empty();
        }
        int at = key.indexOf(question.delimiter(), question.prefix().length());
        return at < 0
                ? Optional.empty()
                : Optional.of(key.substring(0, at + question.delimiter().length()));
    }

    RestAnswer second(RestRequest request, String name) {
        Bucket bucket = parts.bucket(request, name);
        Optional<String> token = request.parameter("continuation-token");
        Optional<String> start = request.parameter("start-after").filter(text -> !text.isEmpty());
        Question question =
                Question.of(request, token.map(ListApi::key).or(() -> start).orElse(null));
        Found found = find(parts.catalog().objects(bucket), question);
        Xml xml = Xml.of("ListBucketResult")
                .element("Name", name)
                .element("Prefix", question.told(question.prefix()))
                .element("StartAfter", start.map(question::told).orElse(null))
                .element("ContinuationToken", token.orElse(null))
                .element("NextContinuationToken", found.more() && found.last() != null ? token(found.last()) : null)
                .element("KeyCount", found.objects().size() + found.prefixes().size())
                .element("MaxKeys", question.limit())
                .element("Delimiter", question.delimiter().isEmpty() ? null : question.told(question.delimiter()))
                .element("EncodingType", question.encoded() ? "url" : null)
                .element("IsTruncated", Boolean.toString(found.more()));
        write(xml, found, question, request.parameter("fetch-owner").orElse("").equals("true"));
        return Answers.xml(xml.close("ListBucketResult"));
    }

    RestAnswer first(RestRequest request, String name) {
        Bucket bucket = parts.bucket(request, name);
        Optional<String> marker = request.parameter("marker");
        Question question =
                Question.of(request, marker.filter(text -> !text.isEmpty()).orElse(null));
        Found found = find(parts.catalog().objects(bucket), question);
        Xml xml = Xml.of("ListBucketResult")
                .element("Name", name)
                .element("Prefix", question.told(question.prefix()))
                .element("Marker", question.told(marker.orElse("")))
                .element(
                        "NextMarker",
                        found.more()
                                        && found.last() != null
                                        && !question.delimiter().isEmpty()
                                ? question.told(found.last())
                                : null)
                .element("MaxKeys", question.limit())
                .element("Delimiter", question.delimiter().isEmpty() ? null : question.told(question.delimiter()))
                .element("EncodingType", question.encoded() ? "url" : null)
                .element("IsTruncated", Boolean.toString(found.more()));
        write(xml, found, question, true);
        return Answers.xml(xml.close("ListBucketResult"));
    }

    private static void write(Xml xml, Found found, Question question, boolean owners) {
        for (StoredObject object : found.objects()) {
            xml.open("Contents")
                    .element("Key", question.told(object.key()))
                    .element("LastModified", object.modified())
                    .element("ETag", Answers.quoted(object.etag()));
            if (object.digest() != null) {
                xml.element("ChecksumAlgorithm", object.digest().algorithm())
                        .element("ChecksumType", object.digest().type());
            }
            xml.element("Size", object.size()).element("StorageClass", "STANDARD");
            if (owners) {
                xml.open("Owner")
                        .element("ID", BucketApi.owner(object.scope().account()))
                        .close("Owner");
            }
            xml.close("Contents");
        }
        for (String prefix : found.prefixes()) {
            xml.open("CommonPrefixes").element("Prefix", question.told(prefix)).close("CommonPrefixes");
        }
    }

    private static String token(String last) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(last.getBytes(StandardCharsets.UTF_8));
    }

    private static String key(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refusals.invalidArgument("The continuation token provided is incorrect", "continuation-token", token);
        }
    }
}
