package io.roadstead.core;

/** What the installation's master key does for those who keep secrets or prove what they said. */
public interface Sealing {
    /** Encrypts a secret for storage; {@code context} binds it to its place and must be given again to open it. */
    String seal(String secret, String context);

    /** Opens what {@link #seal} sealed; throws when it was sealed by another key, for another context, or was changed. */
    String open(String sealed, String context);

    /** A keyed digest of 32 bytes. Each use begins its texts with words of its own. */
    byte[] sign(String text);
}
