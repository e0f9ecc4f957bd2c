package io.roadstead.services.events.api;

import io.roadstead.services.events.record.CallRecorder;
import io.roadstead.services.events.trail.Trail;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.ModelFile;
import io.roadstead.wire.RequiredMembers;
import io.roadstead.wire.ServiceApi;
import java.time.InstantSource;
import java.util.Set;
import software.amazon.awssdk.services.cloudtrail.model.DescribeTrailsRequest;
import software.amazon.awssdk.services.cloudtrail.model.DescribeTrailsResponse;
import software.amazon.awssdk.services.cloudtrail.model.GetTrailStatusRequest;
import software.amazon.awssdk.services.cloudtrail.model.GetTrailStatusResponse;
import software.amazon.awssdk.services.cloudtrail.model.ListTrailsRequest;
import software.amazon.awssdk.services.cloudtrail.model.ListTrailsResponse;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsRequest;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsResponse;

/** CloudTrail as this server offers it: every operation there is, in one place. Names as companion-apis 0 has them. */
public final class CloudTrailApi {
    private static final String SIGNING_NAME = "cloudtrail";
    private static final String TARGET_PREFIX = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101";

    private CloudTrailApi() {}

    public static ServiceApi of(Trail trail, CallRecorder recorder, InstantSource clock) {
        LookupApi lookup = new LookupApi(trail, recorder, clock);
        return ServiceApi.builder(
                        SIGNING_NAME,
                        TARGET_PREFIX,
                        Set.copyOf(ModelFile.lines(CloudTrailApi.class, "cloudtrail-operations.txt")))
                .required(RequiredMembers.of(
                        ModelFile.lines(CloudTrailApi.class, "cloudtrail-required-members.txt"),
                        CloudTrailApi::missing))
                .operation(LookupEventsRequest.class, LookupEventsResponse.class, lookup::lookup)
                .operation(DescribeTrailsRequest.class, DescribeTrailsResponse.class, TrailsApi::describe)
                .operation(ListTrailsRequest.class, ListTrailsResponse.class, TrailsApi::list)
                .operation(GetTrailStatusRequest.class, GetTrailStatusResponse.class, (caller, request) -> {
                    throw TrailsApi.unknown(caller, request.name());
                })
                .build();
    }

    private static AwsException missing(String member) {
        return new AwsException(
                "ValidationException",
                "1 validation error detected: Value null at '" + member
                        + "' failed to satisfy constraint: Member must not be null");
    }
}
