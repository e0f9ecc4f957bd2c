package io.roadstead.services.logs.api;

import io.roadstead.core.Ids;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Tag;
import io.roadstead.core.name.TagRules;
import io.roadstead.services.logs.catalog.Catalog;
import io.roadstead.services.logs.catalog.LogGroup;
import io.roadstead.services.logs.segment.LogFiles;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.Unsupported;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteRetentionPolicyResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagResourceResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagResourceResponse;

/** Log groups: made, described, kept for a time, tagged, deleted. */
final class GroupApi {
    /** Source: companion-apis 5. */
    private static final List<Integer> RETENTIONS = List.of(
            1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653);

    private static final Set<String> CREATE = Set.of("logGroupName", "tags", "logGroupClass");
    private static final Set<String> DESCRIBE =
            Set.of("logGroupNamePrefix", "logGroupNamePattern", "nextToken", "limit", "logGroupClass");
    private static final String STANDARD = "STANDARD";

    private final Catalog catalog;
    private final Lookup lookup;
    private final LogFiles files;
    private final StoredBytes storedBytes;
    private final InstantSource clock;
    private final Ids ids;

    /** How much the events of a group take on the disk, as last measured. */
    interface StoredBytes {
        long of(String groupId);
    }

    GroupApi(Catalog catalog, LogFiles files, StoredBytes storedBytes, InstantSource clock, Ids ids) {
        this.catalog = catalog;
        this.lookup = new Lookup(catalog);
        this.files = files;
        this.storedBytes = storedBytes;
        this.clock = clock;
        this.ids = ids;
    }

    CreateLogGroupResponse create(Caller caller, CreateLogGroupRequest request) {
        Unsupported.refuseOthers(request, CREATE, "");
        requireStandard(request.logGroupClassAsString());
        LogGroup group = new LogGroup(
                caller.scope(),
                Constraints.groupName(request.logGroupName(), "logGroupName"),
                ids.hex(),
                clock.instant(),
                null,
                request.hasTags() ? tags(request.tags()) : List.of());
        if (!catalog.create(group)) {
            throw new AwsException("ResourceAlreadyExistsException", "The specified log group already exists");
        }
        return CreateLogGroupResponse.builder().build();
    }

    DeleteLogGroupResponse delete(Caller caller, DeleteLogGroupRequest request) {
        LogGroup group = lookup.group(caller.scope(), request.logGroupName());
        if (!catalog.delete(group)) {
            throw Lookup.noGroup();
        }
        files.removeGroup(group.scope(), group.id());
        return DeleteLogGroupResponse.builder().build();
    }

    DescribeLogGroupsResponse describe(Caller caller, DescribeLogGroupsRequest request) {
        Unsupported.refuseOthers(request, DESCRIBE, "");
        requireStandard(request.logGroupClassAsString());
        String prefix = request.logGroupNamePrefix();
        String pattern = request.logGroupNamePattern();
        if (prefix != null && pattern != null) {
            throw Constraints.invalid(
                    "LogGroup name prefix and LogGroup name pattern are mutually exclusive" + " parameters.");
        }
        if (prefix != null) {
            Constraints.groupName(prefix, "logGroupNamePrefix");
        }
        Pages.Page<LogGroup> page = Pages.byName(
                catalog.groups(caller.scope()),
                name -> (prefix == null || name.startsWith(prefix)) && (pattern == null || name.contains(pattern)),
                prefix == null ? "" : prefix,
                request.nextToken(),
                Pages.limit(request.limit()));
        return DescribeLogGroupsResponse.builder()
                .logGroups(page.items().stream().map(this::shape).toList())
                .nextToken(page.nextToken())
                .build();
    }

    PutRetentionPolicyResponse putRetention(Caller caller, PutRetentionPolicyRequest request) {
        if (!RETENTIONS.contains(request.retentionInDays())) {
            throw Constraints.notOneOf(String.valueOf(request.retentionInDays()), "retentionInDays", RETENTIONS);
        }
        change(caller.scope(), request.logGroupName(), group -> group.withRetention(request.retentionInDays()));
        return PutRetentionPolicyResponse.builder().build();
    }

    DeleteRetentionPolicyResponse deleteRetention(Caller caller, DeleteRetentionPolicyRequest request) {
        change(caller.scope(), request.logGroupName(), group -> group.withRetention(null));
        return DeleteRetentionPolicyResponse.builder().build();
    }

    TagResourceResponse tag(Caller caller, TagResourceRequest request) {
        List<Tag> added = tags(request.tags());
        LogGroup group = lookup.byArn(caller.scope(), request.resourceArn());
        change(caller.scope(), group.name(), known -> known.withTags(TagRules.merge(known.tags(), added)));
        return TagResourceResponse.builder().build();
    }

    UntagResourceResponse untag(Caller caller, UntagResourceRequest request) {
        LogGroup group = lookup.byArn(caller.scope(), request.resourceArn());
        change(caller.scope(), group.name(), known -> known.withTags(TagRules.remove(known.tags(), request.tagKeys())));
        return UntagResourceResponse.builder().build();
    }

    ListTagsForResourceResponse listTags(Caller caller, ListTagsForResourceRequest request) {
        Map<String, String> tags = new LinkedHashMap<>();
        lookup.byArn(caller.scope(), request.resourceArn()).tags().forEach(tag -> tags.put(tag.key(), tag.value()));
        return ListTagsForResourceResponse.builder().tags(tags).build();
    }

    private void change(Scope scope, @Nullable String name, UnaryOperator<LogGroup> change) {
        if (!catalog.change(scope, Constraints.groupName(name, "logGroupName"), change)) {
            throw Lookup.noGroup();
        }
    }

    private software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup shape(LogGroup group) {
        return software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup.builder()
                .logGroupName(group.name())
                .creationTime(group.createdAt().toEpochMilli())
                .retentionInDays(group.retentionInDays())
                .metricFilterCount(0)
                .arn(group.arn() + ":*")
                .logGroupArn(group.arn())
                .logGroupClass(STANDARD)
                .storedBytes(storedBytes.of(group.id()))
                .build();
    }

    private static void requireStandard(@Nullable String logGroupClass) {
        if (logGroupClass != null && !logGroupClass.equals(STANDARD)) {
            throw Unsupported.member("the log group class " + logGroupClass);
        }
    }

    private static List<Tag> tags(Map<String, String> tags) {
        List<TagRules.Draft> drafts = new ArrayList<>();
        tags.forEach((key, value) -> drafts.add(new TagRules.Draft(key, value)));
        return TagRules.read(drafts);
    }
}
