package io.roadstead.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("long")
class FixedSeedsTest {
    private static final int SEEDS = 300;

    @Test
    void whatMustHoldHoldsInThreeHundredWorlds() throws IOException, InterruptedException {
        List<Summary> failed = new ArrayList<>();
        int[] worlds = {0};
        Seeds.run(1, SEEDS, world -> {
            worlds[0]++;
            if (!world.violation().isEmpty()) {
                failed.add(world);
            }
            return false;
        });
        assertThat(failed.stream().map(world -> Main.report(new SimWorld(world.seed()).run())))
                .isEmpty();
        assertThat(worlds[0]).isEqualTo(SEEDS);
    }
}
