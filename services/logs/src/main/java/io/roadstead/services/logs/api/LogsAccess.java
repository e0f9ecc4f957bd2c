package io.roadstead.services.logs.api;

import io.roadstead.core.Rejected;
import io.roadstead.core.model.Scope;
import io.roadstead.services.logs.catalog.Catalog;
import io.roadstead.services.logs.catalog.LogGroup;
import io.roadstead.wire.AccessRules;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.Demand;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagResourceRequest;

/**
 * What each operation of CloudWatch Logs takes. A group is named with the stream it is asked about, which is empty for
 * the group as a whole: {@code arn:aws:logs:<region>:<account>:log-group:<group>:log-stream:<stream>}. So policies that
 * end in {@code log-group:<group>:*} mean both. The group's bare ARN is what its tags are changed by.
 *
 * <p>Source: service authorization reference, "Amazon CloudWatch Logs"; the ARNs in its denials.
 */
final class LogsAccess implements AccessRules {
    private final Catalog catalog;

    LogsAccess(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public List<Demand> demands(Caller caller, String operation, SdkPojo request) {
        try {
            return List.of(demand(caller.scope(), "logs:" + operation, request));
        } catch (Rejected misshapen) {
            throw new AwsException(
                    misshapen.rejection().errorType(), misshapen.rejection().message());
        }
    }

    private Demand demand(Scope scope, String action, SdkPojo request) {
        return switch (request) {
            case CreateLogGroupRequest asked ->
                on(scope, action, asked.logGroupName(), null).withRequestTags(asked.tags());
            case DeleteLogGroupRequest asked -> on(scope, action, asked.logGroupName(), null);
            case PutRetentionPolicyRequest asked -> on(scope, action, asked.logGroupName(), null);
            case DeleteRetentionPolicyRequest asked -> on(scope, action, asked.logGroupName(), null);
            case DescribeLogStreamsRequest asked ->
                on(scope, action, group(asked.logGroupName(), asked.logGroupIdentifier()), null);
            case FilterLogEventsRequest asked ->
                on(scope, action, group(asked.logGroupName(), asked.logGroupIdentifier()), null);
            case GetLogEventsRequest asked ->
                on(scope, action, group(asked.logGroupName(), asked.logGroupIdentifier()), asked.logStreamName());
            case CreateLogStreamRequest asked -> on(scope, action, asked.logGroupName(), asked.logStreamName());
            case DeleteLogStreamRequest asked -> on(scope, action, asked.logGroupName(), asked.logStreamName());
            case PutLogEventsRequest asked -> on(scope, action, asked.logGroupName(), asked.logStreamName());
            case TagResourceRequest asked ->
                bare(scope, action, asked.resourceArn()).withRequestTags(asked.tags());
            case UntagResourceRequest asked ->
                bare(scope, action, asked.resourceArn()).with("aws:TagKeys", asked.tagKeys());
            case ListTagsForResourceRequest asked -> bare(scope, action, asked.resourceArn());
            // DescribeLogGroups: about all of them.
            default -> Demand.of(action, prefix(scope) + ":log-stream:");
        };
    }

    private static String prefix(Scope scope) {
        return "arn:aws:logs:" + scope.region() + ":" + scope.account() + ":log-group:";
    }

    private static String group(@Nullable String name, @Nullable String identifier) {
        String group = name == null ? identifier : name;
        return group == null ? "" : group;
    }

    private Demand on(Scope scope, String action, @Nullable String nameOrArn, @Nullable String stream) {
        String name = name(scope, nameOrArn == null ? "" : nameOrArn);
        return Demand.of(action, prefix(scope) + name + ":log-stream:" + (stream == null ? "" : stream))
                .withResourceTags("logs", tags(scope, name));
    }

    private Demand bare(Scope scope, String action, @Nullable String arn) {
        String given = arn == null ? "*" : arn;
        return Demand.of(action, given).withResourceTags("logs", tags(scope, name(scope, given)));
    }

    private static String name(Scope scope, String nameOrArn) {
        String prefix = prefix(scope);
        String name = nameOrArn.startsWith(prefix) ? nameOrArn.substring(prefix.length()) : nameOrArn;
        return name.endsWith(":*") ? name.substring(0, name.length() - 2) : name;
    }

    private Map<String, String> tags(Scope scope, String name) {
        return name.isEmpty() || name.indexOf(':') >= 0
                ? Map.of()
                : catalog.group(scope, name).map(LogsAccess::tags).orElse(Map.of());
    }

    private static Map<String, String> tags(LogGroup group) {
        Map<String, String> values = new LinkedHashMap<>();
        group.tags().forEach(tag -> values.put(tag.key(), tag.value()));
        return values;
    }
}
