package io.roadstead.core.definition;

import io.roadstead.core.Rejected;
import io.roadstead.core.definition.DockerOptionsDraft.LogDraft;
import io.roadstead.core.model.LogConfiguration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A container's {@code logConfiguration}. Source: ecs-behaviour 1.6, 3.6, 10.3. */
final class LogRules {
    private static final List<String> SUPPORTED = List.of("json-file", "none", "syslog", "fluentd", "awslogs");
    private static final List<String> LATER = List.of("splunk", "awsfirelens", "gelf", "journald");
    private static final List<String> MODES = List.of("blocking", "non-blocking");
    private static final List<String> BOOLEANS = List.of("true", "false");
    private static final String MODE = "mode";
    private static final String BUFFER = "max-buffer-size";
    private static final String CREATE_GROUP = "awslogs-create-group";
    private static final String DATETIME = "awslogs-datetime-format";
    private static final String MULTILINE = "awslogs-multiline-pattern";
    private static final List<String> AWSLOGS_REQUIRED = List.of("awslogs-region", "awslogs-group");
    private static final Set<String> AWSLOGS = Set.of(
            "awslogs-region",
            "awslogs-group",
            LogConfiguration.STREAM_PREFIX,
            CREATE_GROUP,
            DATETIME,
            MULTILINE,
            MODE,
            BUFFER);
    private static final Pattern SIZE = Pattern.compile("\\d{1,12}([kmgKMG][bB]?)?");

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
        Map<String, String> options = draft.options();
        requireOneOf(container, options, MODE, MODES);
        if (driver.equals("none") && !options.isEmpty()) {
            throw DockerOptionRules.invalid(
                    container,
                    "logConfiguration.options",
                    "must be empty for log driver none, which keeps nothing",
                    String.join(",", options.keySet().stream().sorted().toList()));
        }
        if (driver.equals(LogConfiguration.AWSLOGS)) {
            requireAwslogs(container, options);
        }
        return new LogConfiguration(driver, options);
    }

    private static void requireAwslogs(String container, Map<String, String> options) {
        List<String> missing = AWSLOGS_REQUIRED.stream()
                .filter(name -> options.getOrDefault(name, "").isBlank())
                .toList();
        if (!missing.isEmpty()) {
            throw Rejected.client("Log driver awslogs requires options: " + String.join(", ", missing));
        }
        List<String> others = options.keySet().stream()
                .filter(name -> !AWSLOGS.contains(name))
                .sorted()
                .toList();
        if (!others.isEmpty()) {
            throw Rejected.client("Log driver awslogs disallows options: " + String.join(", ", others));
        }
        requireOneOf(container, options, CREATE_GROUP, BOOLEANS);
        String size = options.get(BUFFER);
        if (size != null && !SIZE.matcher(size).matches()) {
            throw DockerOptionRules.invalid(
                    container, "logConfiguration.options." + BUFFER, "must be a size such as 10m", size);
        }
        if (options.containsKey(DATETIME) && options.containsKey(MULTILINE)) {
            throw DockerOptionRules.invalid(
                    container,
                    "logConfiguration.options",
                    "must have at most one of " + DATETIME + " and " + MULTILINE,
                    options.get(DATETIME) + " and " + options.get(MULTILINE));
        }
    }

    private static void requireOneOf(
            String container, Map<String, String> options, String option, List<String> allowed) {
        String value = options.get(option);
        if (value != null && !allowed.contains(value)) {
            throw DockerOptionRules.invalid(
                    container, "logConfiguration.options." + option, "must be one of " + allowed, value);
        }
    }
}
