package io.roadstead.services.logs.api;

import io.roadstead.core.model.Scope;
import io.roadstead.services.logs.catalog.Catalog;
import io.roadstead.services.logs.catalog.LogGroup;
import io.roadstead.services.logs.catalog.LogStream;
import io.roadstead.wire.AwsException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Finds what a request names. ECS quotes the refusals in its tasks' reasons. Source: companion-apis 5. */
record Lookup(Catalog catalog) {
    private static final String ALL_STREAMS = ":*";

    static AwsException noGroup() {
        return new AwsException("ResourceNotFoundException", "The specified log group does not exist.");
    }

    static AwsException noStream() {
        return new AwsException("ResourceNotFoundException", "The specified log stream does not exist.");
    }

    LogGroup group(Scope scope, @Nullable String name) {
        return catalog.group(scope, Constraints.groupName(name, "logGroupName")).orElseThrow(Lookup::noGroup);
    }

    /** By name, or by {@code logGroupIdentifier}: a name or an ARN. */
    LogGroup group(Scope scope, @Nullable String name, @Nullable String identifier) {
        if (name != null && identifier != null) {
            throw Constraints.invalid("LogGroup name and identifier cannot both be specified.");
        }
        return identifier == null
                ? group(scope, name)
                : catalog.group(scope, name(scope, identifier)).orElseThrow(Lookup::noGroup);
    }

    LogStream stream(LogGroup group, @Nullable String name) {
        return catalog.stream(group, Constraints.streamName(name, "logStreamName"))
                .orElseThrow(Lookup::noStream);
    }

    /** The group an ARN names, with or without the {@code :*} at its end. */
    LogGroup byArn(Scope scope, String arn) {
        if (!arn.startsWith("arn:")) {
            throw Constraints.invalid("The ARN '" + arn + "' is not one of a log group: it must read"
                    + " arn:aws:logs:<region>:<account>:log-group:<name>.");
        }
        return catalog.group(scope, name(scope, arn)).orElseThrow(Lookup::noGroup);
    }

    private static String name(Scope scope, String identifier) {
        String prefix = new LogGroup(scope, "", "", Instant.EPOCH, null, java.util.List.of()).arn();
        if (!identifier.startsWith("arn:")) {
            return Constraints.groupName(identifier, "logGroupIdentifier");
        }
        if (!identifier.startsWith(prefix)) {
            // Another account's, another region's, or another thing's: none that could be found here.
            throw noGroup();
        }
        String name = identifier.substring(prefix.length());
        return name.endsWith(ALL_STREAMS) ? name.substring(0, name.length() - ALL_STREAMS.length()) : name;
    }

    /** The earliest time of an event that its group's retention leaves readable, in milliseconds since 1970. */
    static long earliest(LogGroup group, Instant now) {
        Integer days = group.retentionInDays();
        return days == null ? 0 : Math.max(0, now.minus(Duration.ofDays(days)).toEpochMilli());
    }
}
