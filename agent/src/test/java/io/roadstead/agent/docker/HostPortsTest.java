package io.roadstead.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.Protocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** Which host ports are chosen, over real sockets. */
class HostPortsTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    /** Eight ports that are free, as far as that can be known. */
    private static int eightFree() throws IOException {
        for (int first = 21_000; first < 30_000; first += 8) {
            if (new HostPorts(first, first + 7, HERE).choose(Protocol.TCP, 8).isPresent()) {
                return first;
            }
        }
        throw new AssertionError("no eight free ports in a row on this machine");
    }

    @Test
    void portsAreGivenInTurnAndTakenOnesPassedOver() throws IOException {
        int first = eightFree();
        HostPorts ports = new HostPorts(first, first + 7, HERE);
        try (ServerSocket taken = new ServerSocket(first + 1, 1, HERE)) {
            assertThat(taken.isBound()).isTrue();
            assertThat(ports.choose(Protocol.TCP, 1)).hasValue(first);
            assertThat(ports.choose(Protocol.TCP, 1)).hasValue(first + 2);
        }
    }

    @Test
    void aRowOfPortsIsOneWithoutAGapAndWithinTheRange() throws IOException {
        int first = eightFree();
        HostPorts ports = new HostPorts(first, first + 7, HERE);
        try (ServerSocket taken = new ServerSocket(first + 2, 1, HERE)) {
            assertThat(taken.isBound()).isTrue();
            assertThat(ports.choose(Protocol.TCP, 3)).hasValue(first + 3);
            assertThat(ports.choose(Protocol.TCP, 3))
                    .as("two ports are left at the end, and a row does not go round the corner")
                    .hasValue(first + 3);
            assertThat(ports.choose(Protocol.TCP, 6)).isEmpty();
        }
    }
}
