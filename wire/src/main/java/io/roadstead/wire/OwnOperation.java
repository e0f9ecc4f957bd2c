package io.roadstead.wire;

/**
 * An operation that no model of AWS has: the bytes of one JSON object in, those of another one out. Called as an {@link
 * Operation} is, and refuses as that does; an empty body is an empty object.
 */
@FunctionalInterface
public interface OwnOperation {
    byte[] handle(Caller caller, byte[] body);
}
