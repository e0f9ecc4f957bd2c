package io.roadstead.services.logs.api;

import io.roadstead.core.Ids;
import io.roadstead.core.Rejected;
import io.roadstead.services.logs.catalog.Catalog;
import io.roadstead.services.logs.segment.LogFiles;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Operation;
import io.roadstead.wire.ServiceApi;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogStreamResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteRetentionPolicyResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagResourceResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagResourceResponse;

/** CloudWatch Logs as this server offers it: every operation there is, in one place. */
public final class LogsApi {
    private static final Logger log = LoggerFactory.getLogger(LogsApi.class);

    private final ServiceApi.Builder builder = LogsModel.api();

    private LogsApi() {}

    /** @param storedBytes how much a group takes on the disk, as last measured; given the group's id */
    public static ServiceApi of(
            Catalog catalog,
            LogFiles files,
            java.util.function.ToLongFunction<String> storedBytes,
            InstantSource clock,
            Ids ids) {
        GroupApi groups = new GroupApi(catalog, files, storedBytes::applyAsLong, clock, ids);
        StreamApi streams = new StreamApi(catalog, files, clock, ids);
        PutApi puts = new PutApi(catalog, files, clock);
        ReadApi reads = new ReadApi(catalog, files, clock);
        LogsApi api = new LogsApi();
        api.add(CreateLogGroupRequest.class, CreateLogGroupResponse.class, groups::create);
        api.add(DeleteLogGroupRequest.class, DeleteLogGroupResponse.class, groups::delete);
        api.add(DescribeLogGroupsRequest.class, DescribeLogGroupsResponse.class, groups::describe);
        api.add(PutRetentionPolicyRequest.class, PutRetentionPolicyResponse.class, groups::putRetention);
        api.add(DeleteRetentionPolicyRequest.class, DeleteRetentionPolicyResponse.class, groups::deleteRetention);
        api.add(TagResourceRequest.class, TagResourceResponse.class, groups::tag);
        api.add(UntagResourceRequest.class, UntagResourceResponse.class, groups::untag);
        api.add(ListTagsForResourceRequest.class, ListTagsForResourceResponse.class, groups::listTags);
        api.add(CreateLogStreamRequest.class, CreateLogStreamResponse.class, streams::create);
        api.add(DeleteLogStreamRequest.class, DeleteLogStreamResponse.class, streams::delete);
        api.add(DescribeLogStreamsRequest.class, DescribeLogStreamsResponse.class, streams::describe);
        api.add(PutLogEventsRequest.class, PutLogEventsResponse.class, puts::put);
        api.add(GetLogEventsRequest.class, GetLogEventsResponse.class, reads::get);
        api.add(FilterLogEventsRequest.class, FilterLogEventsResponse.class, reads::filter);
        return api.builder.rules(new LogsAccess(catalog)).build();
    }

    private <I extends SdkPojo, O extends SdkPojo> void add(
            Class<I> request, Class<O> response, Operation<I, O> operation) {
        builder.operation(request, response, (caller, input) -> {
            try {
                return operation.handle(caller, input);
            } catch (Rejected rejected) {
                throw new AwsException(
                        rejected.rejection().errorType(), rejected.rejection().message());
            } catch (UncheckedIOException disk) {
                log.error("Log events could not be stored or read", disk);
                throw new AwsException(
                        "ServiceUnavailableException",
                        AwsException.SERVER_FAULT,
                        "The service cannot complete the request.",
                        Map.of());
            }
        });
    }
}
