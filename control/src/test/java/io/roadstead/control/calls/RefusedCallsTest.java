package io.roadstead.control.calls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.wire.http.FailedCall;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RefusedCallsTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private Instant now = NOON;
    private final RefusedCalls calls =
            new RefusedCalls(new RefusedCalls.Settings(3, Duration.ofMinutes(10)), () -> now);

    private void refuse(String id, String body) {
        calls.failed(new FailedCall(
                id, now, "-", "ecs", "ecs.RunTask", "ClientException", 400, "m".repeat(5000), body.getBytes(UTF_8)));
    }

    @Test
    void theLatestAreKeptAndOnlyForAWhile() {
        for (int i = 0; i < 5; i++) {
            refuse("r" + i, "{}");
        }
        assertThat(calls.latest(10)).extracting(RefusedCall::requestId).containsExactly("r4", "r3", "r2");
        assertThat(calls.find("r1")).isEmpty();
        now = NOON.plus(Duration.ofMinutes(11));
        assertThat(calls.find("r4")).isEmpty();
        refuse("late", "{}");
        assertThat(calls.latest(10)).extracting(RefusedCall::requestId).containsExactly("late");
    }

    @Test
    void anEntryIsBoundedWhateverWasSent() {
        StringBuilder wide = new StringBuilder("{\"cluster\":\"" + "c".repeat(9000) + "\"");
        for (int i = 0; i < 500; i++) {
            wide.append(",\"").append("n".repeat(200)).append(i).append("\":1");
        }
        refuse("wide", wide + "}");
        RefusedCall kept = calls.find("wide").orElseThrow();
        assertThat(kept.message()).hasSize(2001);
        assertThat(kept.parameters().get("cluster")).hasSize(301);
        assertThat(kept.members()).hasSize(40).allSatisfy(name -> assertThat(name)
                .hasSizeLessThanOrEqualTo(65));
        refuse("broken", "{\"cluster\":");
        assertThat(calls.find("broken").orElseThrow().parameters()).isEmpty();
    }
}
