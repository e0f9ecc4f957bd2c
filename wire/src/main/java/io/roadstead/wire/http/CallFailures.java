package io.roadstead.wire.http;

/** Where every refused call is told of, once, after it was answered. Called on the connection's thread. */
@FunctionalInterface
public interface CallFailures {
    /** Nobody listens. */
    CallFailures NONE = call -> {};

    void failed(FailedCall call);
}
