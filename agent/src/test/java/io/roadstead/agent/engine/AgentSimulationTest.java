package io.roadstead.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class AgentSimulationTest {
    private static final int SEEDS = 80;
    private static final int STEPS = 250;

    @Test
    void whateverHappensEachContainerIsStartedInItsTurnOnceForEachRestartAndTheControlPlaneHearsTheTruth() {
        int crashes = 0;
        int restarts = 0;
        int timeouts = 0;
        int unsuccessful = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            AgentWorld world = new AgentWorld(seed);
            try {
                world.storm(STEPS);
                world.check();
                world.calm();
                world.checkAtRest();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
            crashes += world.crashes();
            restarts += world.restarts();
            timeouts += world.timeouts();
            unsuccessful += world.unsuccessful();
        }
        assertThat(crashes).as("crashes survived, or the test proves little").isGreaterThan(SEEDS);
        assertThat(List.of(restarts, timeouts, unsuccessful))
                .as("restarts made, waits that timed out, and waits in vain for success, or the test proves little")
                .allMatch(times -> times > SEEDS / 10);
    }
}
