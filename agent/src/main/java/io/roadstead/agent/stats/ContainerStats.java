package io.roadstead.agent.stats;

import io.roadstead.agent.engine.ContainerState;
import io.roadstead.agent.engine.EngineState;
import io.roadstead.agent.engine.Stage;
import io.roadstead.agent.engine.TaskState;
import io.roadstead.agent.runtime.ContainerDetails;
import io.roadstead.agent.runtime.ContainerRuntime;
import io.roadstead.agent.runtime.RuntimeFault;
import io.roadstead.agent.text.GoJson;
import io.roadstead.wire.agent.TcsMessage.ContainerMetric;
import io.roadstead.wire.agent.TcsMessage.TaskMetric;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at all running containers once a second, on a thread of its own.
 *
 * <p>A look at an idle container is one short read: its CPU time. When that has not moved the container did nothing, and
 * its other counters are taken to be what they were; all of them are read again every {@value #FULL_EVERY} looks, for
 * what others do to it: packets that arrive, pages that the kernel takes back. Where all containers are idle even that
 * read is one for all of them ({@link CpuTrees}).
 */
public final class ContainerStats implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerStats.class);

    static final int FULL_EVERY = 20;

    /** The kernel's clock ticks, in which it tells the host's CPU time. */
    private static final long NANOS_PER_TICK = 10_000_000;

    /** Numbers of the first line of {@code /proc/stat} that add up to it: all but the guests', which are in others. */
    private static final int CPU_WORDS = 8;

    private final Supplier<EngineState> state;
    private final ContainerRuntime runtime;
    private final StatsSettings settings;
    private final Clock clock;
    private final Map<String, Watched> watched = new HashMap<>();
    private final CpuTrees trees = new CpuTrees();
    private final Thread thread = Thread.ofPlatform().name("stats").daemon().unstarted(this::run);
    private @Nullable KernelFile hostCpu;
    private volatile boolean closed;

    /** A running container. {@code counters} are absent while they cannot be found. */
    private static final class Watched {
        final int restarts;
        final Usage usage;
        final String name;
        final @Nullable Counters counters;
        final Instant since;

        @Nullable
        Reading before;

        int looks;

        Watched(int restarts, Usage usage, String name, @Nullable Counters counters, Instant since) {
            this.restarts = restarts;
            this.usage = usage;
            this.name = name;
            this.counters = counters;
            this.since = since;
        }
    }

    public ContainerStats(Supplier<EngineState> state, ContainerRuntime runtime, StatsSettings settings, Clock clock) {
        this.state = state;
        this.runtime = runtime;
        this.settings = settings;
        this.clock = clock;
    }

    public void start() {
        thread.start();
    }

    /**
     * A container's counters in the format of Docker's stats, read this moment.
     *
     * @param withRates whether its network's speed is told as well
     * @return empty for one that does not run, or whose counters are not there
     */
    public synchronized Optional<GoJson> document(String dockerId, boolean withRates) {
        Watched one = watched.get(dockerId);
        if (one == null || one.counters == null) {
            return Optional.empty();
        }
        try {
            Reading now = one.counters.read(clock.instant(), systemNanos());
            Reading last = one.usage.last();
            return Optional.of(StatsDocument.of(
                    now,
                    last == null || last.at().isBefore(now.at()) ? last : one.before,
                    dockerId,
                    one.name,
                    settings.cores(),
                    withRates ? one.usage.rates() : null));
        } catch (IOException ended) {
            LOG.debug("Container {} cannot be looked at", dockerId, ended);
            return Optional.empty();
        }
    }

    /** What every task used since this was last asked, oldest first; tasks of which nothing is known are left out. */
    public synchronized List<TaskMetric> drain() {
        List<TaskMetric> tasks = new ArrayList<>();
        for (TaskState task : state.get().tasks().values()) {
            List<ContainerMetric> containers = new ArrayList<>();
            for (ContainerState container : task.containers()) {
                Watched one = watched.get(String.valueOf(container.dockerId()));
                if (one != null) {
                    boolean restarts = container.spec().restartPolicy() != null
                            && container.spec().restartPolicy().enabled();
                    one.usage
                            .drain(container.spec().name(), restarts ? container.restarts() : null)
                            .ifPresent(containers::add);
                }
            }
            if (!containers.isEmpty()) {
                tasks.add(new TaskMetric(
                        task.spec().arn(), task.spec().family(), task.spec().version(), containers));
            }
        }
        return tasks;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            for (Watched one : watched.values()) {
                close(one);
            }
            watched.clear();
            trees.close();
            if (hostCpu != null) {
                hostCpu.close();
            }
        }
    }

    private void run() {
        long next = System.nanoTime();
        while (!closed) {
            try {
                look();
                next = Math.max(next + settings.every().toNanos(), System.nanoTime());
                Thread.sleep(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("The containers' counters could not be looked at; trying on", e);
                next = System.nanoTime() + settings.retryAfter().toNanos();
            }
        }
    }

    /** One look at all; visible for its tests. */
    void look() {
        Instant now = clock.instant();
        Set<String> running = new HashSet<>();
        for (TaskState task : state.get().tasks().values()) {
            for (ContainerState container : task.containers()) {
                String id = container.dockerId();
                boolean runs = container.stage() == Stage.RUNNING || container.stage() == Stage.STOPPING;
                if (id != null && runs) {
                    running.add(id);
                    find(id, container, now);
                }
            }
        }
        synchronized (this) {
            long systemNanos = systemNanosOrZero();
            watched.entrySet().removeIf(entry -> {
                if (running.contains(entry.getKey())) {
                    return false;
                }
                close(entry.getValue());
                return true;
            });
            trees.next();
            watched.forEach((id, one) -> look(id, one, systemNanos));
        }
    }

    /** Asks Docker, outside the lock, for what is new, was started again, or could not be found before. */
    private void find(String id, ContainerState container, Instant now) {
        Watched known;
        synchronized (this) {
            known = watched.get(id);
        }
        boolean current = known != null
                && known.restarts == container.restarts()
                && (known.counters != null || now.isBefore(known.since.plus(settings.retryAfter())));
        if (current) {
            return;
        }
        Watched fresh = found(id, container, now, known);
        synchronized (this) {
            watched.put(id, fresh);
            if (known != null) {
                close(known);
            }
        }
    }

    private Watched found(String id, ContainerState container, Instant now, @Nullable Watched known) {
        try {
            ContainerDetails details = runtime.details(id).orElse(null);
            if (details != null && details.processId() > 0) {
                boolean own = !details.networkMode().equals("host");
                Counters counters = Counters.find(
                        settings.proc(), settings.cgroups(), details.processId(), own, settings.memoryBytes());
                Usage usage = known != null && known.counters != null
                        ? known.usage
                        : new Usage(settings.cores(), tellsNetwork(details), container.restarts());
                return new Watched(container.restarts(), usage, details.name(), counters, now);
            }
        } catch (IOException | RuntimeFault | NumberFormatException e) {
            LOG.debug("The counters of container {} cannot be found", id, e);
        }
        return new Watched(
                container.restarts(), new Usage(settings.cores(), false, container.restarts()), "", null, now);
    }

    /** The host's network is nobody's own, and none has nothing to tell. Source: agent-protocol 4. */
    private static boolean tellsNetwork(ContainerDetails details) {
        return !details.networkMode().equals("host") && !details.networkMode().equals("none");
    }

    private void look(String id, Watched one, long systemNanos) {
        Counters counters = one.counters;
        if (counters == null) {
            return;
        }
        try {
            Path tree = counters.treeCpu();
            // Asked in each look, also where the answer is of no use: it is about the time since it was asked last.
            boolean stands = tree != null && trees.stands(tree);
            Instant now = clock.instant();
            Reading last = one.usage.last();
            boolean full = one.looks++ % FULL_EVERY == 0;
            one.before = last;
            if (last != null
                    && !full
                    && (stands || counters.cpuNanos() == last.cpu().totalNanos())) {
                one.usage.again(now, systemNanos);
            } else {
                one.usage.add(counters.read(now, systemNanos));
            }
        } catch (IOException ended) {
            // Its end is news that comes by Docker; until then there is nothing to look at.
            LOG.debug("Container {} cannot be looked at", id, ended);
        }
    }

    private static void close(Watched one) {
        try {
            if (one.counters != null) {
                one.counters.close();
            }
        } catch (IOException e) {
            LOG.debug("A container's counters did not close cleanly", e);
        }
    }

    private long systemNanosOrZero() {
        try {
            return systemNanos();
        } catch (IOException e) {
            LOG.debug("The host's CPU time cannot be read", e);
            return 0;
        }
    }

    /** {@code cpu  user nice system idle iowait irq softirq steal ...}, in ticks. */
    private long systemNanos() throws IOException {
        KernelFile file = hostCpu;
        if (file == null) {
            file = KernelFile.open(settings.proc().resolve("stat"));
            hostCpu = file;
        }
        String text = file.text();
        String[] words = text.substring(0, text.indexOf('\n')).split(" +");
        long ticks = 0;
        for (int i = 1; i <= CPU_WORDS && i < words.length; i++) {
            ticks += Long.parseLong(words[i]);
        }
        return ticks * NANOS_PER_TICK;
    }
}
