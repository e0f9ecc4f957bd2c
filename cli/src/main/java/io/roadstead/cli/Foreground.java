package io.roadstead.cli;

import io.roadstead.cli.host.DataDirectory;

/** A server in this process, until a signal ends it. */
final class Foreground {
    private final Session session;
    private final DataDirectory data;
    private final ServerOptions options;
    private final boolean background;

    Foreground(Session session, DataDirectory data, ServerOptions options, boolean background) {
        this.session = session;
        this.data = data;
        this.options = options;
        this.background = background;
    }

    int run() {
        if (background) {
            return 1;
        }
        throw new CommandFailure("not wired yet" + session + data + options.port);
    }
}
