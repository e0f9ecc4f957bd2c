package io.roadstead.agent.endpoint;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the endpoint is.
 *
 * @param address that containers call
 * @param port listened on there; port 80 is led to it
 * @param peers where the agents of this host tell each other of themselves
 * @param bringUp whether the address is to be made; otherwise it is there
 * @param retryEvery how often an agent that does not listen there tries to
 * @param renewEvery how often the one that listens looks whether the firewall still has its rules
 */
public record EndpointSettings(
        InetAddress address, int port, Path peers, boolean bringUp, Duration retryEvery, Duration renewEvery) {
    /** What containers' variables name, without a port. */
    public static final String ADDRESS = "169.254.170.2";

    /** The original's. Source: agent-protocol 5.1. */
    private static final int PORT = 51679;

    /** The host's own: see agent-protocol 5.1 and the class comment of {@link HostAddress}. */
    public static EndpointSettings usual() {
        return new EndpointSettings(
                InetAddress.ofLiteral(ADDRESS),
                PORT,
                Path.of("/run/roadstead/agents"),
                true,
                Duration.ofSeconds(1),
                Duration.ofMinutes(1));
    }
}
