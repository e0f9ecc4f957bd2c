package io.roadstead.agent.docker;

import io.roadstead.core.model.Protocol;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.OptionalInt;

/**
 * Chooses host ports for containers: the next of the range after the last one given that nothing listens on.
 *
 * <p>Source: agent-protocol 6. A port may still be taken between this look and the container's start; Docker then says
 * so, and the container is made anew with the next one.
 */
final class HostPorts {
    /**
     * The ports to choose from.
     *
     * @param first at least 1
     * @param last at most 65535, not before the first
     */
    record Range(int first, int last) {}

    private final Range range;
    private final InetAddress address;
    private int next;

    HostPorts(int first, int last, InetAddress address) {
        this.range = new Range(first, last);
        this.address = address;
        this.next = first;
    }

    /**
     * The first of so many ports that follow each other and were free a moment ago; empty when the range has none.
     *
     * @param count at least 1
     */
    synchronized OptionalInt choose(Protocol protocol, int count) {
        int size = range.last() - range.first() + 1;
        int found = 0;
        // A row may begin shortly before the place where the search began, so it goes on that much further.
        for (int tried = 0; tried < size + count - 1; tried++) {
            int port = next;
            next = port == range.last() ? range.first() : port + 1;
            found = isFree(port, protocol) ? found + 1 : 0;
            if (found == count) {
                return OptionalInt.of(port - count + 1);
            }
            if (port == range.last()) {
                found = 0;
            }
        }
        return OptionalInt.empty();
    }

    private boolean isFree(int port, Protocol protocol) {
        try {
            switch (protocol) {
                case TCP -> {
                    try (ServerSocket socket = new ServerSocket()) {
                        socket.setReuseAddress(false);
                        socket.bind(new InetSocketAddress(address, port), 1);
                    }
                }
                case UDP -> {
                    try (DatagramSocket socket = new DatagramSocket(null)) {
                        socket.setReuseAddress(false);
                        socket.bind(new InetSocketAddress(address, port));
                    }
                }
            }
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
