package io.roadstead.core.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RowCountsTest {
    @Test
    void itCountsAndForgetsAsAMapDoes() {
        for (long seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int rows = 1 + random.nextInt(200);
            RowCounts counts = new RowCounts();
            Map<Integer, Integer> expected = new HashMap<>();
            for (int step = 0; step < 2_000; step++) {
                int row = random.nextInt(rows);
                if (random.nextInt(3) == 0) {
                    counts.remove(row);
                    expected.remove(row);
                } else {
                    counts.increase(row);
                    expected.merge(row, 1, Integer::sum);
                }
            }
            Map<Integer, Integer> found = new HashMap<>();
            counts.forEach((row, count) -> assertThat(found.put(row, count)).isNull());
            assertThat(found).as("seed %s", seed).isEqualTo(expected);
            assertThat(counts.isEmpty()).isEqualTo(expected.isEmpty());
        }
    }
}
