package io.roadstead.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.DeploymentConfiguration.Threshold;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The circuit breaker's arithmetic. Source: ecs-behaviour 6.5. */
class ThresholdTest {
    @ParameterizedTest
    @CsvSource({
        "BOUNDED_PERCENT, 50, 0, 3",
        "BOUNDED_PERCENT, 50, 1, 3",
        "BOUNDED_PERCENT, 50, 25, 13",
        "BOUNDED_PERCENT, 50, 400, 200",
        "BOUNDED_PERCENT, 50, 800, 200",
        "BOUNDED_PERCENT, 2147483647, 5000, 200",
        "UNBOUNDED_PERCENT, 50, 0, 1",
        "UNBOUNDED_PERCENT, 10, 1, 1",
        "UNBOUNDED_PERCENT, 50, 800, 400",
        "UNBOUNDED_PERCENT, 2147483647, 5000, 2147483647",
        "COUNT, 2, 800, 2",
    })
    void failuresAreAShareRoundedUpWithinBoundsOrANumber(Threshold.Type type, int value, int desired, int failures) {
        assertThat(new Threshold(type, value).failures(desired)).isEqualTo(failures);
    }
}
