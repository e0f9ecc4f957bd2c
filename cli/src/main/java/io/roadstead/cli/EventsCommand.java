package io.roadstead.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roadstead.cli.host.DataDirectory;
import io.roadstead.cli.host.PidFile;
import io.roadstead.cli.host.RunningServer;
import io.roadstead.wire.client.ControlClient;
import io.roadstead.wire.client.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What happened: the events ECS tells EventBridge, from the server's journal. */
@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Tells what happened to tasks, instances, services and deployments: the events that ECS sends to"
                + " EventBridge. They are kept for a day.")
final class EventsCommand implements Callable<Integer> {
    /** How often a server is asked whether there is more to follow. */
    private static final Duration POLL = Duration.ofSeconds(1);

    private static final Pattern AGO = Pattern.compile("(\\d{1,6})([smhd])");

    private final Session session;

    @Option(names = "--cluster", paramLabel = "C", description = "Of this cluster only: its name or ARN.")
    @Nullable
    String cluster;

    @Option(names = "--service", paramLabel = "S", description = "Of this service and its tasks only.")
    @Nullable
    String service;

    @Option(
            names = "--since",
            paramLabel = "WHEN",
            description = "How far back (${DEFAULT-VALUE}): 30s, 10m, 2h, 1d, or a time such as 2026-03-01T12:00:00Z.",
            defaultValue = "1h")
    String since = "1h";

    @Option(names = "--follow", description = "Go on with what happens from now on, until Ctrl-C.")
    boolean follow;

    @Option(names = "--json", description = "Print EventBridge's JSON, one event a line.")
    boolean json;

    @Mixin
    private final ServerOptions.Data data = new ServerOptions.Data();

    EventsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        Instant from = since(since, session.clock().instant());
        DataDirectory directory = data.directory(session.environment());
        RunningServer server = new PidFile(directory.pidFile())
                .live()
                .orElseThrow(() -> new CommandFailure("Roadstead does not run (data directory " + directory.path()
                        + "). Start it first: ./roadstead up --detach"));
        ControlClient client = Root.client(server);
        Json input = Json.object().put("since", from.getEpochSecond());
        if (cluster != null) {
            input.put("cluster", cluster);
        }
        if (service != null) {
            input.put("service", service);
        }
        EventLines lines = new EventLines(session.terminal(), zone());
        boolean first = true;
        while (true) {
            Json page = client.call("roadstead", "Roadstead_20261101.ListEvents", input);
            if (page.path("missed").truth() && !first) {
                session.terminal().note("Some events are missing here: the server no longer keeps them.");
            }
            first = false;
            for (Json event : page.path("events")) {
                print(event.text(), lines);
            }
            input.put("after", page.path("next").text());
            if (!page.path("more").truth()) {
                if (!follow) {
                    return ExitCode.OK;
                }
                Thread.sleep(POLL);
            }
        }
    }

    private void print(String event, EventLines lines) throws IOException {
        if (json) {
            session.terminal().line(event);
        } else {
            lines.print(Json.parse(event.getBytes(UTF_8)));
        }
    }

    private ZoneId zone() {
        return session.terminal().interactive() ? ZoneId.systemDefault() : ZoneOffset.UTC;
    }

    /**
     * When a text like {@code 90m} or {@code 2026-03-01T12:00:00Z} means.
     *
     * @throws CommandFailure when it is neither
     */
    static Instant since(String text, Instant now) {
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            long number = Long.parseLong(ago.group(1));
            return now.minus(
                    switch (ago.group(2)) {
                        case "s" -> Duration.ofSeconds(number);
                        case "m" -> Duration.ofMinutes(number);
                        case "h" -> Duration.ofHours(number);
                        default -> Duration.ofDays(number);
                    });
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException neither) {
            throw new CommandFailure(
                    "--since " + text
                            + " is no time: give a number with s, m, h or d, such as 90m, or a time such as 2026-03-01T12:00:00Z.");
        }
    }
}
