package io.roadstead.control.api;

import software.amazon.awssdk.services.ecs.model.Failure;

/** Entries of {@code failures[]}: what could not be done for one of several resources. Source: ecs-behaviour 1.2. */
final class Failures {
    private Failures() {}

    static Failure missing(String arn) {
        return of(arn, "MISSING");
    }

    static Failure of(String arn, String reason) {
        return Failure.builder().arn(arn).reason(reason).build();
    }
}
