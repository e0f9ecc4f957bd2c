package io.roadstead.cli;

import io.roadstead.cli.host.DataDirectory;
import io.roadstead.core.reconcile.InstanceReconciler;
import io.roadstead.core.reconcile.SchedulerSettings;
import io.roadstead.server.findings.FindingSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which server is meant and how it listens. */
final class ServerOptions {
    static final int USUAL_PORT = 4566;
    static final String LOOPBACK = "127.0.0.1";

    /** Below that an agent's own restart would cost its tasks. */
    private static final Duration SHORTEST_ABSENCE = Duration.ofSeconds(5);

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "The port to listen on (${DEFAULT-VALUE}); 0 takes a free one.",
            defaultValue = "" + USUAL_PORT)
    int port = USUAL_PORT;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description = "The address to listen on (${DEFAULT-VALUE}). 0.0.0.0 lets other hosts in.",
            defaultValue = LOOPBACK)
    String bind = LOOPBACK;

    @Option(names = "--no-agent", description = "Control plane only; needs no Docker.")
    boolean noAgent;

    @Option(
            names = "--agent-lost-after",
            paramLabel = "DURATION",
            description = "How long an agent must stay away before its host is taken for gone and its tasks are told"
                    + " stopped, such as PT15M (the default).")
    @Nullable
    Duration agentLostAfter;

    @Option(
            names = "--no-findings",
            description = "Do not look at failures as they happen; ./roadstead doctor still looks when asked.")
    boolean noFindings;

    /** For tests: how long a task without a health check must run to count as healthy. */
    @Option(names = "--healthy-after", hidden = true)
    @Nullable
    Duration healthyAfter;

    /** For tests: the first pause after tasks that never ran. */
    @Option(names = "--throttle-first", hidden = true)
    @Nullable
    Duration throttleFirst;

    /** The constants of the service scheduler. */
    SchedulerSettings scheduler() {
        SchedulerSettings usual = SchedulerSettings.DEFAULT;
        return new SchedulerSettings(
                healthyAfter == null ? usual.healthyAfter() : healthyAfter,
                throttleFirst == null ? usual.throttleFirst() : throttleFirst,
                usual.throttleLongest(),
                usual.impairedAfter(),
                usual.toldAgain(),
                usual.balanceRetry(),
                usual.placementRetry(),
                usual.startsPerRound(),
                usual.stopsPerRound(),
                usual.accountsPerRound(),
                usual.writesPerRound());
    }

    FindingSettings findings() {
        return FindingSettings.DEFAULT.enabled(!noFindings);
    }

    /** When a host is taken for gone. An absence is known to a tenth of that time, but never more often than it is worth. */
    InstanceReconciler.Settings instances() {
        InstanceReconciler.Settings usual = InstanceReconciler.Settings.DEFAULT;
        if (agentLostAfter == null) {
            return usual;
        }
        Duration tenth = agentLostAfter.dividedBy(10);
        Duration every = tenth.compareTo(usual.lookEvery()) < 0 ? tenth : usual.lookEvery();
        return new InstanceReconciler.Settings(agentLostAfter, every, usual.longestGap(), usual.perRound());
    }

    /** @throws CommandFailure when the port is none, or a time is no time */
    void check() {
        if (port < 0 || port > 65535) {
            throw new CommandFailure("--port " + port + " is not a port: give a number from 0 to 65535.");
        }
        if (agentLostAfter != null && agentLostAfter.compareTo(SHORTEST_ABSENCE) < 0) {
            throw new CommandFailure("--agent-lost-after " + agentLostAfter + " is shorter than " + SHORTEST_ABSENCE
                    + ": a restart of the agent would lose its tasks. Give more, such as PT15M.");
        }
        if (bind.isBlank()) {
            throw new CommandFailure("--bind needs an address, such as 127.0.0.1 or 0.0.0.0.");
        }
    }

    /** The same options as words of a command line. */
    List<String> words() {
        List<String> words = new ArrayList<>(List.of("--port", Integer.toString(port), "--bind", bind));
        if (noAgent) {
            words.add("--no-agent");
        }
        if (noFindings) {
            words.add("--no-findings");
        }
        add(words, "--agent-lost-after", agentLostAfter);
        add(words, "--healthy-after", healthyAfter);
        add(words, "--throttle-first", throttleFirst);
        return words;
    }

    private static void add(List<String> words, String option, @Nullable Duration value) {
        if (value != null) {
            words.add(option);
            words.add(value.toString());
        }
    }

    /** {@code --data}, which every command takes. */
    static final class Data {
        @Option(
                names = "--data",
                paramLabel = "DIR",
                description = "Where everything is kept ($${XDG_STATE_HOME:-~/.local/state}/roadstead).")
        @Nullable
        Path data;

        DataDirectory directory(Map<String, String> environment) {
            return DataDirectory.of(data, environment);
        }
    }
}
