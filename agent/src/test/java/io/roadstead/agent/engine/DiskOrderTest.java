package io.roadstead.agent.engine;

import static io.roadstead.agent.engine.Bench.only;
import static io.roadstead.agent.engine.Samples.ARN;
import static io.roadstead.agent.engine.Samples.container;
import static io.roadstead.agent.engine.Samples.task;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a start waits for; that a killed agent finds out the rest is the simulation's to prove. */
final class DiskOrderTest {
    private final Bench bench = new Bench();

    private List<Boolean> ahead(List<Effect> effects, Class<? extends Effect> kind, EngineState written) {
        return only(effects, kind).stream()
                .map(effect -> DiskOrder.mayGoAhead(effect, written))
                .toList();
    }

    @Test
    void aContainersNameIsWrittenDownBeforeItIsCreatedAndTheRestGoesAhead() {
        EngineState before = bench.state;
        assertThat(ahead(bench.run(task(ARN, container("app"))), Effect.Pull.class, before))
                .containsExactly(true);
        before = bench.state;
        assertThat(ahead(bench.pulled(), Effect.Create.class, before)).containsExactly(false);
        before = bench.state;
        assertThat(ahead(bench.created(ARN, "app"), Effect.Start.class, before)).containsExactly(true);
        before = bench.state;
        assertThat(ahead(bench.started(ARN, "app"), Effect.Report.class, before))
                .containsExactly(true);
    }

    @Test
    void aStartWaitsForItsContainersCreationWhenThatIsNotWrittenDownYet() {
        EngineState before = bench.state;
        bench.run(task(ARN, container("app")));
        bench.pulled();

        assertThat(ahead(bench.created(ARN, "app"), Effect.Start.class, before)).containsExactly(false);
    }

    @Test
    void theNewsOfAnEndWaits() {
        bench.bringUp(task(ARN, container("app")));

        assertThat(ahead(bench.died(ARN, "app", 3), Effect.Report.class, bench.state))
                .containsExactly(false);
    }

    @Test
    void whatARestartForgetsIsNotWorthWriting() {
        bench.run(task(ARN, container("app")));
        bench.pulled();
        TaskState creating = bench.task(ARN);
        bench.bringUp(task(Samples.arn(2), container("app")));
        TaskState told = bench.task(Samples.arn(2));

        assertThat(creating.containers().getFirst().busy()).isTrue();
        assertThat(creating.lasting().containers().getFirst().busy()).isFalse();
        assertThat(creating.lasting().containers().getFirst().dockerName())
                .isEqualTo(creating.containers().getFirst().dockerName());
        assertThat(told.lasting()).as("nothing of it is of this process alone").isEqualTo(told);
    }
}
