package io.roadstead.simulation;

import software.amazon.awssdk.core.SdkPojo;

/** What a caller of the API hears. */
sealed interface Answer {
    record Done(SdkPojo response) implements Answer {}

    record Refused(String errorType, String message) implements Answer {}

    /** Our own fault, which the caller may try again. */
    record Failed(String why) implements Answer {}

    /** Nothing in time: it may have happened or not. */
    record Silence() implements Answer {}
}
