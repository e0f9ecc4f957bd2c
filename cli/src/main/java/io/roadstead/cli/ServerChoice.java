package io.roadstead.cli;

import io.roadstead.cli.host.DataDirectory;
import io.roadstead.cli.host.PidFile;
import io.roadstead.cli.host.RunningServer;
import io.roadstead.wire.client.ControlClient;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which server a command looks at: the one it was told, else the one of {@code --data}, else the one that
 * {@code AWS_ENDPOINT_URL} names, else the one of this host.
 */
record ServerChoice(
        Session session, ServerOptions.Data data, @Nullable URI endpoint) {
    /** @throws CommandFailure when no server runs here and none elsewhere was named */
    ControlClient client() throws IOException {
        AwsEnvironment named = new AwsEnvironment(session.environment());
        if (endpoint != null) {
            return named.at(endpoint);
        }
        if (named.hasEndpoint() && data.data == null) {
            return named.endpoint();
        }
        DataDirectory directory = data.directory(session.environment());
        return Root.client(new PidFile(directory.pidFile())
                .live()
                .orElseThrow(() -> new CommandFailure("Roadstead does not run (data directory " + directory.path()
                        + "), and AWS_ENDPOINT_URL names no other server. Start it first: ./roadstead up --detach")));
    }

    /** The container instance that is this very host, when the server looked at is this host's and has an agent. */
    Optional<String> instanceHere() throws IOException {
        AwsEnvironment named = new AwsEnvironment(session.environment());
        boolean elsewhere = endpoint != null || (named.hasEndpoint() && data.data == null);
        return new PidFile(data.directory(session.environment()).pidFile())
                .live()
                .filter(server -> !elsewhere || named.means(server.endpoint()))
                .map(RunningServer::instanceArn);
    }
}
