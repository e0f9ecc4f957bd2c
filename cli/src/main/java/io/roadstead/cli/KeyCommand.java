package io.roadstead.cli;

import io.roadstead.cli.host.DataDirectory;
import io.roadstead.cli.host.PidFile;
import io.roadstead.cli.terminal.Terminal;
import io.roadstead.cli.terminal.Terminal.Row;
import io.roadstead.wire.client.ControlClient;
import io.roadstead.wire.client.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The keys that seal what is secret. Both commands ask the server that runs: it alone knows what is sealed, and nobody else
 * may write while it does.
 */
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "(rotate | status)",
        description = "The master key of a running server, which seals what is secret.")
final class KeyCommand implements Runnable {
    private static final String TARGET = "Roadstead_20261101.";

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(), "key needs a word more: key rotate or key status");
    }

    private static ControlClient client(Session session, ServerOptions.Data data) throws java.io.IOException {
        DataDirectory directory = data.directory(session.environment());
        return Root.client(new PidFile(directory.pidFile())
                .live()
                .orElseThrow(() -> new CommandFailure("Roadstead does not run (data directory " + directory.path()
                        + "), and its keys are turned by the server. Start it first: ./roadstead up --detach")));
    }

    /** Makes a new key. */
    @Command(
            name = "rotate",
            mixinStandardHelpOptions = true,
            versionProvider = Main.Version.class,
            description = "Makes a new master key. What older ones sealed stays readable and is sealed anew meanwhile.")
    static final class Rotate implements Callable<Integer> {
        private final Session session;

        @Mixin
        private final ServerOptions.Data data = new ServerOptions.Data();

        Rotate(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() throws Exception {
            Json made = client(session, data).call("roadstead", TARGET + "RotateMasterKey", Json.object());
            Terminal terminal = session.terminal();
            terminal.line("Master key " + terminal.bold(made.path("keyId").text())
                    + " seals from now on. What older ones sealed is sealed anew meanwhile: ./roadstead key status"
                    + UpCommand.dataWords(data));
            terminal.note("Back the file of the keys up again, with the store: neither is of use alone.");
            return ExitCode.OK;
        }
    }

    /** Says which keys there are. */
    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            versionProvider = Main.Version.class,
            description = "Says which master keys there are, and what still needs them.")
    static final class Status implements Callable<Integer> {
        private final Session session;

        @Mixin
        private final ServerOptions.Data data = new ServerOptions.Data();

        Status(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() throws Exception {
            Json told = client(session, data).call("roadstead", TARGET + "DescribeMasterKeys", Json.object());
            List<Row> rows = new ArrayList<>();
            for (Json key : told.path("keys").items()) {
                rows.add(new Row(key.path("keyId").text(), line(key)));
            }
            Terminal terminal = session.terminal();
            terminal.table(rows);
            if (told.path("working").truth()) {
                terminal.note("What older keys sealed is being sealed anew.");
            }
            String failure = told.path("failure").text();
            if (!failure.isEmpty()) {
                terminal.note(terminal.yellow("Not everything could be sealed anew yet: ") + failure
                        + " It is tried again every minute.");
            }
            return ExitCode.OK;
        }

        /** {@code current, since 2026-11-23T21:00:00Z: 3 tasks, 12 secrets}. */
        private static String line(Json key) {
            List<String> uses = new ArrayList<>();
            Json use = key.path("use");
            for (String what : use.names()) {
                uses.add(use.path(what).number() + " " + what);
            }
            String since = key.path("createdAt").text();
            String when = since.equals(Instant.EPOCH.toString()) ? "the original one" : "since " + since;
            String state = key.path("current").truth()
                    ? "current, " + when
                    : "former, " + when + ", kept until "
                            + key.path("keptUntil").text()
                            + (uses.isEmpty() ? " for temporary credentials" : " or longer");
            return state + ": " + (uses.isEmpty() ? "nothing" : String.join(", ", uses));
        }
    }
}
