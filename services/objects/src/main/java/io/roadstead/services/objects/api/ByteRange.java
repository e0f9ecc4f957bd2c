package io.roadstead.services.objects.api;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of an object's bytes. Of ten bytes {@code bytes=2-3} are the third and fourth, {@code bytes=8-} the last two, and
 * {@code bytes=-3} the last three.
 *
 * @param first from 0
 * @param length at least 1
 */
record ByteRange(long first, long length) {
    /** Eighteen digits fit a long. */
    private static final Pattern FORM = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

    /**
     * The part a Range header means; empty where it means all, being no range we know, as RFC 9110 §14.2 has it.
     *
     * @throws io.roadstead.wire.AwsException InvalidRange when none of the bytes lie in it
     */
    static Optional<ByteRange> of(String header, long size) {
        Matcher form = FORM.matcher(header.strip());
        if (!form.matches() || (form.group(1).isEmpty() && form.group(2).isEmpty())) {
            return Optional.empty();
        }
        if (form.group(1).isEmpty()) {
            long last = Math.min(Long.parseLong(form.group(2)), size);
            if (last == 0) {
                throw Refusals.invalidRange(header, size);
            }
            return Optional.of(new ByteRange(size - last, last));
        }
        long first = Long.parseLong(form.group(1));
        long end = form.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(form.group(2));
        if (end < first) {
            return Optional.empty();
        }
        if (first >= size) {
            throw Refusals.invalidRange(header, size);
        }
        return Optional.of(new ByteRange(first, Math.min(end, size - 1) - first + 1));
    }

    /** As an answer tells it, for example {@code bytes 2-3/10}. */
    String told(long size) {
        return "bytes " + first + "-" + (first + length - 1) + "/" + size;
    }
}
