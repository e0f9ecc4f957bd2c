package io.roadstead.agent;

import io.roadstead.agent.config.AgentConfig;
import io.roadstead.agent.endpoint.InstanceEndpoint;
import io.roadstead.agent.imds.HostNetwork;
import io.roadstead.agent.imds.ImdsApi;
import io.roadstead.agent.imds.ImdsSettings;
import io.roadstead.agent.imds.InstanceFacts;
import io.roadstead.agent.imds.ProfileCalls;
import io.roadstead.agent.imds.ProfileCredentials;
import io.roadstead.agent.metadata.HostFacts;
import io.roadstead.wire.client.ControlClient;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The instance metadata service of this host, where one is asked for. */
final class InstanceMetadata {
    private static final int ID_DIGITS = 17;
    private static final int ACCOUNT_PART = 4;

    private InstanceMetadata() {}

    /**
     * Answers from now on, where the host has no such service already.
     *
     * @param secret the agent's, from which the instance's id and tokens are made
     * @param host what is known of the registration
     */
    static InstanceEndpoint start(
            AgentConfig config,
            ImdsSettings settings,
            String secret,
            Supplier<HostFacts> host,
            HttpClient http,
            Clock clock) {
        String id = id(secret);
        Instant began = clock.instant();
        ControlClient client = new ControlClient(config.server(), config.region(), config.credentials(), http);
        String profile = settings.instanceProfile();
        Optional<HostNetwork.Leading> network = HostNetwork.leading();
        ImdsApi api = new ImdsApi(
                settings,
                () -> new InstanceFacts(
                        id,
                        config.region(),
                        account(host.get().containerInstanceArn()),
                        host.get().availabilityZone(),
                        network.map(HostNetwork.Leading::address).orElse(null),
                        network.map(HostNetwork.Leading::mac).orElse(null),
                        HostNetwork.name(),
                        System.getProperty("os.arch", "").equals("aarch64") ? "arm64" : "x86_64",
                        began),
                profile == null ? ProfileCredentials.NONE : new ProfileCalls(client, profile, id, clock),
                secret,
                HostNetwork::isOwn,
                clock);
        return InstanceEndpoint.start(
                InstanceEndpoint.Where.at(settings.address(), HostNetwork.routed(settings.address())), api);
    }

    private static @Nullable String account(@Nullable String arn) {
        return arn == null ? null : arn.split(":", -1)[ACCOUNT_PART];
    }

    /** The same after a restart, and another for each host. */
    private static String id(String secret) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(("instance-id\n" + secret).getBytes(StandardCharsets.UTF_8));
            return "i-" + HexFormat.of().formatHex(hash).substring(0, ID_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
