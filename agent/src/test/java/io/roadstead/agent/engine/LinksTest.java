package io.roadstead.agent.engine;

import static io.roadstead.agent.engine.Bench.only;
import static io.roadstead.agent.engine.Samples.ARN;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Containers that find each other: whom a link leads to starts first and stops last. */
final class LinksTest {
    private final Bench bench = new Bench();

    private static ContainerSpec app() {
        return Samples.linked(Samples.container("app"), "db");
    }

    private static List<String> created(List<Effect> effects) {
        return only(effects, Effect.Create.class).stream()
                .map(create -> create.container().name())
                .toList();
    }

    private static List<String> stopped(List<Effect> effects) {
        return only(effects, Effect.Stop.class).stream()
                .map(stop -> stop.container().name())
                .toList();
    }

    private ContainerState container(String name) {
        return bench.task(ARN).containers().stream()
                .filter(container -> container.spec().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aContainerIsCreatedOnceWhatItIsLinkedToRuns() {
        bench.run(Samples.task(ARN, app(), Samples.container("db")));
        assertThat(created(bench.pulled())).containsExactly("db");
        assertThat(created(bench.created(ARN, "db"))).isEmpty();

        bench.started(ARN, "db");
        List<Effect> effects = bench.pulled();
        assertThat(created(effects)).containsExactly("app");
        assertThat(only(effects, Effect.Create.class).getFirst().request().links())
                .containsExactly(container("db").dockerName() + ":db");
    }

    @Test
    void whatOthersAreLinkedToStopsAfterThem() {
        bench.run(Samples.task(ARN, Samples.container("db"), app()));
        bench.pulled();
        bench.created(ARN, "db");
        bench.started(ARN, "db");
        bench.pulled();
        bench.created(ARN, "app");
        bench.started(ARN, "app");

        assertThat(stopped(bench.stop(ARN))).containsExactly("app");
        assertThat(container("db").stage()).isEqualTo(Stage.RUNNING);
        assertThat(stopped(bench.died(ARN, "app", 143))).containsExactly("db");
        bench.died(ARN, "db", 143);
        assertThat(bench.task(ARN).stopped()).isTrue();
    }

    @Test
    void oneThatWasNotCreatedYetHoldsNobodyUp() {
        bench.run(Samples.task(ARN, Samples.container("db"), app()));
        bench.pulled();
        bench.created(ARN, "db");
        bench.started(ARN, "db");
        bench.pulled();
        bench.send(new Event.CreateFailed(new ContainerRef(ARN, "app"), new Fault.Refused("no")));

        assertThat(container("app").stage()).isEqualTo(Stage.STOPPED);
        assertThat(container("db").stage()).isEqualTo(Stage.STOPPING);
    }

    @Test
    void oneLinkedToWhatNeverRanIsGivenUp() {
        bench.run(Samples.task(ARN, Samples.linked(Samples.container("app"), "side"), Samples.sidecar("side")));
        bench.pulled();
        bench.send(new Event.CreateFailed(new ContainerRef(ARN, "side"), new Fault.Refused("no")));

        assertThat(container("app").stage()).isEqualTo(Stage.STOPPED);
        assertThat(container("app").exitCode()).isEqualTo(143);
        assertThat(container("app").reason())
                .isEqualTo(
                        "CannotStartContainerError: dependency graph: failed to resolve container ordering dependency"
                                + " [side(bb:test) (PULLED->STOPPED)] for target [app(bb:test) (MANIFEST_PULLED->RUNNING)] because"
                                + " dependency will never start");
        assertThat(bench.task(ARN).stopped()).isTrue();
    }
}
