package io.roadstead.agent.engine;

import static io.roadstead.agent.engine.Bench.only;
import static io.roadstead.agent.engine.Samples.ARN;
import static io.roadstead.agent.engine.Samples.IMAGE;
import static io.roadstead.agent.engine.Samples.container;
import static io.roadstead.agent.engine.Samples.task;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UntrackedCleanupTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final UntrackedCleanup CLEANUP =
            new UntrackedCleanup(true, Duration.ofHours(3), 2, Duration.ofHours(1));

    private static Untracked.Container ended(String id, String time) {
        return new Untracked.Container(id, Instant.parse("2026-11-23T" + time + ":00Z"));
    }

    private static Untracked.Image image(String id, long bytes, String created, String... tags) {
        return new Untracked.Image(
                id, List.of(tags), List.of(tags), bytes, Instant.parse("2026-11-23T" + created + ":00Z"));
    }

    @Test
    void containersGoAfterTheWaitThoseThatEndedFirstFirstAndSoManyAtATime() {
        assertThat(CLEANUP.containers(
                        List.of(
                                ended("late", "08:30"),
                                ended("young", "09:00"),
                                ended("first", "02:00"),
                                ended("second", "03:00")),
                        NOON))
                .containsExactly("first", "second");
        assertThat(CLEANUP.containers(List.of(ended("old", "08:59"), ended("young", "09:00")), NOON))
                .containsExactly("old");
    }

    @Test
    void imagesGoTheSmallestFirstAndEachTagCountsAsOne() {
        List<Untracked.Image> found = List.of(
                image("sha256:big", 3, "01:00", "big:1"),
                image("sha256:two", 2, "01:00", "two:1", "two:2"),
                image("sha256:nameless", 1, "01:00"));
        assertThat(CLEANUP.images(found, Set.of(), 5, NOON))
                .containsExactly("sha256:nameless", "two:1", "two:2", "big:1");
        assertThat(CLEANUP.images(found, Set.of(), 2, NOON)).containsExactly("sha256:nameless", "two:1", "two:2");
        assertThat(CLEANUP.images(found, Set.of(), 0, NOON)).isEmpty();
    }

    @Test
    void anImageThatIsYoungStays() {
        assertThat(CLEANUP.images(
                        List.of(image("a", 1, "11:00", "young:1"), image("b", 1, "10:59", "old:1")), Set.of(), 5, NOON))
                .containsExactly("old:1");
    }

    @Test
    void anImageOneOfWhoseNamesATaskUsesStaysWithAllOfThem() {
        assertThat(CLEANUP.images(
                        List.of(image("a", 1, "01:00", "web:1", "web:latest")),
                        Set.of("docker.io/library/web"),
                        5,
                        NOON))
                .isEmpty();
        assertThat(CLEANUP.images(
                        List.of(new Untracked.Image(
                                "a", List.of(), List.of("r.example/web@sha256:1"), 1, NOON.minusSeconds(9999))),
                        Set.of("r.example/web@sha256:1"),
                        5,
                        NOON))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "busybox,busybox:latest",
        "busybox:1,busybox:1",
        "docker.io/library/busybox,busybox:latest",
        "docker.io/me/app:2,me/app:2",
        "localhost:5000/app,localhost:5000/app:latest",
        "app@sha256:12,app@sha256:12"
    })
    void aNameHasManySpellings(String spelt, String whole) {
        assertThat(UntrackedCleanup.whole(spelt)).isEqualTo(whole);
    }

    @Test
    void whatTasksLeaveOfTheNumberMayGoOfOthers() {
        Bench bench = new Bench(Samples.cleaning(
                new ImageCleanup(true, Duration.ofMinutes(30), Duration.ofHours(1), 3, Set.of("kept:1"), CLEANUP)));
        bench.state = EngineState.resumed(List.of(), Map.of("gone", new ImageUse(NOON, NOON, true)), bench.now);
        bench.now = NOON.plus(Duration.ofHours(2));
        bench.pass(Duration.ZERO);
        List<Effect> looked = bench.pass(Duration.ofMinutes(30));
        assertThat(only(looked, Effect.RemoveImage.class))
                .extracting(Effect.RemoveImage::image)
                .containsExactly("gone");
        assertThat(only(looked, Effect.FindUntracked.class)).containsExactly(new Effect.FindUntracked(2));

        bench.run(task(ARN, container("app")));
        List<Effect> found = bench.send(new Event.UntrackedFound(
                new Untracked(
                        List.of(ended("c", "02:00")),
                        List.of(
                                image("1", 1, "01:00", "kept:1"),
                                image("2", 2, "01:00", IMAGE),
                                image("3", 3, "01:00", Namespaces.IMAGE),
                                image("4", 4, "01:00", "gone:latest"),
                                image("5", 5, "01:00", "a:1"),
                                image("6", 6, "01:00", "b:1"),
                                image("7", 7, "01:00", "c:1"))),
                2));
        assertThat(found)
                .containsExactly(
                        new Effect.RemoveUntracked("c"), new Effect.RemoveImage("a:1"), new Effect.RemoveImage("b:1"));
        assertThat(bench.state.imagesGoing()).contains("a:1", "b:1");
        bench.send(new Event.ImageRemoved("a:1"));
        assertThat(bench.state.imagesGoing()).doesNotContain("a:1");
    }

    @Test
    void whereItIsNotAskedForNobodyLooks() {
        Bench bench = new Bench(
                Samples.cleaning(new ImageCleanup(true, Duration.ofMinutes(30), Duration.ofHours(1), 3, Set.of())));
        bench.now = NOON.plus(Duration.ofHours(2));
        bench.pass(Duration.ZERO);
        assertThat(only(bench.pass(Duration.ofMinutes(30)), Effect.FindUntracked.class))
                .isEmpty();
    }
}
