package io.roadstead.core.placement;

import static io.roadstead.core.placement.Fixture.binpack;
import static io.roadstead.core.placement.Fixture.constrained;
import static io.roadstead.core.placement.Fixture.demand;
import static io.roadstead.core.placement.Fixture.distinctInstance;
import static io.roadstead.core.placement.Fixture.ids;
import static io.roadstead.core.placement.Fixture.instance;
import static io.roadstead.core.placement.Fixture.memberOf;
import static io.roadstead.core.placement.Fixture.port;
import static io.roadstead.core.placement.Fixture.random;
import static io.roadstead.core.placement.Fixture.request;
import static io.roadstead.core.placement.Fixture.spread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.core.model.Allocation;
import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.Claim;
import io.roadstead.core.model.ContainerInstance;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlacerTest {
    private static final String ZONE = "attribute:ecs.availability-zone";

    @Test
    void theExampleOfTheClassCommentHolds() {
        Fleet fleet = Fleet.of(List.of(
                instance("a").zone("1").resources(4096, 1024).build(),
                instance("b").zone("1").resources(4096, 512).build(),
                instance("c").zone("2").resources(4096, 2048).build()));

        Placed placed = Placer.place(fleet, request(3, demand(0, 512), spread(ZONE), binpack("memory")), ids(1));

        assertThat(placed.instances()).containsExactly("b", "c", "a");
        assertThat(placed.unplaced()).isZero();
        assertThat(placed.refusals()).isEmpty();
    }

    @Test
    void withoutAStrategyTheInstancesThatWillDoAreDrawnAtRandom() {
        Set<String> drawn = new HashSet<>();
        for (int seed = 0; seed < 40; seed++) {
            Fleet fleet = Fleet.of(List.of(
                    instance("a").build(),
                    instance("b").resources(10, 10).build(),
                    instance("c").build(),
                    instance("d").build()));
            drawn.addAll(
                    Placer.place(fleet, request(1, demand(100, 100)), ids(seed)).instances());
        }

        assertThat(drawn).containsExactlyInAnyOrder("a", "c", "d");
    }

    @Test
    void whatFollowsRandomNoLongerMatters() {
        Set<String> drawn = new HashSet<>();
        for (int seed = 0; seed < 40; seed++) {
            Fleet fleet = Fleet.of(List.of(
                    instance("empty").build(),
                    instance("full")
                            .task(new Claim(2048, 0, Set.of(), Set.of(), "x"))
                            .build()));
            drawn.addAll(Placer.place(fleet, request(1, demand(1, 1), random(), binpack("cpu")), ids(seed))
                    .instances());
        }

        assertThat(drawn).containsExactlyInAnyOrder("empty", "full");
    }

    @Test
    void binpackFillsOneInstanceBeforeItOpensAnother() {
        Fleet fleet = Fleet.of(List.of(
                instance("a").resources(1000, 9000).build(),
                instance("b").resources(2000, 8000).build()));

        assertThat(Placer.place(fleet, request(4, demand(300, 1), binpack("CPU")), ids(1))
                        .instances())
                .containsExactly("a", "a", "a", "b");
    }

    @Test
    void binpackOfMemoryLooksAtMemoryAlone() {
        Fleet fleet = Fleet.of(List.of(
                instance("a").resources(1000, 9000).build(),
                instance("b").resources(2000, 8000).build()));

        assertThat(Placer.place(fleet, request(1, demand(300, 1), binpack("Memory")), ids(1))
                        .instances())
                .containsExactly("b");
    }

    @Test
    void spreadOverHostsIsSpreadOverInstances() {
        for (String field : List.of("host", "instanceId")) {
            Fleet fleet = Fleet.of(List.of(
                    instance("a").task("family:web").build(),
                    instance("b").build(),
                    instance("c").build()));

            assertThat(Placer.place(fleet, request(2, demand(1, 1), spread(field)), ids(3))
                            .instances())
                    .containsExactlyInAnyOrder("b", "c");
        }
    }

    @Test
    void spreadCountsTheTasksOfItsOwnGroupAlone() {
        Fleet fleet = Fleet.of(List.of(
                instance("a").task("family:web").build(),
                instance("b").task("family:db").task("family:db").build()));

        assertThat(Placer.place(fleet, request(1, demand(1, 1), spread("instanceId")), ids(3))
                        .instances())
                .containsExactly("b");
    }

    @Test
    void spreadOverZonesCountsTasksOnInstancesThatTakeNoMore() {
        Fleet fleet = Fleet.of(List.of(
                instance("a1").zone("a").resources(0, 0).task("family:web").build(),
                instance("a2").zone("a").build(),
                instance("b1").zone("b").build()));

        assertThat(Placer.place(fleet, request(1, demand(1, 1), spread(ZONE)), ids(3))
                        .instances())
                .containsExactly("b1");
    }

    @Test
    void instancesWithoutTheAttributeAreOneValueOfTheirOwn() {
        Fleet fleet = Fleet.of(List.of(
                instance("r1").custom("rack", "1").task("family:web").build(),
                instance("none1").task("family:web").build(),
                instance("none2").build(),
                instance("blank").custom("rack", null).build()));

        assertThat(Placer.place(fleet, request(1, demand(1, 1), spread("attribute:rack")), ids(3))
                        .instances())
                .containsExactly("blank");
    }

    @Test
    void aTaskThatFitsNowhereIsRefusedByEveryActiveInstanceWithNumbers() {
        Fleet fleet = Fleet.of(List.of(
                instance("away").disconnected().build(),
                instance("cpu").resources(1792, 9000).build(),
                instance("memory").resources(4096, 511).build(),
                instance("tcp")
                        .task(new Claim(0, 0, Set.of(80, 443), Set.of(), "x"))
                        .build(),
                instance("udp").task(new Claim(0, 0, Set.of(), Set.of(53), "x")).build(),
                instance("lacking").build(),
                instance("other").attribute("gpu", "k80").build(),
                instance("member").attribute("gpu", "v100").build(),
                instance("distinct")
                        .attribute("gpu", "v100")
                        .custom("stack", "prod")
                        .task("family:web")
                        .build(),
                instance("draining").status(ContainerInstance.Status.DRAINING).build()));
        PlacementRequest request = new PlacementRequest(
                2,
                new Demand(2048, 512, Set.of(80, 8080), Set.of(53), List.of(new Attribute("gpu", "v100"))),
                "family:web",
                List.of(memberOf("attribute:stack == prod"), distinctInstance()),
                List.of());

        Placed placed = Placer.place(fleet, request, ids(1));

        assertThat(placed.instances()).isEmpty();
        assertThat(placed.unplaced()).isEqualTo(2);
        assertThat(placed.refusals())
                .extracting(Refusal::instanceId, refusal -> refusal.reason().wire(), Refusal::explanation)
                .containsExactly(
                        row("away", "AGENT", "the instance's agent is not connected"),
                        row("cpu", "RESOURCE:CPU", "2048 CPU units wanted, 1792 free"),
                        row("memory", "RESOURCE:MEMORY", "512 MiB of memory wanted, 511 free"),
                        row("tcp", "RESOURCE:PORTS", "TCP host ports wanted but taken or reserved: [80]"),
                        row("udp", "RESOURCE:PORTS_UDP", "UDP host ports wanted but taken or reserved: [53]"),
                        row(
                                "lacking",
                                "ATTRIBUTE",
                                "attribute gpu is required, and the instance has none of that name"),
                        row("other", "ATTRIBUTE", "attribute gpu is required to be v100, and the instance has k80"),
                        row(
                                "member",
                                "MemberOf placement constraint unsatisfied.",
                                "the instance does not satisfy the memberOf expression 'attribute:stack == prod'"),
                        row(
                                "distinct",
                                "DistinctInstance placement constraint unsatisfied.",
                                "distinctInstance allows one task of group family:web on an instance, and 1 is here"));
        assertThat(placed.closest()).map(Refusal::instanceId).contains("distinct");
    }

    @Test
    void reservedPortsAreTaken() {
        Fleet fleet = Fleet.of(List.of(instance("a").build()));

        assertThat(Placer.place(fleet, request(1, port(22)), ids(1)).refusals())
                .containsExactly(new Refusal("a", new Reason.Ports(new java.util.TreeSet<>(Set.of(22)))));
    }

    @Test
    void whatDoesNotFitAnyMoreIsRefusedAsTheFleetStandsAfterTheLastTaskPlaced() {
        Fleet fleet = Fleet.of(List.of(instance("a").build(), instance("b").build()));

        Placed placed = Placer.place(fleet, request(3, port(80)), ids(1));

        assertThat(placed.instances()).containsExactlyInAnyOrder("a", "b");
        assertThat(placed.unplaced()).isEqualTo(1);
        assertThat(placed.refusals())
                .extracting(refusal -> refusal.reason().wire())
                .containsExactly("RESOURCE:PORTS", "RESOURCE:PORTS");
    }

    @Test
    void aClusterWithoutActiveInstancesRefusesNothingAndPlacesNothing() {
        Fleet fleet = Fleet.of(List.of(
                instance("a").status(ContainerInstance.Status.DRAINING).build(),
                instance("b").status(ContainerInstance.Status.INACTIVE).build()));

        Placed placed = Placer.place(fleet, request(1, demand(1, 1)), ids(1));

        assertThat(placed.unplaced()).isEqualTo(1);
        assertThat(placed.refusals()).isEmpty();
        assertThat(placed.closest()).isEmpty();
    }

    @Test
    void aRequiredAttributeWithoutAValueAsksForTheNameAlone() {
        Fleet fleet = Fleet.of(
                List.of(instance("a").attribute("ecs.capability.x", "anything").build()));
        Demand demand = new Demand(1, 1, Set.of(), Set.of(), List.of(new Attribute("ecs.capability.x", null)));

        assertThat(Placer.place(fleet, request(1, demand), ids(1)).instances()).containsExactly("a");
    }

    @Test
    void anAffinityToAGroupSeesTheTasksPlacedBeforeIt() {
        Fleet fleet = Fleet.of(List.of(
                instance("a").build(), instance("b").build(), instance("c").build()));

        Placed placed =
                Placer.place(fleet, constrained(3, demand(1, 1), memberOf("not(task:group == family:web)")), ids(5));

        assertThat(placed.instances()).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void theCountOfTasksSeesTheTasksPlacedBeforeIt() {
        Fleet fleet = Fleet.of(List.of(instance("a").task("x").build()));

        Placed placed = Placer.place(fleet, constrained(5, demand(1, 1), memberOf("runningTasksCount < 3")), ids(5));

        assertThat(placed.instances()).containsExactly("a", "a");
    }

    @Test
    void distinctInstanceCountsTheGroupAlone() {
        Fleet fleet = Fleet.of(List.of(
                instance("a").task("family:web").build(),
                instance("b").task("family:db").build()));

        Placed placed = Placer.place(fleet, constrained(2, demand(1, 1), distinctInstance()), ids(5));

        assertThat(placed.instances()).containsExactly("b");
        assertThat(placed.unplaced()).isEqualTo(1);
    }

    @Test
    void aLaterCallSeesWhatAnEarlierOnePlaced() {
        Fleet fleet = Fleet.of(List.of(instance("a").build()));

        assertThat(Placer.place(fleet, request(1, port(80)), ids(1)).instances())
                .hasSize(1);
        assertThat(Placer.place(fleet, request(1, port(80)), ids(1)).instances())
                .isEmpty();
    }

    @Test
    void revertTakesBackWhatWasPlacedSinceTheNodeWasPut() {
        Fleet fleet = Fleet.of(List.of(instance("a").task("family:web").build()));
        Placer.place(fleet, request(1, port(80)), ids(1));

        fleet.revert("a");

        assertThat(Placer.place(fleet, request(2, port(80)), ids(1)).instances())
                .containsExactly("a");
    }

    @Test
    void puttingTheCommittedNodeCountsAPlacementOnce() {
        Node before = instance("a").resources(1000, 1000).build();
        Fleet fleet = Fleet.of(List.of(before));
        Demand demand = demand(400, 0);
        Placer.place(fleet, request(1, demand), ids(1));

        Allocation committed = before.allocation().with("t", demand.claim("family:web"));
        fleet.put(new Node(before.instance(), before.connection(), committed));

        Placed placed = Placer.place(fleet, request(2, demand), ids(1));
        assertThat(placed.instances()).containsExactly("a");
        assertThat(placed.refusals()).containsExactly(new Refusal("a", new Reason.Cpu(400, 200)));
    }

    @Test
    void anInstanceThatIsRemovedIsNoCandidateAndItsRowServesAnother() {
        Fleet fleet = Fleet.of(List.of(
                instance("a").task("family:web").custom("rack", "1").build(),
                instance("b").custom("rack", "2").build()));
        Placer.place(fleet, request(1, demand(1, 1), spread("attribute:rack")), ids(1));
        fleet.remove("a");
        fleet.remove("unknown");
        fleet.put(instance("c").custom("rack", "3").build());

        assertThat(fleet.size()).isEqualTo(2);
        assertThat(fleet.node("a")).isEmpty();
        assertThat(Placer.place(fleet, request(1, demand(1, 1), spread("attribute:rack")), ids(1))
                        .instances())
                .containsExactly("c");
    }

    @Test
    void anAttributePutLaterCountsInWhatWasRememberedEarlier() {
        Fleet fleet = Fleet.of(List.of(instance("a").build()));
        PlacementRequest request = new PlacementRequest(
                1,
                new Demand(1, 1, Set.of(), Set.of(), List.of(new Attribute("ssd", null))),
                "g",
                List.of(memberOf("attribute:stack == prod")),
                List.of(spread("attribute:stack")));
        assertThat(Placer.place(fleet, request, ids(1)).instances()).isEmpty();

        fleet.put(instance("a").attribute("ssd", null).custom("stack", "prod").build());

        assertThat(Placer.place(fleet, request, ids(1)).instances()).containsExactly("a");
    }

    @Test
    void aNamedInstanceIsCheckedByTheSameRules() {
        PlacementRequest request = request(1, demand(2048, 1));

        assertThat(Placer.check(instance("a").build(), request)).isEmpty();
        assertThat(Placer.check(instance("a").resources(1792, 1).build(), request))
                .contains(new Refusal("a", new Reason.Cpu(2048, 1792)));
    }

    @Test
    void aNamedInstanceIsRefusedForNotBeingActive() {
        Node draining = instance("a").status(ContainerInstance.Status.DRAINING).build();

        assertThat(Placer.check(draining, request(1, demand(1, 1)))).hasValueSatisfying(refusal -> {
            assertThat(refusal.reason().wire()).isEqualTo("INACTIVE");
            assertThat(refusal.explanation()).contains("DRAINING");
        });
    }

    @Test
    void aRequestThatWasNotJudgedIsRefusedLoudly() {
        Fleet fleet = Fleet.of(List.of(instance("a").build()));

        assertThatThrownBy(() -> Placer.place(fleet, constrained(1, demand(1, 1), memberOf("nonsense")), ids(1)))
                .isInstanceOf(ExpressionException.class);
        assertThatThrownBy(() -> Placer.place(fleet, request(1, demand(1, 1), spread("colour")), ids(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("colour");
        assertThatThrownBy(() -> request(-1, demand(1, 1))).isInstanceOf(IllegalArgumentException.class);
    }

    private static org.assertj.core.groups.Tuple row(Object... cells) {
        return org.assertj.core.groups.Tuple.tuple(cells);
    }
}
