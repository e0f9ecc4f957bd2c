package io.roadstead.agent.imds;

import java.net.Inet4Address;
import org.jspecify.annotations.Nullable;

/**
 * How the host's metadata service behaves: what EC2 calls an instance's metadata options.
 *
 * @param address an IPv4 address, brought up on this host
 * @param tokensRequired whether only version 2 is answered ({@code HttpTokens=required})
 * @param hopLimit how far a token goes ({@code HttpPutResponseHopLimit}): 1 stays on the host, 2 reaches containers on its
 *     bridges
 * @param instanceProfile whose role's credentials there are; absent for none
 */
public record ImdsSettings(
        Inet4Address address,
        boolean tokensRequired,
        int hopLimit,
        @Nullable String instanceProfile) {
    /** What every AWS SDK asks, unless {@code AWS_EC2_METADATA_SERVICE_ENDPOINT} says otherwise. */
    public static final Inet4Address USUAL = Inet4Address.ofLiteral("169.254.169.254");

    public static final int LEAST_HOPS = 1;

    /** EC2's own greatest. */
    public static final int MOST_HOPS = 64;
}
