package io.roadstead.wire.websocket;

/**
 * Who hears a session. All calls come from the session's own thread, one after another, and {@link #onClose} is the
 * last one.
 */
public interface Listener {
    /** A whole text message. While this runs nothing more is read from the peer, so it may block as back pressure. */
    void onText(String message);

    /**
     * The session is over, for whatever reason: called exactly once.
     *
     * @param code the peer's close code, or ours when we closed first; 1005 when the peer gave none, 1006 when the
     *     connection was lost, fell silent or did not take what was sent
     */
    void onClose(int code, String reason);
}
