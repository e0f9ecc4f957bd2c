package io.roadstead.wire.sigv4;

import io.roadstead.wire.Caller;

/**
 * A request whose signature is right and whose payload is yet to be read.
 *
 * @param payload what was signed in the payload's place: its SHA-256 in hexadecimal, {@code UNSIGNED-PAYLOAD}, or a word
 *     that begins with {@code STREAMING-}
 * @param chunks what the chunks of a payload that is signed piece by piece are held against
 */
public record SignedHead(Caller caller, String payload, ChunkSignatures chunks) {}
