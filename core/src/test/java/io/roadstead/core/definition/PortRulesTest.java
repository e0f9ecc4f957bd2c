package io.roadstead.core.definition;

import static io.roadstead.core.Rejections.assertClientException;
import static io.roadstead.core.Rejections.assertInvalidParameter;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.definition.Registration.PortDraft;
import io.roadstead.core.model.NetworkMode;
import io.roadstead.core.model.PortMapping;
import io.roadstead.core.model.PortRange;
import io.roadstead.core.model.Protocol;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortRulesTest {
    @Test
    void inBridgeModeAHostPortLeftOpenIsDynamic() {
        assertThat(read(NetworkMode.BRIDGE, port(80, null, null), port(81, 0, "udp"), port(82, 8082, "tcp")))
                .containsExactly(
                        new PortMapping(80, 0, Protocol.TCP, null),
                        new PortMapping(81, 0, Protocol.UDP, null),
                        new PortMapping(82, 8082, Protocol.TCP, null));
    }

    @Test
    void inHostModeTheHostPortIsTheContainerPort() {
        assertThat(read(NetworkMode.HOST, port(80, null, null), port(81, 81, "udp")))
                .containsExactly(
                        new PortMapping(80, 80, Protocol.TCP, null), new PortMapping(81, 81, Protocol.UDP, null));
        assertClientException(
                "When networkMode=host, the host ports and container ports in port mappings must match.",
                () -> read(NetworkMode.HOST, port(80, 8080, null)));
    }

    @Test
    void inModeNoneThereAreNoPorts() {
        assertThat(read(NetworkMode.NONE)).isEmpty();
        assertClientException(
                "Port mappings of container 'app' are not supported when networkMode=none. Remove them, or use bridge"
                        + " or host.",
                () -> read(NetworkMode.NONE, port(80, null, null)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65_536})
    void aContainerPortOutOfRangeIsRefusedInTheWordsOfEcs(int port) {
        assertClientException(
                "Invalid 'containerPort' setting for container 'app'.",
                () -> read(NetworkMode.BRIDGE, port(port, null, null)));
    }

    @Test
    void theFirstAndTheLastPortAreAllowed() {
        assertThat(read(NetworkMode.BRIDGE, port(1, 1, null), port(65_535, 65_535, null)))
                .extracting(PortMapping::containerPort)
                .containsExactly(1, 65_535);
    }

    @Test
    void aContainerPortIsNeeded() {
        assertClientException(
                "Invalid 'containerPort' setting for container 'app'.",
                () -> read(NetworkMode.BRIDGE, port(null, 80, null)));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536})
    void aHostPortOutOfRangeIsRefused(int port) {
        assertClientException(
                "Invalid 'hostPort' setting for container 'app'.",
                () -> read(NetworkMode.BRIDGE, port(80, port, null)));
    }

    @Test
    void aProtocolIsTcpOrUdp() {
        assertClientException(
                "Invalid 'protocol' setting for container 'app'.", () -> read(NetworkMode.BRIDGE, port(80, 0, "sctp")));
    }

    @Test
    void aContainerPortIsMappedOncePerContainerWhateverTheProtocol() {
        assertInvalidParameter(
                "Container port 53 is used in more than one port mapping for container app",
                () -> read(NetworkMode.BRIDGE, port(53, 0, "tcp"), port(53, 0, "udp")));
    }

    @Test
    void aHostPortIsMappedOncePerTaskAndProtocol() {
        PortRules rules = new PortRules(NetworkMode.BRIDGE);
        rules.read("a", List.of(port(3000, 3000, "tcp"), port(3001, 3000, "udp")));
        assertClientException(
                "TCP host port '3000' is mapped multiple times in task.",
                () -> rules.read("b", List.of(port(80, 3000, "tcp"))));
        assertClientException(
                "UDP host port '3000' is mapped multiple times in task.",
                () -> rules.read("b", List.of(port(80, 3000, "udp"))));
    }

    @Test
    void twoContainersMayExposeTheSamePortDynamically() {
        PortRules rules = new PortRules(NetworkMode.BRIDGE);
        assertThat(rules.read("a", List.of(port(80, 0, null)))).hasSize(1);
        assertThat(rules.read("b", List.of(port(80, 0, null)))).hasSize(1);
    }

    @Test
    void inHostModeTwoContainersCannotShareAPort() {
        PortRules rules = new PortRules(NetworkMode.HOST);
        rules.read("a", List.of(port(80, null, null)));
        assertClientException(
                "TCP host port '80' is mapped multiple times in task.",
                () -> rules.read("b", List.of(port(80, null, null))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-web", "Web", "a.b", "a b"})
    void aPortNameThatCannotBeOneIsRefused(String name) {
        assertClientException(
                "Invalid 'name' setting '" + name + "' of a port mapping of container 'app'. Use up to 64 lower-case"
                        + " letters, digits, underscores and hyphens, no hyphen first.",
                () -> read(NetworkMode.BRIDGE, new PortDraft(80, 0, null, name)));
    }

    @Test
    void portNamesAreUniqueInATask() {
        String long64 = "n".repeat(64);
        assertThat(read(NetworkMode.BRIDGE, new PortDraft(80, 0, null, long64))
                        .getFirst()
                        .name())
                .isEqualTo(long64);
        assertClientException(
                "Port mapping name 'web' is used more than once in task.",
                () -> read(NetworkMode.BRIDGE, new PortDraft(80, 0, null, "web"), new PortDraft(81, 0, null, "web")));
    }

    @Test
    void aRangeIsPublishedWhereverTheAgentFindsRoom() {
        assertThat(read(NetworkMode.BRIDGE, range("8000-8003"), port(80, 0, null)))
                .containsExactly(
                        new PortMapping(0, 0, Protocol.TCP, null, new PortRange(8000, 8003)),
                        new PortMapping(80, 0, Protocol.TCP, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"8000", "8000-", "8003-8000", "80-80", "0-5", "65000-65536", "a-b"})
    void aRangeThatIsNoneIsRefused(String range) {
        assertClientException(
                "Invalid setting for container 'app'. 'portMappings.containerPortRange' must be first-last, both from 1"
                        + " to 65535 and the first below the last, and is '" + range + "'.",
                () -> read(NetworkMode.BRIDGE, range(range)));
    }

    @Test
    void aPortOfARangeIsInNoOtherMapping() {
        assertInvalidParameter(
                "Container port 8002 is used in more than one port mapping for container app",
                () -> read(NetworkMode.BRIDGE, range("8000-8002"), range("8002-8004")));
        assertInvalidParameter(
                "Container port 8001 is used in more than one port mapping for container app",
                () -> read(NetworkMode.BRIDGE, range("8000-8002"), port(8001, 0, null)));
    }

    @Test
    void aContainerHasAHundredRangesAtMost() {
        PortDraft[] ranges = IntStream.rangeClosed(1, 101)
                .mapToObj(i -> range(10 * i + "-" + (10 * i + 1)))
                .toArray(PortDraft[]::new);
        assertThat(read(NetworkMode.BRIDGE, Arrays.copyOf(ranges, 100))).hasSize(100);
        assertClientException(
                "Invalid setting for container 'app'. 'portMappings' can have at most 100 ranges of ports, and has"
                        + " 101.",
                () -> read(NetworkMode.BRIDGE, ranges));
    }

    @Test
    void aRangeHasNoHostPortAndNoOtherMode() {
        assertClientException(
                "Invalid setting for container 'app'. 'portMappings.containerPortRange' cannot stand beside"
                        + " containerPort or hostPort, and is '8000-8001'.",
                () -> read(NetworkMode.BRIDGE, new PortDraft(null, 9000, null, null, "8000-8001")));
        assertClientException(
                "Invalid setting for container 'app'. 'portMappings.containerPortRange' works in network mode bridge"
                        + " only (awsvpc is not supported yet), and the mode is host, and is '8000-8001'.",
                () -> read(NetworkMode.HOST, range("8000-8001")));
    }

    private static PortDraft range(String range) {
        return new PortDraft(null, null, null, null, range);
    }

    private static List<PortMapping> read(NetworkMode mode, PortDraft... drafts) {
        return new PortRules(mode).read("app", List.of(drafts));
    }

    private static PortDraft port(
            @Nullable Integer containerPort, @Nullable Integer hostPort, @Nullable String protocol) {
        return new PortDraft(containerPort, hostPort, protocol, null);
    }
}
