package io.roadstead.agent.engine;

import static io.roadstead.agent.engine.Bench.only;
import static io.roadstead.agent.engine.Samples.ARN;
import static io.roadstead.agent.engine.Samples.container;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.IpcMode;
import io.roadstead.core.model.PidMode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tasks whose containers share processes or memory: one more container holds these, and nobody hears of it. */
final class NamespacesTest {
    private static final String HOLDER = "~internal~ecs~pause~namespace";

    private final Bench bench = new Bench();

    private static TaskSpec task(PidMode pidMode, IpcMode ipcMode) {
        return new TaskSpec(
                ARN,
                "web",
                "3",
                0,
                0,
                Namespaces.with(List.of(container("app")), pidMode, ipcMode),
                List.of(),
                TaskFacts.NONE,
                pidMode,
                ipcMode);
    }

    private ContainerState holder() {
        return bench.task(ARN).containers().getFirst();
    }

    @Test
    void theHolderStartsFirstAndTheOthersJoinIt() {
        List<Effect> effects = bench.run(task(PidMode.TASK, IpcMode.TASK));
        assertThat(only(effects, Effect.Pull.class))
                .extracting(Effect.Pull::image, Effect.Pull::onlyIfAbsent)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(Namespaces.IMAGE, true));
        bench.send(new Event.PullDone(Namespaces.IMAGE, new LocalImage(null, false), false));
        bench.created(ARN, HOLDER);
        bench.started(ARN, HOLDER);
        Effect.Create app = only(bench.pulled(), Effect.Create.class).getFirst();

        assertThat(app.request().pidMode()).isEqualTo("container:" + holder().dockerName());
        assertThat(app.request().ipcMode()).isEqualTo(app.request().pidMode());
    }

    @Test
    void nobodyHearsOfTheHolderAndItStopsLast() {
        bench.run(task(PidMode.TASK, IpcMode.NONE));
        bench.send(new Event.PullDone(Namespaces.IMAGE, new LocalImage(null, false), false));
        bench.created(ARN, HOLDER);
        bench.started(ARN, HOLDER);
        Effect.Create app = only(bench.pulled(), Effect.Create.class).getFirst();
        assertThat(app.request().ipcMode()).isEqualTo("none");
        bench.created(ARN, "app");
        List<TaskReport> told = bench.settle(bench.started(ARN, "app"));
        assertThat(told).singleElement().satisfies(report -> assertThat(report.containers())
                .extracting(ContainerReport::name)
                .containsExactly("app"));

        assertThat(only(bench.stop(ARN), Effect.Stop.class))
                .extracting(stop -> stop.container().name())
                .containsExactly("app");
        List<Effect> effects = bench.died(ARN, "app", 143);
        assertThat(only(effects, Effect.Stop.class))
                .extracting(stop -> stop.container().name())
                .containsExactly(HOLDER);
        bench.settle(effects);
        List<TaskReport> last = bench.settle(bench.died(ARN, HOLDER, 143));
        assertThat(last.getLast().containers())
                .extracting(ContainerReport::name)
                .doesNotContain(HOLDER);
        assertThat(bench.task(ARN).stopTold()).isTrue();
    }

    @Test
    void modesOfTheHostNeedNoHolder() {
        bench.run(task(PidMode.HOST, IpcMode.HOST));
        Effect.Create app = only(bench.pulled(), Effect.Create.class).getFirst();

        assertThat(app.request().pidMode()).isEqualTo("host");
        assertThat(app.request().ipcMode()).isEqualTo("host");
    }
}
