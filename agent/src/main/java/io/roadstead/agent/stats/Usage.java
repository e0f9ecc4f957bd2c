package io.roadstead.agent.stats;

import io.roadstead.wire.agent.TcsMessage.ContainerMetric;
import io.roadstead.wire.agent.TcsMessage.CountStatsSet;
import io.roadstead.wire.agent.TcsMessage.NetworkStatsSet;
import io.roadstead.wire.agent.TcsMessage.StatsSet;
import io.roadstead.wire.agent.TcsMessage.StorageStatsSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a container used since it was last told of, summed up sample by sample.
 *
 * <p>CPU is the share of the whole instance, in percent. Worked example: on two cores, 500 ms of CPU time within a second
 * are 100 * (500 / 2) / 1000 = 25. Memory is whole MiB without page cache. Source: agent-protocol 4.
 */
final class Usage {
    private static final long MIB = 1024L * 1024;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double PERCENT = 100;

    private final int cores;
    private final boolean tellsNetwork;
    private final Values cpu = new Values();
    private final Values memory = new Values();
    private final Counts read = new Counts();
    private final Counts written = new Counts();
    private final Values rxRate = new Values();
    private final Values txRate = new Values();
    private final Counts rxBytes = new Counts();
    private final Counts rxDropped = new Counts();
    private final Counts rxErrors = new Counts();
    private final Counts rxPackets = new Counts();
    private final Counts txBytes = new Counts();
    private final Counts txDropped = new Counts();
    private final Counts txErrors = new Counts();
    private final Counts txPackets = new Counts();
    private @Nullable Reading last;
    private @Nullable Rates rates;
    private int toldRestarts;

    /** Of the last reading; most often the next one's as well. */
    private Reading.@Nullable Network network;

    private long bytesRead;
    private long bytesWritten;

    /** Readings after the last that said the same; they are in none of the sums yet. */
    private int still;

    /** Bytes a second, between the last two readings. */
    record Rates(double rx, double tx) {
        static final Rates NONE = new Rates(0, 0);
    }

    /**
     * @param tellsNetwork whether the network is the container's own, and not the host's
     * @param restarts it had when the looking began
     */
    Usage(int cores, boolean tellsNetwork, int restarts) {
        this.cores = cores;
        this.tellsNetwork = tellsNetwork;
        this.toldRestarts = restarts;
    }

    @Nullable
    Reading last() {
        return last;
    }

    @Nullable
    Rates rates() {
        return rates;
    }

    /**
     * Adds the last reading once more, for nothing has changed since. It is only counted: a host of a hundred idle
     * containers has a hundred of these a second.
     */
    void again(Instant at, long systemNanos) {
        Reading before = last;
        if (before == null) {
            throw new IllegalStateException("there is no reading yet that could be repeated");
        }
        if (at.isAfter(before.at())) {
            last = before.again(at, systemNanos);
            rates = network == null ? null : Rates.NONE;
            still++;
        }
    }

    /** Brings the repeated readings into the sums. */
    private void settle() {
        Reading repeated = last;
        if (still == 0 || repeated == null) {
            return;
        }
        cpu.add(0, still);
        long mib = repeated.memory().used() / MIB;
        memory.add((double) mib, still);
        if (repeated.blocks() != null) {
            read.add(bytesRead, still);
            written.add(bytesWritten, still);
        }
        if (network != null) {
            add(network, still);
        }
        if (rates != null) {
            rxRate.add(rates.rx(), still);
            txRate.add(rates.tx(), still);
        }
        still = 0;
    }

