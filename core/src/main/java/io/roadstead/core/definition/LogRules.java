package io.roadstead.core.definition;

import io.roadstead.core.Rejected;
import io.roadstead.core.definition.DockerOptionsDraft.LogDraft;
import io.roadstead.core.model.LogConfiguration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A container's {@code logConfiguration}: the drivers that need no service beside the container engine. */
final class LogRules {
    private static final List<String> SUPPORTED = List.of("json-file", "none", "syslog", "fluentd");
    private static final List<String> LATER = List.of("awslogs", "splunk", "awsfirelens", "gelf", "journald");
    private static final List<String> MODES = List.of("blocking", "non-blocking");

    private LogRules() {}

    /** The configuration, absent when absent. */
    static @Nullable LogConfiguration read(String container, @Nullable LogDraft draft) {
        if (draft == null) {
            return null;
        }
        String driver = draft.logDriver();
        if (driver != null && LATER.contains(driver)) {
            throw Rejected.unsupported("Roadstead does not support log driver " + driver + " yet: use one of ["
                    + String.join(",", SUPPORTED) + "].");
        }
        if (driver == null || !SUPPORTED.contains(driver)) {
            throw DockerOptionRules.invalid(
                    container, "logConfiguration.logDriver", "must be one of " + SUPPORTED, driver);
        }
        String mode = draft.options().get("mode");
        if (mode != null && !MODES.contains(mode)) {
            throw DockerOptionRules.invalid(
                    container, "logConfiguration.options.mode", "must be one of " + MODES, mode);
        }
        if (driver.equals("none") && !draft.options().isEmpty()) {
            throw DockerOptionRules.invalid(
                    container,
                    "logConfiguration.options",
                    "must be empty for log driver none, which keeps nothing",
                    String.join(",", draft.options().keySet().stream().sorted().toList()));
        }
        return new LogConfiguration(driver, draft.options());
    }
}
