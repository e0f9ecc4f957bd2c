package io.roadstead.core.definition;

import static io.roadstead.core.Rejections.assertInvalidParameter;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.Protection;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtectionRulesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void protectionLastsTwoHoursUnlessTheRequestSaysHowLong() {
        assertThat(ProtectionRules.read(true, null, NOW)).isEqualTo(new Protection(NOW.plusSeconds(7_200)));
        assertThat(ProtectionRules.read(true, 1, NOW)).isEqualTo(new Protection(NOW.plusSeconds(60)));
        assertThat(ProtectionRules.read(true, 2_880, NOW)).isEqualTo(new Protection(NOW.plusSeconds(172_800)));
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 2_881, Integer.MAX_VALUE})
    void timesOutsideTheLimitsAreRefused(int minutes) {
        assertInvalidParameter(
                "expiresInMinutes is " + minutes + ", and must be at least 1 and at most 2880.",
                () -> ProtectionRules.read(true, minutes, NOW));
    }

    @Test
    void withoutProtectionTheTimeIsNotLookedAt() {
        assertThat(ProtectionRules.read(false, -5, NOW)).isNull();
    }

    @Test
    void whetherToProtectMustBeSaid() {
        assertInvalidParameter("protectionEnabled is missing", () -> ProtectionRules.read(null, 10, NOW));
    }
}
