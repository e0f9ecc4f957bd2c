package io.roadstead.cli.logging;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Formatter;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;

/**
 * How much an agent logs, where to and in which form: {@code ECS_LOGLEVEL} and its kin, with the amazon-ecs-agent's
 * meanings and defaults (its ecs-agent/logger/log.go).
 *
 * @param console what goes to the standard error, {@code ECS_LOGLEVEL}
 * @param file absent for none, {@code ECS_LOGFILE}
 * @param fileLevel what goes to the file, {@code ECS_LOGLEVEL_ON_INSTANCE}; that of the console unless {@code
 *     ECS_LOG_DRIVER} is set, which says that the console is kept elsewhere
 * @param form of the lines
 * @param rollover of the file
 * @param kept how many older files stay
 */
public record AgentLog(Level console, @Nullable Path file, Level fileLevel, Form form, Rollover rollover, int kept) {
    private static final double USUAL_MEGABYTES = 10;
    private static final double MOST_MEGABYTES = 100_000;
    private static final int BYTES_OF_MEGABYTE = 1_000_000;
    private static final int USUAL_KEPT = 24;
    private static final int MOST_KEPT = 10_000;

    /** How a line looks. */
    public enum Form {
        LOGFMT,
        JSON;

        Formatter formatter() {
            return new StructuredLine(this == JSON);
        }
    }

    /** What the variables say, and what could not be used of them. */
    public record Read(AgentLog log, List<String> warnings) {
        public Read {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Reads the variables.
     *
     * @param otherwise the level where {@code ECS_LOGLEVEL} does not say one
     */
    public static Read read(Map<String, String> variables, Level otherwise) {
        List<String> warnings = new ArrayList<>();
        Level console = level(variables, "ECS_LOGLEVEL", otherwise, warnings);
        boolean keptElsewhere = !text(variables, "ECS_LOG_DRIVER").isEmpty();
        Level file = level(variables, "ECS_LOGLEVEL_ON_INSTANCE", keptElsewhere ? Level.OFF : console, warnings);
        String path = text(variables, "ECS_LOGFILE");
        return new Read(
                new AgentLog(
                        console,
                        path.isEmpty() ? null : Path.of(path).toAbsolutePath(),
                        file,
                        form(variables, warnings),
                        rollover(variables, warnings),
                        (int) number(variables, "ECS_LOG_MAX_ROLL_COUNT", USUAL_KEPT, 1, MOST_KEPT, warnings)),
                warnings);
    }

    /** The more talkative of the two. */
    public Level most() {
        return file != null && fileLevel.intValue() < console.intValue() ? fileLevel : console;
    }

    private static Form form(Map<String, String> variables, List<String> warnings) {
        String text = text(variables, "ECS_LOG_OUTPUT_FORMAT");
        return switch (text) {
            case "", "logfmt" -> Form.LOGFMT;
            case "json" -> Form.JSON;
            default -> {
                warnings.add(
                        "ECS_LOG_OUTPUT_FORMAT is '" + text + "', which is neither logfmt nor json; logfmt is used.");
                yield Form.LOGFMT;
            }
        };
    }

    /** The original takes whatever is not {@code size} for {@code hourly}. */
    private static Rollover rollover(Map<String, String> variables, List<String> warnings) {
        double megabytes =
                number(variables, "ECS_LOG_MAX_FILE_SIZE_MB", USUAL_MEGABYTES, 0.001, MOST_MEGABYTES, warnings);
        return text(variables, "ECS_LOG_ROLLOVER_TYPE").equals("size")
                ? new Rollover.BySize((long) (megabytes * BYTES_OF_MEGABYTE))
                : new Rollover.ByHour(ZoneId.systemDefault());
    }

    /** Nothing here is as bad as the original's {@code crit}, so it says no more than {@code none}. */
    private static Level level(Map<String, String> variables, String name, Level otherwise, List<String> warnings) {
        String text = text(variables, name).toLowerCase(Locale.ROOT);
        return switch (text) {
            case "" -> otherwise;
            case "none", "crit" -> Level.OFF;
            case "error" -> Level.SEVERE;
            case "warn" -> Level.WARNING;
            case "info" -> Level.INFO;
            case "debug" -> Level.FINE;
            default -> {
                warnings.add(name + " is '" + text + "', which is none of crit, error, warn, info, debug and none; "
                        + otherwise.getName().toLowerCase(Locale.ROOT) + " is used.");
                yield otherwise;
            }
        };
    }

    private static double number(
            Map<String, String> variables,
            String name,
            double otherwise,
            double least,
            double most,
            List<String> warnings) {
        String text = text(variables, name);
        Optional<Double> given = text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")
                ? Optional.of(Double.valueOf(text)).filter(number -> number >= least && number <= most)
                : Optional.empty();
        if (given.isEmpty() && !text.isEmpty()) {
            warnings.add(name + " is '" + text + "', which is no number from " + least + " to " + most + "; "
                    + otherwise + " is used.");
        }
        return given.orElse(otherwise);
    }

    private static String text(Map<String, String> variables, String name) {
        return variables.getOrDefault(name, "").strip();
    }
}
