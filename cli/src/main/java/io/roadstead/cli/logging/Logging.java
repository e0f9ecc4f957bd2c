package io.roadstead.cli.logging;

import io.roadstead.wire.http.JdkAccessLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Sets up where a long-running command logs to. */
public final class Logging {
    static final long FILE_BYTES = 16L << 20;
    static final int FILES_KEPT = 3;

    static {
        // Before anything touches the JDK's LogManager, and so by the class's name: to call it would be too late.
        System.setProperty("java.util.logging.manager", LogsToTheEnd.class.getName());
    }

    /** Held here, for the JDK forgets a logger's level when nobody holds the logger. */
    private static final Logger OURS = Logger.getLogger("io.roadstead");

    private static final Logger AGENTS = Logger.getLogger("io.roadstead.agent");

    private Logging() {}

    /** To the standard error, for a server in the foreground. */
    public static void toConsole(Level level) {
        ConsoleHandler handler = new ConsoleHandler();
        handler.setFormatter(new LogLine());
        install(handler, level);
    }

    /** To a file, for a server in the background. At most 64 MiB are kept, in four files. Of calls it tells a moment later. */
    public static void toFile(Path file, Level level) throws IOException {
        install(
                new RollingLog(file, new Rollover.BySize(FILE_BYTES), FILES_KEPT, new LogLine(), Logging::isCall),
                level);
    }

    /** As an agent's variables say: to the standard error, and to a file if there is one. */
    public static void ofAgent(AgentLog log) throws IOException {
        ConsoleHandler console = new ConsoleHandler();
        console.setFormatter(log.form().formatter());
        install(console, log.most());
        console.setLevel(log.console());
        addFile(Logger.getLogger(""), log);
    }

    /**
     * For an agent within a server, whose log it shares: what the agent says has a level of its own, and goes to a file of
     * its own as well if there is one.
     */
    public static void ofAgentWithin(AgentLog log) throws IOException {
        AGENTS.setLevel(log.most());
        addFile(AGENTS, log);
    }

    private static void addFile(Logger logger, AgentLog log) throws IOException {
        Path file = log.file();
        if (file == null || log.fileLevel().equals(Level.OFF)) {
            return;
        }
        if (file.getParent() != null) {
            Files.createDirectories(file.getParent());
        }
        RollingLog rolling =
                new RollingLog(file, log.rollover(), log.kept(), log.form().formatter(), Logging::isCall);
        rolling.setLevel(log.fileLevel());
        logger.addHandler(rolling);
    }

    private static boolean isCall(LogRecord logged) {
        return JdkAccessLog.NAME.equals(logged.getLoggerName());
    }

    /** Nothing but what is severe, for commands that end at once. */
    public static void quiet() {
        toConsole(Level.SEVERE);
    }

    /**
     * The level named by {@code ROADSTEAD_LOG_LEVEL}: {@code error}, {@code warn}, {@code info} or {@code debug}.
     *
     * @throws IllegalArgumentException when it names none of them
     */
    public static Level level(Map<String, String> environment) {
        String name = environment.getOrDefault("ROADSTEAD_LOG_LEVEL", "info");
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "error" -> Level.SEVERE;
            case "warn" -> Level.WARNING;
            case "info" -> Level.INFO;
            case "debug" -> Level.FINE;
            default ->
                throw new IllegalArgumentException(
                        "ROADSTEAD_LOG_LEVEL is '" + name + "': set it to error, warn, info or debug, or unset it.");
        };
    }

    private static void install(Handler handler, Level level) {
        Logger root = Logger.getLogger("");
        Arrays.stream(root.getHandlers()).forEach(root::removeHandler);
        handler.setLevel(Level.ALL);
        root.addHandler(handler);
        // Libraries speak only when something is wrong.
        root.setLevel(Level.WARNING);
        OURS.setLevel(level);
    }
}
