package io.roadstead.core.definition;

import static io.roadstead.core.Rejections.assertClientException;
import static io.roadstead.core.definition.Drafts.oneContainer;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.definition.Registration.HealthCheckDraft;
import io.roadstead.core.model.HealthCheck;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthCheckRulesTest {
    private static final List<String> TRUE = List.of("CMD", "true");

    @Test
    void aCheckGetsTheDefaultsOfEcs() {
        assertThat(read(new HealthCheckDraft(TRUE, null, null, null, null)))
                .isEqualTo(new HealthCheck(TRUE, 30, 5, 3, null));
    }

    @Test
    void noCheckStaysNone() {
        assertThat(read(null)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"5,2,1,0", "300,60,10,300", "7,3,2,"})
    void theRangesAreEcssOwn(int interval, int timeout, int retries, @Nullable Integer startPeriod) {
        List<String> shell = List.of("CMD-SHELL", "test -e /ready");
        assertThat(read(new HealthCheckDraft(shell, interval, timeout, retries, startPeriod)))
                .isEqualTo(new HealthCheck(shell, interval, timeout, retries, startPeriod));
    }

    @ParameterizedTest
    @CsvSource({
        "4,,,,interval,5,300,4",
        "301,,,,interval,5,300,301",
        ",1,,,timeout,2,60,1",
        ",61,,,timeout,2,60,61",
        ",,0,,retries,1,10,0",
        ",,11,,retries,1,10,11",
        ",,,-1,startPeriod,0,300,-1",
        ",,,301,startPeriod,0,300,301"
    })
    void whatIsOutOfRangeIsNamedWithItsRange(
            @Nullable Integer interval,
            @Nullable Integer timeout,
            @Nullable Integer retries,
            @Nullable Integer startPeriod,
            String member,
            int least,
            int most,
            int is) {
        assertClientException(
                "Invalid setting for container 'app'. 'healthCheck." + member + "' must be between " + least + " and "
                        + most + ", and is " + is + ".",
                () -> read(new HealthCheckDraft(TRUE, interval, timeout, retries, startPeriod)));
    }

    @Test
    void theCommandStartsWithItsKindAndHasMore() {
        for (List<String> command : List.of(
                List.<String>of(), List.of("CMD"), List.of("NONE"), List.of("true", "false"), List.of("cmd", "true"))) {
            assertClientException(
                    "Invalid setting for container 'app'. 'healthCheck.command' must start with CMD or CMD-SHELL, "
                            + "followed by the command to run.",
                    () -> read(new HealthCheckDraft(command, null, null, null, null)));
        }
    }

    private static @Nullable HealthCheck read(@Nullable HealthCheckDraft draft) {
        return DefinitionRules.check(oneContainer(c -> c.healthCheck = draft))
                .containers()
                .getFirst()
                .healthCheck();
    }
}
