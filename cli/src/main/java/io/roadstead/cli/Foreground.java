package io.roadstead.cli;

import io.roadstead.cli.host.DataDirectory;
import io.roadstead.cli.host.HeapBound;
import io.roadstead.cli.host.PidFile;
import io.roadstead.cli.host.RunningServer;
import io.roadstead.cli.logging.AgentLog;
import io.roadstead.cli.logging.Logging;
import io.roadstead.control.access.KeyRenewal;
import io.roadstead.control.access.MasterKeyException;
import io.roadstead.control.access.RootKey;
import io.roadstead.server.ControlPlane;
import io.roadstead.server.Settings;
import io.roadstead.store.StoreException;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ExitCode;

/** The control plane and, unless it is not wanted, the local agent in this process, until a signal ends it. */
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

    /** Returns only when the server cannot start; a signal ends the process from within. */
    int run() throws IOException, InterruptedException {
        Level level = Logging.level(session.environment());
        if (background) {
            Logging.toFile(data.log(), level);
        } else {
            Logging.toConsole(level);
        }
        Logger log = LoggerFactory.getLogger(Foreground.class);
        if (!options.noAgent) {
            AgentLog.Read agentLog = AgentLog.read(session.environment(), level);
            agentLog.warnings().forEach(log::warn);
            Logging.ofAgentWithin(agentLog.log());
        }
        Path rootKeyFile = options.rootKeyFile(session.environment());
        RootKey rootKey = rootKey(rootKeyFile);
        ControlPlane plane = startPlane(rootKey);
        URI endpoint = clientEndpoint(options.bind, plane.port());
        PidFile pidFile = new PidFile(data.pidFile());
        RunningServer server = new RunningServer(
                ProcessHandle.current().pid(), processStart(), endpoint, !options.noAgent, null, null, rootKeyFile);
        LocalAgent agent;
        String instance;
        try {
            pidFile.write(server);
            agent = options.noAgent
                    ? null
                    : LocalAgent.start(LocalAgent.variablesOfUp(
                            endpoint, rootKey, data.agent(), options.agents(session.environment())));
        } catch (IOException | RuntimeException e) {
            close(null, plane, pidFile);
            throw e;
        }
        Thread hook = Signals.endBy(() -> close(agent, plane, pidFile), this::told);
        try {
            instance = agent == null ? null : agent.awaitConnected();
        } catch (RuntimeException e) {
            Runtime.getRuntime().removeShutdownHook(hook);
            close(agent, plane, pidFile);
            throw e;
        }
        RunningServer ready = server.ready(session.clock().instant(), instance);
        pidFile.write(ready);
        log.info("Ready at {} with data in {}", endpoint, data.path());
        if (!background) {
            UpCommand.tellReady(session, data, ready, null);
        }
        new HeapBound(HeapBound.Heap.OF_JVM).keep();
        return ExitCode.OK;
    }

    private void told() {
        if (!background) {
            session.terminal().note("Roadstead is stopped; containers keep running.");
        }
    }

    private static RootKey rootKey(@Nullable Path file) {
        try {
            return file == null ? RootKey.EVERYBODYS : RootKey.load(file);
        } catch (RootKey.RootKeyException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new CommandFailure("The root key " + file + " can be neither read nor made: " + e);
        }
    }

    private ControlPlane startPlane(RootKey rootKey) throws IOException {
        try {
            return ControlPlane.start(new Settings(options.bind, options.port, data.path())
                    .with(options.scheduler(), options.instances())
                    .with(options.findings())
                    .with(options.enforcement(), rootKey)
                    .with(new Settings.MasterKeys(
                            options.masterKeyFile(session.environment()), KeyRenewal.Settings.DEFAULT)));
        } catch (MasterKeyException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()));
        } catch (StoreException e) {
            throw new CommandFailure(sentence(e));
        } catch (IOException | RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof BindException) {
                    throw new CommandFailure("Port " + options.port + " of " + options.bind + " cannot be had ("
                            + cause.getMessage() + "). Find who has it: ss -ltnp 'sport = :" + options.port
                            + "', or take another: --port " + (options.port + 1));
                }
            }
            throw e;
        }
    }

    private static String sentence(StoreException e) {
        String message = String.valueOf(e.getMessage());
        return message.isEmpty() ? e.toString() : Character.toUpperCase(message.charAt(0)) + message.substring(1) + ".";
    }

    private static Instant processStart() {
        return ProcessHandle.current()
                .info()
                .startInstant()
                .orElseThrow(() -> new CommandFailure("This system does not tell when a process began."));
    }

    /** How clients on this host reach it: an address for everybody is not one to connect to. */
    static URI clientEndpoint(String bind, int port) {
        String host = bind.equals("0.0.0.0") || bind.equals("::") ? ServerOptions.LOOPBACK : bind;
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }

    /** The agent first: what it still has to say, the server can take down. */
    private static void close(@Nullable LocalAgent agent, ControlPlane plane, PidFile pidFile) {
        try {
            if (agent != null) {
                agent.close();
            }
        } finally {
            try {
                plane.close();
            } finally {
                pidFile.removeIfOf(ProcessHandle.current().pid());
            }
        }
    }
}
