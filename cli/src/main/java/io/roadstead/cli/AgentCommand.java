package io.roadstead.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "agent", mixinStandardHelpOptions = true, description = "Joins this host to a control plane elsewhere.")
final class AgentCommand implements Callable<Integer> {
    private final Session session;

    AgentCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        throw new CommandFailure("not wired yet" + session);
    }
}
