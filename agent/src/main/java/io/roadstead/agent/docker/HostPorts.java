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

    /** A port that was free a moment ago, empty when none of the range is. */
    synchronized OptionalInt choose(Protocol protocol) {
        int size = range.last() - range.first() + 1;
        for (int tried = 0; tried < size; tried++) {
            int port = next;
            next = port == range.last() ? range.first() : port + 1;
            if (isFree(port, protocol)) {
                return OptionalInt.of(port);
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
