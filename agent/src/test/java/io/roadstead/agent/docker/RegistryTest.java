package io.roadstead.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.roadstead.agent.engine.Fault;
import io.roadstead.agent.runtime.RuntimeFault;
import io.roadstead.testkit.OddRegistry;
import io.roadstead.testkit.OddRegistry.Mood;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What Docker makes of registries that misbehave, and what the agent makes of Docker's words. */
@Tag("docker")
final class RegistryTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofSeconds(3);

    private final OddRegistry registry = new OddRegistry();
    private final String image = registry.image("odd/" + UUID.randomUUID(), "1");

    @AfterEach
    void close() throws RuntimeFault {
        registry.close();
        try (DockerApi api = new DockerApi(URI.create("unix:///var/run/docker.sock"))) {
            api.reply("DELETE", "/images/" + image, null, LONG, "removing");
        }
    }

    private DockerRuntime runtime(Map<String, RegistryCredential> registries) throws RuntimeFault {
        return new DockerRuntime(new DockerSettings(
                URI.create("unix:///var/run/docker.sock"),
                "127.0.0.1",
                41_400,
                41_401,
                registries,
                Path.of("/sys/fs/cgroup")));
    }

    private interface Asking {
        void of(DockerRuntime runtime) throws RuntimeFault;
    }

    private Fault fault(Asking asking) throws RuntimeFault {
        try (DockerRuntime runtime = runtime(Map.of())) {
            return catchThrowableOfType(RuntimeFault.class, () -> asking.of(runtime))
                    .fault();
        }
    }

    private Fault digestFault() throws RuntimeFault {
        return fault(runtime -> runtime.digest(image, LONG));
    }

    private Fault pullFault(Duration inactivity) throws RuntimeFault {
        return fault(runtime -> runtime.pull(image, null, LONG, inactivity));
    }

    @Test
    void theTagsImageIsPulledByItsDigestAndKnownByItsTag() throws RuntimeFault {
        try (DockerRuntime runtime = runtime(Map.of())) {
            assertThat(runtime.digest(image, LONG)).contains(registry.digest());
            runtime.pull(image, registry.digest(), LONG, LONG);

            assertThat(runtime.image(image).orElseThrow().digest()).isEqualTo(registry.digest());
            assertThat(runtime.digest(image.substring(0, image.lastIndexOf(':')) + "@" + registry.digest(), LONG))
                    .isEmpty();
            runtime.removeImage(image);
            runtime.removeImage(image);
            assertThat(runtime.image(image)).isEmpty();
        }
    }

    @Test
    void whoIsKnownMayPull() throws RuntimeFault {
        registry.behave(Mood.ASKS_WHO);
        RegistryCredential known = new RegistryCredential(OddRegistry.USER, OddRegistry.PASSWORD);
        try (DockerRuntime runtime = runtime(Map.of(registry.host(), known))) {
            assertThat(runtime.digest(image, LONG)).contains(registry.digest());
            runtime.pull(image, registry.digest(), LONG, LONG);
            assertThat(runtime.image(image)).isPresent();
        }
    }

    @Test
    void whoIsNotKnownIsToldSo() throws RuntimeFault {
        registry.behave(Mood.ASKS_WHO);
        String url = "http://" + image.replaceFirst("/", "/v2/").replaceFirst(":1$", "/manifests/1");
        Fault.Refused expected =
                new Fault.Refused("Error response from daemon: Head \"" + url + "\": no basic auth credentials");
        assertThat(digestFault()).isEqualTo(expected);
        assertThat(pullFault(LONG)).isEqualTo(expected);
    }

    @Test
    void anImageThatIsNotThereIsUnknown() throws RuntimeFault {
        registry.behave(Mood.KNOWS_NOTHING);
        assertThat(digestFault()).isEqualTo(new Fault.NotFound("Error response from daemon: manifest unknown"));
        assertThat(pullFault(LONG)).isEqualTo(new Fault.Refused("Error response from daemon: manifest unknown"));
    }

    @Test
    void aLayerThatIsForbiddenIsToldAsDockerReadsIt() throws RuntimeFault {
        registry.behave(Mood.FORBIDS_THE_LAYER);
        assertThat(pullFault(LONG))
                .isEqualTo(new Fault.Refused("error parsing HTTP 403 response body: invalid character '<' looking for"
                        + " beginning of value: \"<Error><Code>AccessDenied</Code></Error>\""));
    }

    @Test
    void tooManyRequestsAreToldAsTheRegistryTellsThem() throws RuntimeFault {
        registry.behave(Mood.HAS_ENOUGH);
        Fault.Refused expected = new Fault.Refused("Error response from daemon: toomanyrequests: You have reached your"
                + " pull rate limit. You may increase the limit by authenticating and upgrading:"
                + " https://www.docker.com/increase-rate-limit");
        assertThat(fault(runtime -> runtime.digest(image, SHORT))).isEqualTo(expected);
        assertThat(fault(runtime -> runtime.pull(image, null, SHORT, LONG))).isEqualTo(expected);
    }

    @Test
    void anImageForAnotherPlatformIsNoImage() throws RuntimeFault {
        registry.behave(Mood.HAS_ANOTHER_PLATFORM);
        assertThat(pullFault(LONG)).isInstanceOfSatisfying(Fault.Refused.class, refused -> assertThat(refused.text())
                .matches("no matching manifest for linux/\\S+ in the manifest list entries"));
    }

    @Test
    void aPullWithoutProgressIsGivenUpAndToldAsThat() throws RuntimeFault {
        registry.behave(Mood.STALLS);
        assertThat(fault(runtime -> runtime.pull(image, null, SHORT.multipliedBy(3), Duration.ofSeconds(1))))
                .isEqualTo(new Fault.PullInactive());
    }

    @Test
    void aPullThatTakesTooLongIsGivenUp() throws RuntimeFault {
        registry.behave(Mood.STALLS);
        assertThat(fault(runtime -> runtime.pull(image, null, SHORT, LONG)))
                .isEqualTo(new Fault.TimedOut("pulled", SHORT));
    }

    /** A listener that answers TLS and all else with what is neither. */
    @Test
    void aRegistryThatSpeaksNoKnownLanguageIsToldAsSuch() throws RuntimeFault, IOException {
        try (ServerSocket socket = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> babble(socket));
            String name = "127.0.0.1:" + socket.getLocalPort() + "/x:1";
            Fault.Refused expected = new Fault.Refused("Error response from daemon: Get \"http://127.0.0.1:"
                    + socket.getLocalPort() + "/v2/\": net/http: HTTP/1.x transport connection broken: malformed HTTP"
                    + " response \"garbage\"");
            assertThat(fault(runtime -> runtime.digest(name, SHORT))).isEqualTo(expected);
            assertThat(fault(runtime -> runtime.pull(name, null, SHORT, LONG))).isEqualTo(expected);
        }
    }

    private static void babble(ServerSocket socket) {
        while (!socket.isClosed()) {
            try (Socket one = socket.accept()) {
                if (one.getInputStream().read() >= 0) {
                    one.getOutputStream().write("garbage\n".getBytes(StandardCharsets.UTF_8));
                }
            } catch (IOException closed) {
                return;
            }
        }
    }
}
