package io.roadstead.agent.endpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets containers reach a control plane that listens on loopback: the same port of the endpoint's address, joined to it
 * byte by byte. A signature names the host that was called, so nothing in between may be changed.
 *
 * <p>Why the server's own port: nobody else on this host can have it anyway, since a listener on loopback keeps every
 * other from that port of all addresses. So this takes no port from any task that the server had not taken, and of several
 * servers on a host each has a port of its own. Of several agents of one server the first has it; the next takes it when
 * that one ends. A server that listens on all addresses has it itself.
 *
 * <p>Callers are this host and what is on its bridges. Others of the network could send packets to the address too, and
 * the server was put on loopback to keep them out.
 */
public final class ApiSplice implements AutoCloseable {
    /** Connections at once; more wait in the kernel's queue. */
    static final int MOST_CONNECTIONS = 256;

    private static final Logger LOG = LoggerFactory.getLogger(ApiSplice.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final int CONNECT_MILLIS = 5_000;
    private static final int BACKLOG = 256;
    private static final int PIECE_BYTES = 16 * 1024;
    private static final Path DEVICES = Path.of("/sys/class/net");

    private final InetSocketAddress address;
    private final InetSocketAddress server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Semaphore free = new Semaphore(MOST_CONNECTIONS);
    private final Thread listening;
    private volatile @Nullable ServerSocket listener;
    private volatile boolean closed;

    private ApiSplice(InetSocketAddress address, InetSocketAddress server) {
        this.address = address;
        this.server = server;
        this.listening = Thread.ofVirtual().name("api-splice").unstarted(this::listen);
    }

    /**
     * Joins connections from now on, or as soon as the address can be had.
     *
     * @param address of this host
     * @param server on loopback, whose port is taken
     */
    public static ApiSplice start(InetAddress address, InetSocketAddress server) {
        ApiSplice splice = new ApiSplice(new InetSocketAddress(address, server.getPort()), server);
        splice.listening.start();
        return splice;
    }

    @Override
    public void close() {
        closed = true;
        listening.interrupt();
        closeQuietly(listener);
        open.forEach(ApiSplice::closeQuietly);
    }

    private void listen() {
        try {
            while (!closed) {
                try (ServerSocket socket = new ServerSocket()) {
                    socket.setReuseAddress(true);
                    socket.bind(address, BACKLOG);
                    listener = socket;
                    LOG.info("Containers reach the control plane at {}", address);
                    accept(socket);
                } catch (BindException taken) {
                    LOG.debug("{} is taken, by another agent or the server itself", address);
                } catch (IOException e) {
                    if (!closed) {
                        LOG.warn(
                                "Containers cannot reach the control plane at {} at the moment: {}",
                                address,
                                e.toString());
                    }
                }
                Thread.sleep(RETRY);
            }
        } catch (InterruptedException stopping) {
            LOG.debug("Containers reach the control plane by this agent no more, for it stops");
        }
    }

    private void accept(ServerSocket socket) throws IOException, InterruptedException {
        while (!closed) {
            free.acquire();
            Socket caller;
            try {
                caller = socket.accept();
            } catch (IOException e) {
                free.release();
                throw e;
            }
            Thread.ofVirtual().name("api-splice-call").start(() -> {
                try {
                    join(caller);
                } finally {
                    free.release();
                }
            });
        }
    }

    private void join(Socket caller) {
        try (caller;
                Socket called = new Socket()) {
            open.add(caller);
            open.add(called);
            if (closed || !near(caller.getInetAddress())) {
                return;
            }
            called.connect(server, CONNECT_MILLIS);
            called.setTcpNoDelay(true);
            caller.setTcpNoDelay(true);
            // A caller that vanished without a word is found out by the kernel.
            caller.setKeepAlive(true);
            Thread back = Thread.ofVirtual().name("api-splice-answer").start(() -> copy(called, caller));
            copy(caller, called);
            back.join();
        } catch (IOException e) {
            LOG.debug("A call from {} could not be handed on", caller.getRemoteSocketAddress(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(caller);
            open.removeIf(Socket::isClosed);
        }
    }

    /** Until one says no more, which the other is told; whoever breaks off ends both. */
    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] piece = new byte[PIECE_BYTES];
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                out.write(piece, 0, n);
            }
            to.shutdownOutput();
        } catch (IOException brokenOff) {
            LOG.debug("A connection between a container and the control plane broke off", brokenOff);
            closeQuietly(from);
            closeQuietly(to);
        }
    }

    private static boolean near(InetAddress caller) throws SocketException {
        if (caller.isLoopbackAddress() || NetworkInterface.getByInetAddress(caller) != null) {
            return true;
        }
        return NetworkInterface.networkInterfaces()
                .filter(device ->
                        Files.isDirectory(DEVICES.resolve(device.getName()).resolve("bridge")))
                .flatMap(device -> device.getInterfaceAddresses().stream())
                .anyMatch(own -> holds(own, caller));
    }

    /** Whether an address is in the network of one of this host's own. */
    static boolean holds(InterfaceAddress own, InetAddress other) {
        return holds(own.getAddress().getAddress(), own.getNetworkPrefixLength(), other.getAddress());
    }

    static boolean holds(byte[] network, int prefix, byte[] other) {
        if (network.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> (bit % 8);
            if (((network[bit / 8] ^ other[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    private static void closeQuietly(@Nullable AutoCloseable socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (Exception e) {
            LOG.debug("A socket did not close in good order", e);
        }
    }
}
