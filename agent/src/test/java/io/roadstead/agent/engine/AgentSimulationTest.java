package io.roadstead.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class AgentSimulationTest {
    private static final int SEEDS = 60;
    private static final int STEPS = 250;

    @Test
    void whateverHappensEachContainerIsStartedAtMostOnceAndTheControlPlaneHearsTheTruth() {
        int crashes = 0;
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
        }
        assertThat(crashes).as("crashes survived, or the test proves little").isGreaterThan(SEEDS);
    }
}
