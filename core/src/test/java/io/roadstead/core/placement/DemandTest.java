package io.roadstead.core.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.Claim;
import io.roadstead.core.model.ContainerDefinition;
import io.roadstead.core.model.ContainerOverride;
import io.roadstead.core.model.NetworkMode;
import io.roadstead.core.model.PortMapping;
import io.roadstead.core.model.Protocol;
import io.roadstead.core.model.Resources;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.model.TaskOverride;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DemandTest {
    @Test
    void withoutASizeOfItsOwnATaskAsksForTheSumOfItsContainers() {
        TaskDefinition definition =
                definition(NetworkMode.BRIDGE, null, null, container("a", 100, 512, 128), container("b", 0, 256, null));

        Demand demand = Demand.of(definition, TaskOverride.NONE);

        assertThat(demand.cpu()).isEqualTo(100);
        assertThat(demand.memory()).isEqualTo(384);
    }

    @Test
    void aTasksOwnSizeCountsBeforeItsContainers() {
        TaskDefinition definition = definition(NetworkMode.BRIDGE, 1024, 2048, container("a", 100, 512, 128));

        assertThat(Demand.of(definition, TaskOverride.NONE))
                .extracting(Demand::cpu, Demand::memory)
                .containsExactly(1024, 2048);
    }

    @Test
    void anOverrideCountsBeforeTheDefinition() {
        TaskDefinition definition = definition(
                NetworkMode.BRIDGE, null, null, container("a", 100, 512, 128), container("b", 10, 256, null));
        TaskOverride ofContainers = new TaskOverride(
                List.of(
                        new ContainerOverride("a", null, List.of(), 200, 1024, null),
                        new ContainerOverride("b", null, List.of(), null, 300, 30)),
                null,
                null,
                null,
                null);
        TaskOverride ofTheTask = new TaskOverride(List.of(), 1, 2, null, null);

        assertThat(Demand.of(definition, ofContainers))
                .extracting(Demand::cpu, Demand::memory)
                .as("a keeps its reservation, b gets one")
                .containsExactly(210, 158);
        assertThat(Demand.of(definition, ofTheTask))
                .extracting(Demand::cpu, Demand::memory)
                .containsExactly(1, 2);
    }

    @Test
    void aSumBeyondAllMeasureFitsNowhereInsteadOfWrappingAround() {
        TaskDefinition definition = definition(
                NetworkMode.BRIDGE,
                null,
                null,
                container("a", Integer.MAX_VALUE, Integer.MAX_VALUE, null),
                container("b", Integer.MAX_VALUE, Integer.MAX_VALUE, null));

        assertThat(Demand.of(definition, TaskOverride.NONE))
                .extracting(Demand::cpu, Demand::memory)
                .containsExactly(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    @Test
    void bridgeHoldsStaticHostPortsAndLeavesDynamicOnesToTheAgent() {
        Demand demand = Demand.of(definition(null, null, null, ported()), TaskOverride.NONE);

        assertThat(demand.tcpPorts()).containsExactlyInAnyOrder(8080);
        assertThat(demand.udpPorts()).containsExactlyInAnyOrder(5353);
    }

    @Test
    void hostModeHoldsTheContainersOwnPorts() {
        Demand demand = Demand.of(definition(NetworkMode.HOST, null, null, ported()), TaskOverride.NONE);

        assertThat(demand.tcpPorts()).containsExactlyInAnyOrder(80, 81);
        assertThat(demand.udpPorts()).containsExactlyInAnyOrder(53);
    }

    @Test
    void withoutANetworkThereAreNoPorts() {
        Demand demand = Demand.of(definition(NetworkMode.NONE, null, null, ported()), TaskOverride.NONE);

        assertThat(demand.tcpPorts()).isEmpty();
        assertThat(demand.udpPorts()).isEmpty();
    }

    @Test
    void whatIsRequiredOfTheInstanceComesFromTheDefinition() {
        Demand demand = Demand.of(definition(null, null, null, container("a", 0, 4, null)), TaskOverride.NONE);

        assertThat(demand.attributes()).containsExactly(new Attribute("ecs.os-type", "linux"));
    }

    @Test
    void theClaimIsTheDemandUnderTheGroupsName() {
        Demand demand = new Demand(1, 2, Set.of(3), Set.of(4), List.of());

        assertThat(demand.claim("service:web")).isEqualTo(new Claim(1, 2, Set.of(3), Set.of(4), "service:web"));
    }

    @Test
    void whatRemainsIsWhatWasRegisteredLessTheClaims() {
        Node node = Fixture.instance("a")
                .resources(1000, 2000)
                .task(new Claim(300, 500, Set.of(80), Set.of(53), "x"))
                .task(new Claim(900, 1, Set.of(81), Set.of(), "x"))
                .build();

        assertThat(node.remaining()).isEqualTo(new Resources(-200, 1499, Set.of(22, 80, 81), Set.of(53)));
        assertThat(node.runningTasksCount()).isEqualTo(2);
        assertThat(node.taskGroups()).containsExactly("x");
    }

    private static ContainerDefinition ported() {
        return container(
                "web",
                0,
                4,
                null,
                new PortMapping(80, 8080, Protocol.TCP, null),
                new PortMapping(81, 0, Protocol.TCP, null),
                new PortMapping(53, 5353, Protocol.UDP, null));
    }

    private static ContainerDefinition container(
            String name, int cpu, @Nullable Integer memory, @Nullable Integer reservation, PortMapping... ports) {
        return new ContainerDefinition(
                name,
                "busybox",
                cpu,
                memory,
                reservation,
                true,
                List.of(ports),
                null,
                null,
                List.of(),
                null,
                null,
                null,
                null,
                Map.of());
    }

    private static TaskDefinition definition(
            @Nullable NetworkMode mode,
            @Nullable Integer cpu,
            @Nullable Integer memory,
            ContainerDefinition... containers) {
        return new TaskDefinition(
                Fixture.SCOPE,
                "web",
                1,
                TaskDefinition.Status.ACTIVE,
                Arrays.asList(containers),
                mode,
                cpu,
                memory,
                null,
                null,
                List.of(),
                List.of(),
                List.of("EC2"),
                List.of(new Attribute("ecs.os-type", "linux")),
                List.of(),
                Fixture.REGISTERED,
                "arn:aws:iam::000000000000:root",
                null);
    }
}
