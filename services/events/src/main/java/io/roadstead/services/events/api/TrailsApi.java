package io.roadstead.services.events.api;

import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import java.util.List;
import software.amazon.awssdk.services.cloudtrail.model.DescribeTrailsRequest;
import software.amazon.awssdk.services.cloudtrail.model.DescribeTrailsResponse;
import software.amazon.awssdk.services.cloudtrail.model.ListTrailsRequest;
import software.amazon.awssdk.services.cloudtrail.model.ListTrailsResponse;

/** Trails that would deliver events to S3: there are none, and that is what is said. */
final class TrailsApi {
    private TrailsApi() {}

    static DescribeTrailsResponse describe(Caller caller, DescribeTrailsRequest request) {
        return DescribeTrailsResponse.builder().trailList(List.of()).build();
    }

    static ListTrailsResponse list(Caller caller, ListTrailsRequest request) {
        return ListTrailsResponse.builder().trails(List.of()).build();
    }

    /** What is said of any trail somebody names. */
    static AwsException unknown(Caller caller, String name) {
        return new AwsException(
                "TrailNotFoundException",
                "Unknown trail: " + name + " for the user: " + caller.scope().account());
    }
}
