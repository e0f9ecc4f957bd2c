package io.roadstead.cli;

import io.roadstead.wire.client.ControlClient;
import io.roadstead.wire.client.Ecs;
import java.net.URI;

/** Calls as the root of account {@value Environment#ROOT_ACCOUNT}. */
final class Root {
    private Root() {}

    static Ecs ecs(URI endpoint) {
        return new Ecs(client(endpoint));
    }

    static ControlClient client(URI endpoint) {
        return new ControlClient(endpoint, Environment.REGION, Environment.ROOT_KEY, Environment.ROOT_SECRET);
    }
}
