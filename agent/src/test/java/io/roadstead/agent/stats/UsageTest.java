package io.roadstead.agent.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.wire.agent.TcsMessage.ContainerMetric;
import io.roadstead.wire.agent.TcsMessage.CountStatsSet;
import io.roadstead.wire.agent.TcsMessage.StatsSet;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class UsageTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final long MIB = 1024 * 1024;

    private static Reading at(int second, long cpuMillis, long usedMib, long rxBytes) {
        return new Reading(
                START.plusSeconds(second),
                0,
                new Reading.Cpu(cpuMillis * 1_000_000, 0, 0, List.of(), 0, 0, 0),
                new Reading.Memory((usedMib + 10) * MIB, 0, 10 * MIB, 0, 0, Map.of()),
                new Reading.Blocks(List.of(new Reading.Block(8, 0, "Read", second)), List.of()),
                1,
                0,
                Map.of("eth0", new Reading.Network(rxBytes, 0, 0, 0, 0, 0, 0, 0)));
    }

    @Test
    void cpuIsTheShareOfTheWholeInstanceAndMemoryIsWithoutCache() {
        Usage usage = new Usage(2, true, 0);
        usage.add(at(0, 0, 64, 0));
        assertThat(usage.drain("web", null)).as("one look tells no CPU").isEmpty();
        usage.add(at(1, 500, 66, 1000));
        usage.add(at(2, 600, 65, 1000));

        ContainerMetric metric = usage.drain("web", null).orElseThrow();
        assertThat(metric.cpuStatsSet()).isEqualTo(new StatsSet(5, 25, 2, 30));
        assertThat(metric.memoryStatsSet()).isEqualTo(new StatsSet(64, 66, 3, 195));
        assertThat(metric.networkStatsSet()).isNotNull();
        assertThat(metric.networkStatsSet().rxBytesPerSecond()).isEqualTo(new StatsSet(0, 1000, 2, 1000));
        assertThat(metric.networkStatsSet().rxBytes()).isEqualTo(new CountStatsSet(0, 1000, 3, 2000, 0L, 0L, 0L));
        assertThat(metric.storageStatsSet()).isNotNull();
        assertThat(metric.storageStatsSet().readSizeBytes()).isEqualTo(new CountStatsSet(0, 2, 3, 3, 0L, 0L, 0L));
        assertThat(metric.restartCount()).isNull();

        assertThat(usage.drain("web", null)).as("told once").isEmpty();
        usage.add(at(3, 600, 65, 1000));
        assertThat(usage.drain("web", null).orElseThrow().cpuStatsSet()).isEqualTo(new StatsSet(0, 0, 1, 0));
    }

    @Test
    void theHostsNetworkIsNobodysOwn() {
        Usage usage = new Usage(1, false, 0);
        usage.add(at(0, 0, 1, 0));
        usage.add(at(1, 0, 1, 0));

        assertThat(usage.drain("web", null).orElseThrow().networkStatsSet()).isNull();
    }

    @Test
    void restartsAreThoseOfThePeriod() {
        Usage usage = new Usage(1, true, 2);
        usage.add(at(0, 0, 1, 0));
        usage.add(at(1, 0, 1, 0));
        assertThat(usage.drain("web", 5).orElseThrow().restartCount()).isEqualTo(3);
        usage.add(at(2, 0, 1, 0));
        assertThat(usage.drain("web", 5).orElseThrow().restartCount()).isZero();
    }

    @Test
    void aSecondReadingOfTheSameMomentIsIgnored() {
        Usage usage = new Usage(1, true, 0);
        usage.add(at(0, 0, 1, 0));
        usage.add(at(0, 500, 1, 0));

        assertThat(usage.drain("web", null)).isEmpty();
    }

    /** What a repeated reading means, sum for sum: the same reading of a later moment. */
    @Test
    void aRepeatedReadingCountsAsOneThatSaysTheSame() {
        for (int seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            Usage summed = new Usage(2, true, 0);
            Usage repeated = new Usage(2, true, 0);
            Reading last = at(0, 0, 1, 0);
            summed.add(last);
            repeated.add(last);
            for (int second = 1; second < 60; second++) {
                if (random.nextInt(4) > 0) {
                    last = last.again(START.plusSeconds(second), second);
                    summed.add(last);
                    repeated.again(START.plusSeconds(second), second);
                } else {
                    last = at(second, second * 100L, random.nextInt(100), second * 1000L);
                    summed.add(last);
                    repeated.add(last);
                }
                assertThat(repeated.last()).as("seed %d", seed).isEqualTo(summed.last());
                assertThat(repeated.rates()).as("seed %d", seed).isEqualTo(summed.rates());
                if (random.nextInt(10) == 0) {
                    assertThat(repeated.drain("web", null)).as("seed %d", seed).isEqualTo(summed.drain("web", null));
                }
            }
            assertThat(repeated.drain("web", null)).as("seed %d", seed).isEqualTo(summed.drain("web", null));
        }
    }

    @Test
    void aRepeatedReadingOfTheSameMomentIsIgnored() {
        Usage usage = new Usage(1, true, 0);
        usage.add(at(0, 0, 1, 0));
        usage.again(START, 0);

        assertThat(usage.drain("web", null)).isEmpty();
    }
}
