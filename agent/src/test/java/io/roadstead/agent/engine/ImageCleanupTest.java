package io.roadstead.agent.engine;

import static io.roadstead.agent.engine.Bench.only;
import static io.roadstead.agent.engine.Samples.ARN;
import static io.roadstead.agent.engine.Samples.IMAGE;
import static io.roadstead.agent.engine.Samples.container;
import static io.roadstead.agent.engine.Samples.task;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ImageCleanupTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final ImageCleanup CLEANUP =
            new ImageCleanup(true, Duration.ofMinutes(30), Duration.ofHours(1), 2, Set.of("kept"));

    private final Bench bench = new Bench(Samples.cleaning(CLEANUP));

    private static ImageUse use(String pulled, String used) {
        return new ImageUse(
                Instant.parse("2026-11-23T" + pulled + ":00Z"), Instant.parse("2026-11-23T" + used + ":00Z"), true);
    }

    @Test
    void whoWasUsedLeastRecentlyGoesFirstAndSoManyAtATime() {
        Map<String, ImageUse> images = new HashMap<>();
        images.put("late", use("08:00", "11:30"));
        images.put("early", use("08:00", "09:00"));
        images.put("middle", use("08:00", "10:00"));

        assertThat(CLEANUP.choose(images, List.of(), NOON)).containsExactly("early", "middle");
    }

    @Test
    void whatIsYoungOrExcludedOrNamedByATaskStays() {
        Map<String, ImageUse> images = Map.of(
                "young",
                use("11:00", "11:00"),
                "kept",
                use("08:00", "08:00"),
                IMAGE,
                use("08:00", "08:00"),
                "old",
                use("10:59", "11:59"));
        bench.run(task(ARN, container("app")));

        assertThat(CLEANUP.choose(images, bench.state.tasks().values(), NOON)).containsExactly("old");
    }

    @Test
    void anImageGoesOnceItsLastTaskIsForgottenAndIsPulledAnewAfterThat() {
        bench.bringUp(task(ARN, container("app")));
        bench.stop(ARN);
        bench.settle(bench.died(ARN, "app", 143));
        assertThat(removals(bench.pass(Duration.ofMinutes(170)))).isEmpty();
        bench.pass(Duration.ofMinutes(10));
        bench.send(new Event.Removed(new ContainerRef(ARN, "app")));
        assertThat(bench.state.tasks()).isEmpty();

        assertThat(removals(bench.pass(Duration.ofMinutes(30)))).containsExactly(IMAGE);
        assertThat(bench.state.images()).containsKey(IMAGE);
        bench.send(new Event.ImageRemoved(IMAGE));
        assertThat(bench.state.images()).isEmpty();
    }

    @Test
    void aTaskThatComesWhileItsImageGoesWaitsAndPullsAfterThat() {
        bench.state = EngineState.resumed(List.of(), Map.of(IMAGE, new ImageUse(NOON, NOON, true)), bench.now);
        bench.now = NOON.plus(Duration.ofHours(2));
        bench.pass(Duration.ZERO);
        assertThat(removals(bench.pass(Duration.ofMinutes(30)))).containsExactly(IMAGE);

        assertThat(only(bench.run(task(ARN, container("app"))), Effect.Pull.class))
                .isEmpty();
        assertThat(only(bench.send(new Event.ImageRemoved(IMAGE)), Effect.Pull.class))
                .extracting(Effect.Pull::image)
                .containsExactly(IMAGE);
    }

    @Test
    void anImageThatDockerKeepsIsTriedAgainWithTheNextCycle() {
        bench.state = EngineState.resumed(List.of(), Map.of(IMAGE, new ImageUse(NOON, NOON, true)), bench.now);
        bench.now = NOON.plus(Duration.ofHours(2));
        bench.pass(Duration.ZERO);
        bench.pass(Duration.ofMinutes(30));
        bench.send(new Event.ImageRemoveFailed(IMAGE));

        assertThat(removals(bench.pass(Duration.ofMinutes(30)))).containsExactly(IMAGE);
    }

    @Test
    void whereCleanupIsOffNothingGoes() {
        Bench off = new Bench();
        off.state = EngineState.resumed(List.of(), Map.of(IMAGE, new ImageUse(NOON, NOON, true)), off.now);
        off.now = NOON.plus(Duration.ofDays(9));
        assertThat(removals(off.pass(Duration.ZERO))).isEmpty();
        assertThat(off.engine.wakeAt(off.state)).isEmpty();
    }

    private static List<String> removals(List<Effect> effects) {
        return only(effects, Effect.RemoveImage.class).stream()
                .map(Effect.RemoveImage::image)
                .toList();
    }
}
