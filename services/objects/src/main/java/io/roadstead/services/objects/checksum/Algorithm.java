package io.roadstead.services.objects.checksum;

import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** A checksum algorithm by S3's name. */
public enum Algorithm {
    CRC32,
    CRC32C,
    CRC64NVME,
    SHA1,
    SHA256;

    private static final int CRC32_BYTES = 4;
    private static final int CRC64_BYTES = 8;

    /** The header, or trailing header, its value comes in and goes out in, for example {@code x-amz-checksum-crc32}. */
    public String header() {
        return "x-amz-checksum-" + name().toLowerCase(Locale.ROOT);
    }

    /** The element its value has in XML, for example {@code ChecksumCRC32}. */
    public String element() {
        return "Checksum" + name();
    }

    /** Of all bytes, when parts' checksums cannot be put side by side. Source: S3 User Guide, "Checking object integrity". */
    public boolean onlyWhole() {
        return this == CRC64NVME;
    }

    public static Optional<Algorithm> named(String name) {
        for (Algorithm algorithm : values()) {
            if (algorithm.name().equalsIgnoreCase(name)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }

    /** A sum of nothing yet. */
    public Sum begin() {
        return switch (this) {
            case CRC32 -> Sum.of(new CRC32(), CRC32_BYTES);
            case CRC32C -> Sum.of(new CRC32C(), CRC32_BYTES);
            case CRC64NVME -> Sum.of(new Crc64Nvme(), CRC64_BYTES);
            case SHA1 -> Sum.of("SHA-1");
            case SHA256 -> Sum.of("SHA-256");
        };
    }
}
