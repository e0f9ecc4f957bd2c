package io.roadstead.services.logs.api;

import io.roadstead.wire.ModelFile;
import io.roadstead.wire.RequiredMembers;
import io.roadstead.wire.ServiceApi;
import java.util.Set;

/** The names CloudWatch Logs goes by on the wire. Source: companion-apis 0. */
final class LogsModel {
    private static final String SIGNING_NAME = "logs";
    private static final String TARGET_PREFIX = "Logs_20140328";
    /** A batch of 1 MiB whose every byte had to be escaped. */
    private static final int BODY_LIMIT = 8 << 20;

    private LogsModel() {}

    static ServiceApi.Builder api() {
        return ServiceApi.builder(
                        SIGNING_NAME,
                        TARGET_PREFIX,
                        Set.copyOf(ModelFile.lines(LogsModel.class, "logs-operations.txt")))
                .required(RequiredMembers.of(
                        ModelFile.lines(LogsModel.class, "logs-required-members.txt"), Constraints::missing))
                .bodyLimit(BODY_LIMIT);
    }
}
