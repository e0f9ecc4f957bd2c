package io.roadstead.cli;

import io.roadstead.cli.host.DataDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which server is meant and how it listens. */
final class ServerOptions {
    static final int USUAL_PORT = 4566;
    static final String LOOPBACK = "127.0.0.1";

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

    /** @throws CommandFailure when the port is none */
    void check() {
        if (port < 0 || port > 65535) {
            throw new CommandFailure("--port " + port + " is not a port: give a number from 0 to 65535.");
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
        return words;
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
