package io.roadstead.cli.host;

import io.roadstead.cli.CommandFailure;
import io.roadstead.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Installs Debian packages, with what apt-get said kept in a log. */
public final class Packages {
    static final Duration LIMIT = Duration.ofMinutes(10);

    private final Map<String, String> environment;
    private final DataDirectory data;
    private final Terminal terminal;

    public Packages(Map<String, String> environment, DataDirectory data, Terminal terminal) {
        this.environment = environment;
        this.data = data;
        this.terminal = terminal;
    }

    /** Whether this process may install. */
    public static boolean root() {
        return System.getProperty("user.name", "").equals("root");
    }

    /** Whether this system installs by apt-get. */
    public static boolean debian(Map<String, String> environment) {
        return Files.exists(Path.of("/etc/debian_version")) && ExternalCommand.exists("apt-get", environment);
    }

    /** Whether {@link #install} can work at all. */
    public boolean possible() {
        return root() && debian(environment);
    }

    /** @throws CommandFailure with apt-get's last words when it fails */
    public void install(String... names) throws InterruptedException, IOException {
        data.create();
        terminal.note(
                "Installing " + String.join(", ", names) + " (apt-get; its words go to " + data.setupLog() + ") ...");
        long before = Files.exists(data.setupLog()) ? Files.size(data.setupLog()) : 0;
        // A list of packages that is merely old often does; a machine without one needs the update.
        run("apt-get", "update");
        List<String> install = new ArrayList<>(List.of("apt-get", "install", "-y", "--no-install-recommends"));
        install.addAll(List.of(names));
        if (!run(install.toArray(String[]::new)).ok()) {
            throw new CommandFailure("apt-get could not install " + String.join(", ", names) + ". Its last lines:\n"
                    + LogTail.of(data.setupLog(), before));
        }
    }

    private ExternalCommand.Result run(String... command) throws InterruptedException {
        return ExternalCommand.run(
                LIMIT, data.setupLog(), Map.of("DEBIAN_FRONTEND", "noninteractive"), List.of(command));
    }
}
