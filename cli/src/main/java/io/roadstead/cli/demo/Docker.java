package io.roadstead.cli.demo;

import io.roadstead.cli.CommandFailure;
import io.roadstead.cli.host.ExternalCommand;
import io.roadstead.cli.host.Packages;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The docker client on the PATH, used as a person would use it. */
final class Docker {
    static final Duration LIMIT = Duration.ofSeconds(30);

    /** Sees to it that there is a docker client; Debian 13 has it in a package apart from the engine. */
    static void ensureClient(Map<String, String> environment, Packages packages)
            throws InterruptedException, IOException {
        if (ExternalCommand.exists("docker", environment)) {
            return;
        }
        if (!packages.possible()) {
            throw new CommandFailure("There is no docker client on the PATH. Run: sudo apt-get install docker-cli");
        }
        packages.install("docker-cli");
    }

    private Docker() {}

    static ExternalCommand.Result run(String... arguments) throws InterruptedException {
        return run(LIMIT, arguments);
    }

    static ExternalCommand.Result run(Duration limit, String... arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        return ExternalCommand.run(limit, command.toArray(String[]::new));
    }
}
