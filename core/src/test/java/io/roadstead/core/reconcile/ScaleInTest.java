package io.roadstead.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.PlacementStrategy;
import io.roadstead.core.model.SchedulingStrategy;
import io.roadstead.core.model.Task;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which task is taken. Source: ecs-behaviour 5.2, 5.3, 6.8. */
class ScaleInTest {
    private static final String ZONE = "attribute:ecs.availability-zone";

    /** Tasks named by instance, the earlier the older; i0 and i1 are in zone a, i2 in b. */
    private static List<String> taken(int count, List<PlacementStrategy> strategies, String... instances) {
        World world = new World(SchedulingStrategy.REPLICA, instances.length, World.percent(0, 200));
        world.instance("i0", "us-east-1a", 4096, 4096);
        world.instance("i1", "us-east-1a", 2048, 8192);
        world.instance("i2", "us-east-1b", 1024, 16_384);
        world.strategies(strategies);
        world.deploy(1);
        for (String instance : instances) {
            world.now = world.now.plusSeconds(1);
            Task task = world.task(world.primary(), instance);
            world.tasks.put(task.id(), task);
            world.run(task);
        }
        ServiceView view = world.view();
        TaskJudge judge = new TaskJudge(view, world.settings, world.now, new Wake());
        List<Judged> pool = new ArrayList<>();
        view.tasks().forEach(each -> pool.add(judge.judge(each, false)));
        ScaleIn.Choice choice = new ScaleIn(view, pool).among(pool, each -> true);
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(choice.take().task().containerInstanceId());
        }
        return taken;
    }

    private static PlacementStrategy by(PlacementStrategy.Type type, String field) {
        return new PlacementStrategy(type, field);
    }

    @Test
    void withoutStrategiesTheFullestZoneGivesFromItsFullestInstance() {
        assertThat(taken(3, List.of(), "i0", "i0", "i1", "i2")).containsExactly("i0", "i0", "i1");
        assertThat(taken(2, List.of(), "i2", "i2", "i0")).containsExactly("i2", "i2");
        assertThat(taken(2, List.of(), "i0", "i1", "i1", "i2", "i2")).containsExactly("i1", "i2");
    }

    @Test
    void spreadKeepsItsValuesEven() {
        assertThat(taken(
                        2,
                        List.of(by(PlacementStrategy.Type.SPREAD, "instanceId")),
                        "i0",
                        "i1",
                        "i1",
                        "i2",
                        "i2",
                        "i2"))
                .containsExactly("i2", "i1");
        assertThat(taken(1, List.of(by(PlacementStrategy.Type.SPREAD, ZONE)), "i2", "i0", "i1"))
                .containsExactly("i0");
    }

    @Test
    void binpackEmptiesTheInstanceWithMostLeft() {
        assertThat(taken(2, List.of(by(PlacementStrategy.Type.BINPACK, "cpu")), "i0", "i1", "i2", "i0"))
                .containsExactly("i0", "i0");
        assertThat(taken(1, List.of(by(PlacementStrategy.Type.BINPACK, "memory")), "i0", "i1", "i2"))
                .containsExactly("i2");
        assertThat(taken(
                        1,
                        List.of(by(PlacementStrategy.Type.SPREAD, ZONE), by(PlacementStrategy.Type.BINPACK, "memory")),
                        "i0",
                        "i1",
                        "i2"))
                .as("left to right")
                .containsExactly("i1");
    }

    @Test
    void binpackGoesOnWithTheInstanceItTookFrom() {
        String[] equallyFree = {"i0", "i1", "i0", "i0", "i0", "i0", "i0", "i0", "i0", "i0"};
        assertThat(taken(2, List.of(by(PlacementStrategy.Type.BINPACK, "cpu")), equallyFree))
                .containsExactly("i0", "i0");
    }

    @Test
    void randomTakesAny() {
        assertThat(taken(1, List.of(new PlacementStrategy(PlacementStrategy.Type.RANDOM, null)), "i2", "i0", "i0"))
                .as("the oldest, for one must be chosen")
                .containsExactly("i2");
    }
}
