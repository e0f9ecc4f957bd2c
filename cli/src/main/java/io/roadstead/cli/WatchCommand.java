package io.roadstead.cli;

import io.roadstead.cli.watch.Lookout;
import io.roadstead.cli.watch.Watch;
import io.roadstead.wire.client.ControlClient;
import io.roadstead.wire.client.Ecs;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A cluster on the terminal, live. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Shows a cluster live: services, tasks, instances, the newest service events, and what the doctor"
                + " finds. It only reads.",
        footer = {
            "",
            "On a terminal it fills the screen until q or Ctrl-C. Into a pipe or a file it",
            "prints one picture after another.",
            "It looks at the server of this host, or at AWS_ENDPOINT_URL with the",
            "credentials in the environment."
        })
final class WatchCommand implements Callable<Integer> {
    /** The columns of a picture that goes into a pipe or a file, where {@code COLUMNS} says nothing. */
    static final int PLAIN_COLUMNS = 120;

    private static final int FEWEST_COLUMNS = 20;
    private static final int MOST_COLUMNS = 1000;
    private static final Duration SHORTEST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Pattern INTERVAL = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,3})?)(ms|s|m|h)?");

    private final Session session;

    @Option(
            names = "--cluster",
            paramLabel = "NAME",
            description = "The cluster, by name or ARN (${DEFAULT-VALUE}).",
            defaultValue = "default")
    String cluster = "default";

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            description = "How often to look (${DEFAULT-VALUE}), such as 500ms, 5s or 1m; a number alone is seconds.",
            defaultValue = "2s")
    String interval = "2s";

    @Option(names = "--once", description = "Print one picture and end.")
    boolean once;

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "Look at this server, such as http://10.0.0.5:4566.")
    @Nullable
    URI endpoint;

    @Mixin
    private final Spoken spoken = new Spoken();

    @Mixin
    private final ServerOptions.Data data = new ServerOptions.Data();

    WatchCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        Duration every = interval(interval);
        if (endpoint != null && (endpoint.getScheme() == null || endpoint.getHost() == null)) {
            throw new CommandFailure("--endpoint " + endpoint + " is no URL: give one such as http://10.0.0.5:4566.");
        }
        boolean terminal = session.terminal().interactive();
        Watch watch = new Watch(
                session.terminal(),
                new Lookout(this::server, cluster, session.clock()),
                session.clock(),
                terminal ? ZoneId.systemDefault() : ZoneOffset.UTC,
                spoken.language(session.environment()),
                columns(session.environment().getOrDefault("COLUMNS", "")),
                every,
                interval);
        if (once) {
            watch.once();
        } else if (terminal) {
            watch.live();
        } else {
            watch.plainly();
        }
        return ExitCode.OK;
    }

    private Lookout.Server server() throws IOException {
        ControlClient client = new ServerChoice(session, data, endpoint).client();
        return new Lookout.Server(client.endpoint().toString(), new Ecs(client)::call);
    }

    /** What {@code COLUMNS} says, as for other programs that print tables; a value of no use counts as none. */
    static int columns(String told) {
        return told.matches("\\d{1,4}")
                ? Math.clamp(Integer.parseInt(told), FEWEST_COLUMNS, MOST_COLUMNS)
                : PLAIN_COLUMNS;
    }

    /**
     * The time that a text such as {@code 2s} says.
     *
     * @throws CommandFailure when it is none, or one too short or too long
     */
    static Duration interval(String text) {
        Matcher parts = INTERVAL.matcher(text);
        if (!parts.matches()) {
            throw new CommandFailure("--interval " + text
                    + " is no time: give a number with ms, s, m or h, such as 2s; a number alone is seconds.");
        }
        String unit = parts.group(2) == null ? "s" : parts.group(2);
        long millis =
                switch (unit) {
                    case "ms" -> 1;
                    case "m" -> 60_000;
                    case "h" -> 3_600_000;
                    default -> 1000;
                };
        Duration interval = Duration.ofMillis(new BigDecimal(parts.group(1))
                .multiply(BigDecimal.valueOf(millis))
                .longValue());
        if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
            throw new CommandFailure("--interval " + text + " is out of range: give a time from 200ms to 1h.");
        }
        return interval;
    }
}
