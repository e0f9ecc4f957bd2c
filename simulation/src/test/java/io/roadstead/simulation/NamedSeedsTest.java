package io.roadstead.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Worlds that once broke, by what they broke. A seed shows it only as long as worlds are drawn as they were then. */
class NamedSeedsTest {
    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "310028, tasks asked for while the last instance leaves are refused in words",
        "320609, a smaller service keeps a task that runs beside a protected one that does not yet",
        "1795441844323918, a daemon whose new tasks find no room stops its old ones"
    })
    void whatBrokeOnceHolds(long seed, String what) {
        assertThat(new SimWorld(seed).run().failure()).as(what).isEmpty();
    }
}
