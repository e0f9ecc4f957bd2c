package io.roadstead.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayTest {
    @Test
    void aSeedIsTheSameWorldBitByBitInThisProcessAndInAnother() throws IOException, InterruptedException {
        List<Summary> elsewhere = new ArrayList<>();
        Seeds.run(1, 3, world -> {
            elsewhere.add(world);
            return false;
        });
        assertThat(elsewhere).hasSize(3);
        for (Summary world : elsewhere) {
            assertThat(Summary.of(new SimWorld(world.seed()).run())).isEqualTo(world);
        }
    }

    @Test
    void anotherSeedIsAnotherWorld() {
        assertThat(new SimWorld(1).run().hash())
                .isNotEqualTo(new SimWorld(2).run().hash());
    }
}
