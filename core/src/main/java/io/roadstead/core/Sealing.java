package io.roadstead.core;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the installation's master keys do for those who keep secrets or prove what they said. There may be several, for a
 * key can be replaced: the newest seals and signs, the others open and verify what they made until it is made anew.
 */
public interface Sealing {
    /** As whose work counts what names no key: the first key's, which was the only one. */
    String FIRST = "";

    /**
     * Encrypts a secret for storage with the current key, which the result names; {@code context} binds it to its place
     * and must be given again to open it.
     */
    String seal(String secret, String context);

    /** Opens what {@link #seal} sealed; throws when its key is not here, or it was sealed for another context, or changed. */
    String open(String sealed, String context);

    /** The id of the key that sealed this; {@link #FIRST} when it names none and the first key is not here any more. */
    String keyOf(String sealed);

    /** The id of the key that seals and signs from now on. */
    String current();

    /** The id of the key that was current then: for names that have to stay the same for something made at that time. */
    String currentAt(Instant then);

    /** The ids of all keys here, the oldest first. */
    List<String> keys();

    /** The id of the first key while it is here. */
    Optional<String> first();

    /**
     * A keyed digest of 32 bytes. Each use begins its texts with words of its own.
     *
     * @param key the id of a key, or {@link #FIRST}
     * @return empty when that key is not here
     */
    Optional<byte[]> sign(String key, String text);
}
