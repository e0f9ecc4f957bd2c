package io.roadstead.cli.host;

import io.roadstead.cli.CommandFailure;
import io.roadstead.cli.host.EngineFacts.Reach;
import io.roadstead.cli.terminal.Terminal;
import io.roadstead.cli.terminal.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sees to it that a Docker Engine answers on this host, as {@link EnginePlan} decides. */
public final class EngineSetup {
    /** An engine that starts for the first time makes its networks and loads its images first. */
    static final Duration START_LIMIT = Duration.ofSeconds(60);

    private static final Duration POLL = Duration.ofMillis(200);

    private final Map<String, String> environment;
    private final DataDirectory data;
    private final Terminal terminal;
    private final EngineAddress address;

    public EngineSetup(Map<String, String> environment, DataDirectory data, Terminal terminal) {
        this.environment = environment;
        this.data = data;
        this.terminal = terminal;
        this.address = EngineAddress.of(environment);
    }

    /** @throws CommandFailure when no engine answers in the end; the message says what to do */
    public void ensure() throws InterruptedException, IOException {
        EngineFacts facts = facts();
        switch (EnginePlan.of(facts)) {
            case EnginePlan.Ready ready -> {}
            case EnginePlan.Refuse refuse ->
                throw new CommandFailure(refuse.sentence()
                        + "\nWithout Docker: ./roadstead up --no-agent starts the control plane alone.");
            case EnginePlan.Wait wait -> {
                terminal.note("Waiting for the Docker Engine that is starting (process " + wait.dockerd() + ") ...");
                if (!answersWithin(START_LIMIT)) {
                    throw new CommandFailure("A Docker Engine lives (process " + wait.dockerd()
                            + ") and did not answer at " + address.url() + " within " + Words.duration(START_LIMIT)
                            + ". Look at its log, or end it and run this again.");
                }
            }
            case EnginePlan.SetUp setUp -> setUp(setUp);
        }
    }

    private void setUp(EnginePlan.SetUp plan) throws InterruptedException, IOException {
        data.create();
        if (plan.install()) {
            new Packages(environment, data, terminal).install("docker.io", "ca-certificates");
        }
        // The package's own script may have started it, or be about to.
        if (answersWithin(plan.install() ? Duration.ofSeconds(3) : Duration.ZERO)) {
            return;
        }
        if (facts().dockerd() == null) {
            if (plan.bySystemd()) {
                startBySystemd();
            } else {
                startInBackground();
            }
        }
        if (!answersWithin(START_LIMIT)) {
            throw new CommandFailure("The Docker Engine did not start within " + Words.duration(START_LIMIT)
                    + (plan.bySystemd()
                            ? ". Look at: journalctl -u docker"
                            : ". The last lines of " + data.engineLog() + ":\n" + LogTail.of(data.engineLog(), 0)));
        }
        terminal.note("Started the Docker Engine.");
    }

    private static void startBySystemd() throws InterruptedException {
        ExternalCommand.Result result = ExternalCommand.run(START_LIMIT, "systemctl", "start", "docker");
        if (!result.ok()) {
            throw new CommandFailure("systemctl start docker failed: " + result.lastLine());
        }
    }

    /** In a session of its own, so that Ctrl-C here does not end it: it serves the whole host and stays. */
    private void startInBackground() throws IOException {
        List<String> command = new ArrayList<>();
        if (ExternalCommand.exists("setsid", environment)) {
            command.add("setsid");
        }
        command.add("dockerd");
        new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(data.engineLog().toFile()))
                .start();
        terminal.note("Starting the Docker Engine in the background; its log is " + data.engineLog());
    }

    private boolean answersWithin(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (address.ping() != Reach.ANSWERS) {
            if (System.nanoTime() >= end) {
                return false;
            }
            Thread.sleep(POLL);
        }
        return true;
    }

    private EngineFacts facts() throws InterruptedException {
        Long dockerd = ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .command()
                        .filter(command -> Path.of(command).endsWith("dockerd"))
                        .isPresent())
                .map(ProcessHandle::pid)
                .findFirst()
                .orElse(null);
        return new EngineFacts(
                address.url(),
                address.chosen(),
                address.ping(),
                Packages.root(),
                Packages.debian(environment),
                ExternalCommand.exists("dockerd", environment) || Files.isExecutable(Path.of("/usr/sbin/dockerd")),
                Files.isDirectory(Path.of("/run/systemd/system")),
                dockerd);
    }
}
