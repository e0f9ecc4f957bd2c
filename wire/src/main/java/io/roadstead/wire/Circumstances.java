package io.roadstead.wire;

/**
 * How a call reached this server.
 *
 * @param sourceIp the address it came from; empty for calls within the server
 * @param userAgent as the client names itself; empty when it does not
 * @param secure whether it came encrypted
 */
public record Circumstances(String sourceIp, String userAgent, boolean secure) {
    /** Of calls that a server makes to itself. */
    public static final Circumstances WITHIN = new Circumstances("", "", false);
}
