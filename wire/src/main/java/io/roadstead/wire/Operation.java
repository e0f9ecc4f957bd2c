package io.roadstead.wire;

import software.amazon.awssdk.core.SdkPojo;

/**
 * One operation of an AWS API, for example RunTask. Called on a virtual thread of its own connection: it may block. An
 * {@link AwsException} is its way to refuse; any other exception reaches the client as a ServerException without
 * detail, and the log with all of it.
 *
 * @param <I> the SDK's request class
 * @param <O> the SDK's response class
 */
@FunctionalInterface
public interface Operation<I extends SdkPojo, O extends SdkPojo> {
    O handle(Caller caller, I request);
}
