package io.roadstead.wire;

/**
 * Who is told of every API call that somebody made whose signature was good: once, when its answer is known and before it
 * is sent. Called on the connection's thread, so it hands over and returns.
 */
@FunctionalInterface
public interface CallObserver {
    /** Nobody listens. */
    CallObserver NONE = call -> {};

    void called(ObservedCall call);
}
