package io.roadstead.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

final class LocalAgent implements AutoCloseable {
    private LocalAgent() {}

    static LocalAgent start(URI endpoint, Path data, Map<String, String> environment) {
        if (data.isAbsolute()) {
            throw new CommandFailure("not wired yet: " + endpoint + data + environment.size());
        }
        return new LocalAgent();
    }

    String awaitConnected() {
        return "";
    }

    @Override
    public void close() {}
}