    /** Adds one more reading; one no later than the last is ignored. */
    void add(Reading reading) {
        settle();
        Reading before = last;
        boolean same = before != null
                && Objects.equals(before.blocks(), reading.blocks())
                && before.networks().equals(reading.networks());
        Reading.Network now = same ? network : reading.network();
        if (before != null) {
            long nanos = Duration.between(before.at(), reading.at()).toNanos();
            if (nanos <= 0) {
                return;
            }
            long used = reading.cpu().totalNanos() - before.cpu().totalNanos();
            cpu.add(PERCENT * ((double) Math.max(0, used) / cores) / nanos, 1);
            rates = rates(network, now, nanos);
        }
        last = reading;
        network = now;
        long mib = reading.memory().used() / MIB;
        memory.add((double) mib, 1);
        if (reading.blocks() != null) {
            if (!same) {
                bytesRead = reading.blocks().bytesOf("read");
                bytesWritten = reading.blocks().bytesOf("write");
            }
            read.add(bytesRead, 1);
            written.add(bytesWritten, 1);
        }
        if (now != null) {
            add(now, 1);
        }
        if (rates != null) {
            rxRate.add(rates.rx(), 1);
            txRate.add(rates.tx(), 1);
        }
    }

    private void add(Reading.Network counted, int times) {
        rxBytes.add(counted.rxBytes(), times);
        rxDropped.add(counted.rxDropped(), times);
        rxErrors.add(counted.rxErrors(), times);
        rxPackets.add(counted.rxPackets(), times);
        txBytes.add(counted.txBytes(), times);
        txDropped.add(counted.txDropped(), times);
        txErrors.add(counted.txErrors(), times);
        txPackets.add(counted.txPackets(), times);
    }

    /**
     * What to tell, once; the next begins anew.
     *
     * @param restarts so far, absent for a container without a restart policy
     * @return empty for a container of which fewer than two readings are known
     */
    Optional<ContainerMetric> drain(String name, @Nullable Integer restarts) {
        settle();
        StatsSet cpuSet = cpu.drain();
        if (cpuSet == null) {
            return Optional.empty();
        }
        NetworkStatsSet told = tellsNetwork && rates != null
                ? new NetworkStatsSet(
                        rxRate.drain(),
                        rxBytes.drain(),
                        rxDropped.drain(),
                        rxErrors.drain(),
                        rxPackets.drain(),
                        txRate.drain(),
                        txBytes.drain(),
                        txDropped.drain(),
                        txErrors.drain(),
                        txPackets.drain())
                : null;
        Integer restarted = restarts == null ? null : Math.max(0, restarts - toldRestarts);
        if (restarts != null) {
            toldRestarts = restarts;
        }
        return Optional.of(new ContainerMetric(
                name, cpuSet, memory.drain(), told, new StorageStatsSet(read.drain(), written.drain()), restarted));
    }

    private static @Nullable Rates rates(
            Reading.@Nullable Network before, Reading.@Nullable Network after, long nanos) {
        if (before == null || after == null) {
            return null;
        }
        double seconds = nanos / NANOS_PER_SECOND;
        return new Rates(
                Math.max(0, after.rxBytes() - before.rxBytes()) / seconds,
                Math.max(0, after.txBytes() - before.txBytes()) / seconds);
    }

    /** Least, greatest, number and sum of values. */
    private static final class Values {
        private double least;
        private double greatest;
        private double sum;
        private int number;

        void add(double value, int times) {
            least = number == 0 ? value : Math.min(least, value);
            greatest = number == 0 ? value : Math.max(greatest, value);
            sum += value * times;
            number += times;
        }

        /** Absent when there was none. */
        @Nullable
        StatsSet drain() {
            StatsSet set = number == 0 ? null : new StatsSet(least, greatest, number, sum);
            number = 0;
            sum = 0;
            return set;
        }
    }

    /** The same of whole numbers. A sum that passes 63 bits is told as the greatest there is and the rest. */
    private static final class Counts {
        private long least;
        private long greatest;
        private long sum;
        private long number;

        void add(long value, int times) {
            least = number == 0 ? value : Math.min(least, value);
            greatest = number == 0 ? value : Math.max(greatest, value);
            sum += value * times;
            number += times;
        }

        @Nullable
        CountStatsSet drain() {
            if (number == 0) {
                return null;
            }
            long rest = sum < 0 ? Long.remainderUnsigned(sum, Long.MAX_VALUE) : 0;
            CountStatsSet set =
                    new CountStatsSet(least, greatest, number, sum < 0 ? Long.MAX_VALUE : sum, 0L, 0L, rest);
            number = 0;
            sum = 0;
            return set;
        }
    }
}
