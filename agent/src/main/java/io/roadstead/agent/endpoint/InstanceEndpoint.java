package io.roadstead.agent.endpoint;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings up the address of an instance metadata service on a host that has none, and answers there. Of several agents of a
 * host the first has it, and the next takes it within a minute when that one ends.
 *
 * <p>Where somebody else answers at the address, or a route leads to it, it is left alone: the host is somebody's instance
 * already.
 */
public final class InstanceEndpoint implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InstanceEndpoint.class);
    private static final String NAME = "EC2ws";
    private static final int HTTP = 80;

    /** Beside the task metadata endpoint's, and as unlikely to be wanted by anybody. */
    private static final int PORT = 51677;

    private static final Duration RENEW = Duration.ofMinutes(1);
    private static final Duration PROBE = Duration.ofSeconds(1);

    private final Where where;
    private final Handler handler;
    private final Thread thread;
    private @Nullable HttpPort open;
    private boolean closed;

    /**
     * Where it is.
     *
     * @param bringUp whether address and rules are to be made; otherwise they are there
     * @param routed whether a route of this host leads to the address
     */
    public record Where(InetAddress address, int port, boolean bringUp, boolean routed) {
        /** An address of this host's own, to which port 80 is led. */
        public static Where at(InetAddress address, boolean routed) {
            return new Where(address, PORT, true, routed);
        }
    }

    private InstanceEndpoint(Where where, Handler handler) {
        this.where = where;
        this.handler = handler;
        this.thread = Thread.ofVirtual().name("imds").unstarted(this::keep);
    }

    /** Answers as soon as the address can be had; says in the log why, where it cannot. */
    public static InstanceEndpoint start(Where where, Handler handler) {
        InstanceEndpoint endpoint = new InstanceEndpoint(where, handler);
        endpoint.thread.start();
        return endpoint;
    }

    /** Whether this agent answers. */
    public synchronized boolean listening() {
        return open != null;
    }

    @Override
    public void close() {
        thread.interrupt();
        synchronized (this) {
            closed = true;
            if (open != null) {
                open.close();
            }
        }
    }

    private void keep() {
        HostAddress host = new HostAddress(where.address(), where.port());
        boolean told = false;
        try {
            if (where.bringUp() && !host.present() && (where.routed() || answered())) {
                LOG.warn(
                        "This host has an instance metadata service at {}, or a route to one: no other is offered",
                        where.address().getHostAddress());
                return;
            }
            while (true) {
                try {
                    if (where.bringUp()) {
                        host.add();
                    }
                    if (!listening()) {
                        listen();
                        LOG.info(
                                "The instance metadata service answers at {}",
                                where.address().getHostAddress());
                    }
                    if (where.bringUp()) {
                        host.redirect();
                        host.letDockerUsersRulesCount();
                    }
                    told = false;
                } catch (BindException taken) {
                    LOG.debug("Another agent of this host answers at {}", where.address());
                } catch (HostAddress.Impossible | IOException e) {
                    if (!told) {
                        LOG.warn("There is no instance metadata service on this host: {}", e.getMessage());
                    }
                    told = true;
                }
                Thread.sleep(RENEW);
            }
        } catch (InterruptedException stopping) {
            LOG.debug("The instance metadata service is closed");
        }
    }

    private synchronized void listen() throws IOException, InterruptedException {
        if (closed) {
            throw new InterruptedException();
        }
        open = HttpPort.open(new InetSocketAddress(where.address(), where.port()), NAME, handler);
    }

    private boolean answered() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(where.address(), HTTP), (int) PROBE.toMillis());
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }
}
