package io.roadstead.cli;

import io.roadstead.cli.host.DataDirectory;
import io.roadstead.core.reconcile.InstanceReconciler;
import io.roadstead.core.reconcile.SchedulerSettings;
import io.roadstead.server.findings.FindingSettings;
import io.roadstead.services.identity.gate.Enforcement;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which server is meant and how it listens. */
final class ServerOptions {
    static final int USUAL_PORT = 4566;
    static final String LOOPBACK = "127.0.0.1";
    /** Names the file of the root key where {@code --root-key-file} does not. */
    static final String ROOT_KEY_FILE = "ROADSTEAD_ROOT_KEY_FILE";

    /** Names the file of the master keys where {@code --master-key-file} does not. */
    static final String MASTER_KEY_FILE = "ROADSTEAD_MASTER_KEY_FILE";

    /** Where agents read environment files; a variable of theirs. */
    static final String S3_ENDPOINT = "ROADSTEAD_S3_ENDPOINT";

    static final String S3_DESCRIPTION = "The S3 that environment files of containers are read from, such as"
            + " https://s3.eu-central-1.amazonaws.com ($$ROADSTEAD_S3_ENDPOINT; the control plane's own).";

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

    @Option(
            names = "--iam",
            paramLabel = "MODE",
            description =
                    "What becomes of calls that IAM policies do not allow: enforce refuses them, audit does them and"
                            + " records what would have been denied, off asks nothing (audit on loopback, else enforce).")
    @Nullable
    String iam;

    @Option(
            names = "--root-key-file",
            paramLabel = "FILE",
            description =
                    "The root access key of account 000000000000: a file of mode 0600 with AWS_ACCESS_KEY_ID=… and"
                            + " AWS_SECRET_ACCESS_KEY=…, made with a new key when there is none ($$ROADSTEAD_ROOT_KEY_FILE; test"
                            + " and test on loopback).")
    @Nullable
    Path rootKeyFile;

    @Option(
            names = "--master-key-file",
            paramLabel = "FILE",
            description =
                    "The keys that seal what is secret: a file of mode 0600 with 32 random bytes, made when there is"
                            + " none and nothing is sealed yet ($$ROADSTEAD_MASTER_KEY_FILE; master.key in the data directory).")
    @Nullable
    Path masterKeyFile;

    @Option(names = "--s3-endpoint", paramLabel = "URL", description = S3_DESCRIPTION)
    @Nullable
    String s3Endpoint;

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

    /** Whether only this host reaches the server. */
    boolean loopback() {
        try {
            return InetAddress.getByName(bind).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** @throws CommandFailure when {@code --iam} is none of its words */
    Enforcement enforcement() {
        if (iam == null) {
            return loopback() ? Enforcement.AUDIT : Enforcement.ENFORCE;
        }
        return switch (iam.toLowerCase(Locale.ROOT)) {
            case "enforce" -> Enforcement.ENFORCE;
            case "audit" -> Enforcement.AUDIT;
            case "off" -> Enforcement.OFF;
            default -> throw new CommandFailure("--iam " + iam + " is none of enforce, audit and off.");
        };
    }

    /**
     * Where the root key is; absent for the one that everybody knows.
     *
     * @throws CommandFailure when other hosts reach the server and it has none of its own
     */
    @Nullable
    Path rootKeyFile(Map<String, String> environment) {
        String named = environment.getOrDefault(ROOT_KEY_FILE, "");
        Path file = rootKeyFile != null || named.isBlank() ? rootKeyFile : Path.of(named);
        if (file == null && !loopback()) {
            throw new CommandFailure("--bind " + bind
                    + " lets other hosts in, and everybody knows the root key test with"
                    + " the secret test. Give the server one of its own: --root-key-file FILE, or " + ROOT_KEY_FILE
                    + "; the file is made with a new key when there is none.");
        }
        return file == null ? null : file.toAbsolutePath().normalize();
    }

    /** The environment as the local agent is to have it. */
    Map<String, String> agents(Map<String, String> environment) {
        if (s3Endpoint == null) {
            return environment;
        }
        Map<String, String> named = new HashMap<>(environment);
        named.put(S3_ENDPOINT, s3Endpoint);
        return named;
    }

    /** Where the operator keeps the master keys; absent for the data directory. */
    @Nullable
    Path masterKeyFile(Map<String, String> environment) {
        String named = environment.getOrDefault(MASTER_KEY_FILE, "");
        Path file = masterKeyFile != null || named.isBlank() ? masterKeyFile : Path.of(named);
        return file == null ? null : file.toAbsolutePath().normalize();
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
        enforcement();
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
        if (iam != null) {
            words.add("--iam");
            words.add(iam);
        }
        if (rootKeyFile != null) {
            words.add("--root-key-file");
            words.add(rootKeyFile.toAbsolutePath().toString());
        }
        if (masterKeyFile != null) {
            words.add("--master-key-file");
            words.add(masterKeyFile.toAbsolutePath().toString());
        }
        if (s3Endpoint != null) {
            words.add("--s3-endpoint");
            words.add(s3Endpoint);
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
