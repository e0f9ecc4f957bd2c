package io.roadstead.agent.engine;

import static io.roadstead.agent.engine.Bench.idOf;
import static io.roadstead.agent.engine.Bench.only;
import static io.roadstead.agent.engine.Samples.ARN;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.HealthStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the engine makes of news of containers' health, and of looks at them. */
final class HealthTest {
    private static final ContainerRef APP = new ContainerRef(ARN, "app");

    private final Bench bench = new Bench();

    private Health health() {
        return Objects.requireNonNull(known(), "nothing is known of the container's health");
    }

    private @Nullable Health known() {
        return bench.task(ARN).containers().getFirst().health();
    }

    private HealthReading reading(HealthStatus status, @Nullable String output) {
        return new HealthReading(status, bench.now, output, output == null ? null : 1);
    }

    private List<Effect> changed(HealthStatus status) {
        return bench.send(new Event.HealthChanged(APP, idOf("app"), reading(status, null)));
    }

    private List<Effect> seen(HealthReading reading) {
        return bench.inspected(APP, new Inspection.Running(idOf("app"), List.of(), reading));
    }

    private void later(long seconds) {
        bench.now = bench.now.plusSeconds(seconds);
    }

    @Test
    void aCheckedContainerIsUnknownFromItsStart() {
        bench.bringUp(Samples.task(ARN, Samples.checked("app")));

        assertThat(health().status()).isEqualTo(HealthStatus.UNKNOWN);
        assertThat(health().since()).isEqualTo(bench.now);
    }

    @Test
    void aChangeIsToldAtOnceAndTheContainerIsLookedAtForTheChecksWords() {
        bench.bringUp(Samples.task(ARN, Samples.checked("app")));
        later(5);

        List<Effect> effects = changed(HealthStatus.UNHEALTHY);
        assertThat(only(effects, Effect.TellHealth.class)).hasSize(1);
        assertThat(only(effects, Effect.Inspect.class)).hasSize(1);
        Instant since = bench.now;
        assertThat(health()).isEqualTo(new Health(reading(HealthStatus.UNHEALTHY, null), since));

        later(1);
        assertThat(only(seen(reading(HealthStatus.UNHEALTHY, "no answer")), Effect.TellHealth.class))
                .hasSize(1);
        assertThat(health().since()).isEqualTo(since);
        assertThat(health().last().output()).isEqualTo("no answer");
        assertThat(health().last().exitCode()).isEqualTo(1);
        assertThat(bench.task(ARN).containers().getFirst().stage())
                .as("unhealthy containers are the control plane's to replace")
                .isEqualTo(Stage.RUNNING);
    }

    @Test
    void whatIsNoNewsIsNotTold() {
        bench.bringUp(Samples.task(ARN, Samples.checked("app")));
        later(5);
        changed(HealthStatus.HEALTHY);
        HealthReading same = reading(HealthStatus.HEALTHY, "ok");
        seen(same);

        assertThat(only(seen(same), Effect.TellHealth.class)).isEmpty();
        assertThat(only(changed(HealthStatus.HEALTHY), Effect.TellHealth.class)).isEmpty();
        assertThat(health().last().output()).isEqualTo("ok");
    }

    @Test
    void theHealthOfOneWithoutACheckIsNothingToUs() {
        bench.bringUp(Samples.task(ARN, Samples.container("app")));

        List<Effect> effects = changed(HealthStatus.UNHEALTHY);

        assertThat(effects).isEmpty();
        assertThat(known()).isNull();
    }

    @Test
    void newsOfAContainerThatWasReplacedIsNothingToUs() {
        bench.bringUp(Samples.task(ARN, Samples.checked("app")));
        later(5);

        assertThat(bench.send(new Event.HealthChanged(APP, "id-another", reading(HealthStatus.UNHEALTHY, null))))
                .isEmpty();
        assertThat(health().status()).isEqualTo(HealthStatus.UNKNOWN);
    }

    @Test
    void newsThatOvertakesTheStartIsKept() {
        bench.run(Samples.task(ARN, Samples.checked("app")));
        bench.pulled();
        bench.created(ARN, "app");
        Instant checked = bench.now;
        changed(HealthStatus.HEALTHY);
        later(5);
        bench.started(ARN, "app");

        assertThat(health())
                .isEqualTo(new Health(new HealthReading(HealthStatus.HEALTHY, checked, null, null), checked));
    }

    @Test
    void anOldLookDoesNotUndoNewsThatOvertookIt() {
        bench.bringUp(Samples.task(ARN, Samples.checked("app")));
        later(5);
        HealthReading old = reading(HealthStatus.HEALTHY, "ok");
        later(5);
        changed(HealthStatus.UNHEALTHY);

        assertThat(only(seen(old), Effect.TellHealth.class)).isEmpty();
        assertThat(health().status()).isEqualTo(HealthStatus.UNHEALTHY);
    }

    @Test
    void whatChangedWhileTheAgentWasAwayIsSeenWhenItLooks() {
        bench.bringUp(Samples.task(ARN, Samples.checked("app")));
        later(60);
        bench.send(new Event.Resumed());

        List<Effect> effects = seen(reading(HealthStatus.UNHEALTHY, "no answer"));

        assertThat(only(effects, Effect.TellHealth.class)).hasSize(1);
        assertThat(health().status()).isEqualTo(HealthStatus.UNHEALTHY);
    }

    @Test
    void theLastHealthOfAStoppedContainerIsKeptAndNoLongerMoves() {
        bench.bringUp(Samples.task(ARN, Samples.checked("app")));
        later(5);
        changed(HealthStatus.UNHEALTHY);
        bench.died(ARN, "app", 1);
        later(5);

        assertThat(only(changed(HealthStatus.HEALTHY), Effect.TellHealth.class)).isEmpty();
        assertThat(health().status()).isEqualTo(HealthStatus.UNHEALTHY);
    }

    @Test
    void inWhateverOrderReadingsComeTheLatestDecides() {
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            List<HealthReading> readings = new ArrayList<>();
            HealthStatus latest = HealthStatus.UNKNOWN;
            Instant at = bench.now;
            for (int i = 0; i < 1 + random.nextInt(8); i++) {
                at = at.plus(Duration.ofSeconds(5));
                latest = List.of(HealthStatus.values()).get(random.nextInt(3));
                readings.add(new HealthReading(latest, at, random.nextBoolean() ? "said " + i : null, null));
            }
            Collections.shuffle(readings, random);
            Health health = Health.starting(bench.now);
            for (HealthReading reading : readings) {
                health = Health.after(health, reading);
            }
            assertThat(health.status()).as("seed " + seed).isEqualTo(latest);
            assertThat(health.last().at()).as("seed " + seed).isEqualTo(at);
        }
    }
}
