package io.roadstead.cli;

import io.roadstead.cli.host.DataDirectory;
import io.roadstead.cli.host.PidFile;
import io.roadstead.cli.host.RunningServer;
import io.roadstead.cli.terminal.Terminal;
import io.roadstead.wire.client.Json;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Accounts and their access keys. */
@Command(
        name = "account",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "add",
        description = "Accounts of a running server and their access keys.")
final class AccountCommand implements Runnable {
    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                java.util.Objects.requireNonNull(spec).commandLine(), "account needs a word more: account add");
    }

    /** Makes an account; what belongs to one account is never seen by another. */
    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            versionProvider = Main.Version.class,
            description = "Makes an account with a root access key of its own. The secret is shown once.")
    static final class Add implements Callable<Integer> {
        private final Session session;

        @Option(
                names = "--id",
                paramLabel = "N",
                description = "The account's 12 digits (chosen at random if not given).")
        @Nullable
        String id;

        @Mixin
        private final ServerOptions.Data data = new ServerOptions.Data();

        Add(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() throws Exception {
            if (id != null && !id.matches("[0-9]{12}")) {
                throw new CommandFailure(
                        "--id " + id + " is not an account id: give exactly 12 digits, or leave it out.");
            }
            DataDirectory directory = data.directory(session.environment());
            RunningServer server = new PidFile(directory.pidFile())
                    .live()
                    .orElseThrow(() -> new CommandFailure("Roadstead does not run (data directory " + directory.path()
                            + "). Start it first: ./roadstead up --detach"));
            Json input = Json.object();
            if (id != null) {
                input.put("accountId", id);
            }
            Json made = Root.client(server).call("roadstead", "Roadstead_20261101.CreateAccount", input);
            Terminal terminal = session.terminal();
            terminal.note("Account " + terminal.bold(made.path("accountId").text())
                    + " is made. Keep its secret now; it is not shown again.");
            new Environment(
                            server.endpoint(),
                            made.path("accessKeyId").text(),
                            made.path("secretAccessKey").text())
                    .print(terminal);
            return ExitCode.OK;
        }
    }
}
