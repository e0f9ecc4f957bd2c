package io.roadstead.services.objects.catalog;

/**
 * A checksum as clients tell it.
 *
 * @param algorithm for example {@code CRC32}
 * @param value in Base64; of an object put in parts, unless it is of all its bytes, followed by {@code -} and their number
 * @param type {@code FULL_OBJECT} or {@code COMPOSITE}
 */
public record Digest(String algorithm, String value, String type) {}
