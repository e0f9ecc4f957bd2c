package io.roadstead.services.events.record;

import io.roadstead.services.events.trail.Lane;
import java.util.Set;

/** What kind of call an operation is, by its name. */
public final class Operations {
    /** How the names begin of operations that change nothing. */
    private static final String[] READING = {
        "Describe",
        "List",
        "Get",
        "Lookup",
        "Discover",
        "Simulate",
        "Search",
        "Filter",
        "BatchGet",
        "BatchCheck",
        "Head",
        "Test",
        "Validate",
        "Explain",
        "Decode",
        "GenerateDataKey"
    };

    /**
     * Others that CloudTrail calls read-only: they make nothing that stays. Source: the records shown in the IAM user guide
     * ("Logging IAM and AWS STS API calls") and in the KMS developer guide ("Logging AWS KMS API calls").
     */
    private static final Set<String> ALSO_READING = Set.of(
            "AssumeRole",
            "AssumeRoleWithSAML",
            "AssumeRoleWithWebIdentity",
            "Decrypt",
            "Encrypt",
            "ReEncrypt",
            "Verify");

    /** What agents report, again and again while tasks run. */
    private static final Set<String> REPORTS = Set.of(
            "SubmitTaskStateChange",
            "SubmitContainerStateChange",
            "SubmitAttachmentStateChanges",
            "DiscoverPollEndpoint");

    /** Calls that carry data rather than manage something: CloudTrail records them only where it is told to. */
    private static final Set<String> DATA = Set.of("logs.PutLogEvents");

    private Operations() {}

    /** @param service as a signature names it */
    public static boolean isRecorded(String service, String operation) {
        return !DATA.contains(service + "." + operation);
    }

    public static boolean isReadOnly(String operation) {
        if (ALSO_READING.contains(operation)) {
            return true;
        }
        for (String beginning : READING) {
            if (operation.startsWith(beginning)) {
                return true;
            }
        }
        return false;
    }

    /** Where calls of this operation are kept, whatever their service. */
    public static Lane lane(String operation) {
        if (REPORTS.contains(operation)) {
            return Lane.REPORTS;
        }
        return isReadOnly(operation) ? Lane.READS : Lane.CHANGES;
    }
}
