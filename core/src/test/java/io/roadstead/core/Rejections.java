package io.roadstead.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** How tests say that a rule refuses, with which error and which words. */
public final class Rejections {
    private Rejections() {}

    public static void assertClientException(String message, ThrowingCallable rule) {
        assertRejected("ClientException", message, rule);
    }

    public static void assertInvalidParameter(String message, ThrowingCallable rule) {
        assertRejected("InvalidParameterException", message, rule);
    }

    public static void assertRejected(String errorType, String message, ThrowingCallable rule) {
        Rejected rejected = catchThrowableOfType(Rejected.class, rule);
        assertThat(rejected).as("a rejection with " + message).isNotNull();
        assertThat(rejected.rejection()).isEqualTo(new Rejection(errorType, message));
    }
}
