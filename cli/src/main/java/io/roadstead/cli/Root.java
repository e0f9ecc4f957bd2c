package io.roadstead.cli;

import io.roadstead.cli.host.RunningServer;
import io.roadstead.control.access.RootKey;
import io.roadstead.wire.client.ControlClient;
import io.roadstead.wire.client.Ecs;
import java.io.IOException;
import java.nio.file.Path;

/** Calls as the root of account {@value Environment#ROOT_ACCOUNT}, by the key that the server of this host was given. */
final class Root {
    private Root() {}

    static Ecs ecs(RunningServer server) {
        return new Ecs(client(server));
    }

    /** @throws CommandFailure when its root key cannot be read */
    static ControlClient client(RunningServer server) {
        RootKey key = key(server);
        return new ControlClient(
                server.endpoint(),
                Environment.REGION,
                key.accessKeyId(),
                key.secret().reveal());
    }

    /** @throws CommandFailure when it cannot be read */
    static RootKey key(RunningServer server) {
        Path file = server.rootKeyFile();
        if (file == null) {
            return RootKey.EVERYBODYS;
        }
        try {
            return RootKey.read(file);
        } catch (IOException e) {
            throw new CommandFailure("The server's root key is in " + file + ", which cannot be read (" + e
                    + "). Run this as who started the server.");
        } catch (RootKey.RootKeyException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()));
        }
    }
}
