package io.roadstead.wire.websocket;

/** One open websocket. May be used from any thread; no method blocks. */
public interface Session {
    int NORMAL = 1000;
    int GOING_AWAY = 1001;
    int PROTOCOL_ERROR = 1002;
    int UNSUPPORTED_DATA = 1003;
    int NO_STATUS = 1005;
    int ABNORMAL = 1006;
    int NOT_UTF8 = 1007;
    int POLICY_VIOLATION = 1008;
    int TOO_BIG = 1009;
    int INTERNAL_ERROR = 1011;

    /**
     * Queues a text message.
     *
     * @return false when it was not queued, because the session is closed or closing, or its outbox is full: a peer
     *     that slow is better closed
     */
    boolean send(String message);

    /**
     * Sends what is queued, then a close frame, and ends the session when the peer answered it or the time for that is
     * over. Nothing when it is closing already.
     *
     * @param code one that may be sent: 1000 to 1003, 1007 to 1014, 3000 to 4999
     * @param reason at most 123 bytes of UTF-8; cut when longer
     */
    void close(int code, String reason);

    /** The peer's address and port, for logs. */
    String remote();
}
