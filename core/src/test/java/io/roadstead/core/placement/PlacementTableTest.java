package io.roadstead.core.placement;

import static io.roadstead.core.placement.Fixture.constrained;
import static io.roadstead.core.placement.Fixture.demand;
import static io.roadstead.core.placement.Fixture.distinctInstance;
import static io.roadstead.core.placement.Fixture.instance;
import static io.roadstead.core.placement.Fixture.memberOf;
import static io.roadstead.core.placement.Fixture.port;
import static io.roadstead.core.placement.Fixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.explain.PlacementTable;
import io.roadstead.core.explain.PlacementTable.Row;
import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.Claim;
import io.roadstead.core.model.ContainerInstance;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the table of why not says. It stands here for the sake of the fixture. */
class PlacementTableTest {
    private static Claim claim(int cpu, int memory, String group) {
        return new Claim(cpu, memory, Set.of(), Set.of(), group);
    }

    /** One case: what is asked, of which instance, and what it says. */
    record Case(String name, PlacementRequest request, Fixture.Builder instance, String words, boolean takesWhenEmpty) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        Demand attribute = new Demand(1, 1, Set.of(), Set.of(), List.of(new Attribute("disk", "ssd")));
        return Stream.of(
                new Case("room", request(1, demand(4096, 8192)), instance("a"), "would take the task", true),
                new Case(
                        "processor held",
                        request(1, demand(2048, 1)),
                        instance("a").task(claim(2304, 1, "service:web")),
                        "2048 CPU units wanted, 1792 free",
                        true),
                new Case(
                        "processor too small",
                        request(1, demand(5000, 1)),
                        instance("a"),
                        "5000 CPU units wanted, 4096 free",
                        false),
                new Case(
                        "memory",
                        request(1, demand(1, 8000)),
                        instance("a").task(claim(1, 1000, "service:web")),
                        "8000 MiB of memory wanted, 7192 free",
                        true),
                new Case(
                        "reserved port",
                        request(1, port(22)),
                        instance("a"),
                        "TCP host ports wanted but taken or reserved: [22]",
                        false),
                new Case(
                        "taken port",
                        request(1, port(80)),
                        instance("a").task(new Claim(1, 1, Set.of(80), Set.of(), "service:web")),
                        "TCP host ports wanted but taken or reserved: [80]",
                        true),
                new Case(
                        "agent away",
                        request(1, demand(1, 1)),
                        instance("a").disconnected(),
                        "the instance's agent is not connected",
                        false),
                new Case(
                        "draining",
                        request(1, demand(1, 1)),
                        instance("a").status(ContainerInstance.Status.DRAINING),
                        "the instance is DRAINING, and only an ACTIVE one takes new tasks",
                        false),
                new Case(
                        "attribute",
                        request(1, attribute),
                        instance("a").attribute("disk", "hdd"),
                        "attribute disk is required to be ssd, and the instance has hdd",
                        false),
                new Case(
                        "expression",
                        constrained(1, demand(1, 1), memberOf("attribute:disk == ssd")),
                        instance("a"),
                        "the instance does not satisfy the memberOf expression 'attribute:disk == ssd'",
                        false),
                new Case(
                        "distinct",
                        constrained(1, demand(1, 1), distinctInstance()),
                        instance("a").task("family:web"),
                        "distinctInstance allows one task of group family:web on an instance, and 1 is here",
                        true));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void eachInstanceSaysWhatRefusesItAndWhetherItWouldDoIfItWereEmpty(Case each) {
        PlacementTable table = PlacementTable.of(List.of(each.instance().build()), each.request());
        Row row = table.rows().getFirst();
        assertThat(row.words()).isEqualTo(each.words());
        assertThat(row.takesWhenEmpty()).isEqualTo(each.takesWhenEmpty());
        assertThat(row.takes())
                .as("as placement decides")
                .isEqualTo(!Placer.place(Fleet.of(List.of(each.instance().build())), each.request(), Fixture.ids(1))
                        .instances()
                        .isEmpty());
    }

    @Test
    void theClosestInstanceComesFirstAndSaysWhoHoldsWhatIsWanted() {
        PlacementTable table = PlacementTable.of(
                List.of(
                        instance("away").disconnected().build(),
                        instance("small").resources(1024, 8192).build(),
                        instance("near")
                                .task(claim(256, 1, "service:web"))
                                .task(claim(2048, 1, "service:db"))
                                .task(claim(0, 4000, "service:cache"))
                                .build(),
                        instance("memory").task(claim(0, 8192, "service:cache")).build()),
                request(1, demand(2048, 1)));
        assertThat(table.rows().stream().map(Row::instanceId)).containsExactly("memory", "near", "small", "away");
        Row near = table.rows().get(1);
        assertThat(near.holders().stream().map(holder -> holder.claim().group()))
                .containsExactly("service:db", "service:web");
        assertThat(table.rows().getFirst().holders().getFirst().claim().memory())
                .isEqualTo(8192);
        assertThat(table.taking()).isZero();
    }

    @Test
    void anInstanceThatWouldTakeItComesBeforeEveryOneThatRefuses() {
        PlacementTable table = PlacementTable.of(
                List.of(
                        instance("a-full").task(claim(4096, 1, "service:db")).build(),
                        instance("b-roomy").build(),
                        instance("c-away").disconnected().build()),
                request(1, demand(1, 1)));
        assertThat(table.rows().stream().map(Row::instanceId)).containsExactly("b-roomy", "a-full", "c-away");
        assertThat(table.taking()).isEqualTo(1);
    }

    @Test
    void ofManyHoldersTheLargestAreToldAndTheOthersCounted() {
        Fixture.Builder full = instance("a");
        for (int i = 1; i <= 13; i++) {
            full.task(claim(300 + i, 1, "service:web"));
        }
        Row row = PlacementTable.of(List.of(full.build()), request(1, demand(512, 1)))
                .rows()
                .getFirst();
        assertThat(row.holders()).hasSize(10);
        assertThat(row.holders().getFirst().claim().cpu()).isEqualTo(313);
        assertThat(row.holdersLeftOut()).isEqualTo(3);
    }
}
