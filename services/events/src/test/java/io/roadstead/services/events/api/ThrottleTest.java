package io.roadstead.services.events.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.Scope;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ThrottleTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final Scope HERE = new Scope("000000000000", "us-east-1");
    private static final Scope THERE = new Scope("000000000000", "eu-west-1");

    private final Throttle throttle = new Throttle(2);

    @Test
    void twoCallsASecondAreAllowedInEachAccountAndRegion() {
        assertThat(throttle.allows(HERE, NOW)).isTrue();
        assertThat(throttle.allows(HERE, NOW)).isTrue();
        assertThat(throttle.allows(HERE, NOW)).isFalse();
        assertThat(throttle.allows(THERE, NOW)).isTrue();
        assertThat(throttle.allows(HERE, NOW.plusMillis(499))).isFalse();
        assertThat(throttle.allows(HERE, NOW.plusMillis(500))).isTrue();
        assertThat(throttle.allows(HERE, NOW.plusMillis(500))).isFalse();
    }

    @Test
    void whoWaitedLongMayNotCallMoreThanTwiceAtOnce() {
        assertThat(throttle.allows(HERE, NOW)).isTrue();
        Instant later = NOW.plusSeconds(3_600);
        assertThat(throttle.allows(HERE, later)).isTrue();
        assertThat(throttle.allows(HERE, later)).isTrue();
        assertThat(throttle.allows(HERE, later)).isFalse();
    }
}
