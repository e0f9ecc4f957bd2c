package io.roadstead.cli;

import io.roadstead.cli.host.RunningServer;
import io.roadstead.cli.terminal.Terminal;
import io.roadstead.control.access.RootKey;
import java.net.URI;
import java.util.List;

/** The variables by which the AWS CLI and SDKs find a server. */
record Environment(URI endpoint, String accessKeyId, String secretAccessKey) {
    /** The root key of account {@value #ROOT_ACCOUNT}, out of the box. */
    static final String ROOT_KEY = "test";

    static final String ROOT_SECRET = "test";
    static final String ROOT_ACCOUNT = "000000000000";
    static final String REGION = "us-east-1";

    /** @throws CommandFailure when its root key cannot be read */
    static Environment ofRoot(RunningServer server) {
        RootKey key = Root.key(server);
        return new Environment(
                server.endpoint(), key.accessKeyId(), key.secret().reveal());
    }

    /** One {@code export} a line. Both names of the region: the CLI reads one, some SDKs the other. */
    List<String> exports() {
        return List.of(
                "export AWS_ENDPOINT_URL=" + endpoint,
                "export AWS_ACCESS_KEY_ID=" + accessKeyId,
                "export AWS_SECRET_ACCESS_KEY=" + secretAccessKey,
                "export AWS_DEFAULT_REGION=" + REGION,
                "export AWS_REGION=" + REGION);
    }

    /** On the standard output alone, so that {@code eval "$(./roadstead up --detach)"} works. */
    void print(Terminal terminal) {
        exports().forEach(terminal::line);
    }
}
