package io.roadstead.cli.host;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What a server tells about itself in its pid file.
 *
 * @param pid the process
 * @param processStart when the process began, as the system tells it: with the pid it names one process for ever
 * @param endpoint where clients on this host reach it
 * @param agent whether it brings an agent for this host
 * @param readySince when it began to serve, its agent connected if it has one; absent until then
 * @param instanceArn the container instance of its agent, once registered
 * @param rootKeyFile where the root key of its first account is; absent when that is the one everybody knows
 */
public record RunningServer(
        long pid,
        Instant processStart,
        URI endpoint,
        boolean agent,
        @Nullable Instant readySince,
        @Nullable String instanceArn,
        @Nullable Path rootKeyFile) {
    /**
     * How far two readings of one process's start may lie apart: Linux counts it from the boot time, which moves when
     * the clock is set.
     */
    static final Duration START_TOLERANCE = Duration.ofSeconds(2);

    /** The same server, now ready. */
    public RunningServer ready(Instant since, @Nullable String instance) {
        return new RunningServer(pid, processStart, endpoint, agent, since, instance, rootKeyFile);
    }

    /**
     * The process, if it is still that one. A pid that now belongs to another program, which happens after a kill -9
     * and many forks or a reboot, gives nothing.
     */
    public Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid).filter(Liveness::alive).filter(this::startedThen);
    }

    private boolean startedThen(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(start -> Duration.between(start, processStart).abs().compareTo(START_TOLERANCE) <= 0)
                .orElse(false);
    }

    Properties toProperties() {
        Properties properties = new Properties();
        properties.setProperty("pid", Long.toString(pid));
        properties.setProperty("processStart", processStart.toString());
        properties.setProperty("endpoint", endpoint.toString());
        properties.setProperty("agent", Boolean.toString(agent));
        if (readySince != null) {
            properties.setProperty("readySince", readySince.toString());
        }
        if (instanceArn != null) {
            properties.setProperty("instanceArn", instanceArn);
        }
        if (rootKeyFile != null) {
            properties.setProperty("rootKeyFile", rootKeyFile.toString());
        }
        return properties;
    }

    /** @throws RuntimeException when a value is missing or not of its kind */
    static RunningServer fromProperties(Properties properties) {
        String ready = properties.getProperty("readySince");
        String rootKey = properties.getProperty("rootKeyFile");
        return new RunningServer(
                Long.parseLong(required(properties, "pid")),
                Instant.parse(required(properties, "processStart")),
                URI.create(required(properties, "endpoint")),
                Boolean.parseBoolean(required(properties, "agent")),
                ready == null ? null : Instant.parse(ready),
                properties.getProperty("instanceArn"),
                rootKey == null ? null : Path.of(rootKey));
    }

    private static String required(Properties properties, String name) {
        String value = properties.getProperty(name);
        if (value == null) {
            throw new IllegalArgumentException("'" + name + "' is missing");
        }
        return value;
    }
}
