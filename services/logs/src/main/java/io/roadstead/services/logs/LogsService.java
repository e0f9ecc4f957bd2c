package io.roadstead.services.logs;

import io.roadstead.core.Ids;
import io.roadstead.services.logs.api.LogsApi;
import io.roadstead.services.logs.catalog.Catalog;
import io.roadstead.services.logs.catalog.LogGroup;
import io.roadstead.services.logs.segment.LogFiles;
import io.roadstead.services.logs.segment.LogLimits;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Store;
import io.roadstead.wire.ServiceApi;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** CloudWatch Logs of one server: its API, and the thread that lets old events go. */
public final class LogsService implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LogsService.class);

    private final Catalog catalog;
    private final LogFiles files;
    private final InstantSource clock;
    private final ServiceApi api;
    private final Map<String, Long> bytes = new ConcurrentHashMap<>();
    private final Thread sweeper;

    /**
     * @param limits how events lie on the disk
     * @param sweepEvery how often old segments are deleted and sizes measured, the first time at the start
     */
    public record Settings(LogLimits limits, Duration sweepEvery) {
        public static final Settings DEFAULT = new Settings(LogLimits.DEFAULT, Duration.ofHours(1));
    }

    private LogsService(Catalog catalog, LogFiles files, Settings settings, InstantSource clock, Ids ids) {
        this.catalog = catalog;
        this.files = files;
        this.clock = clock;
        this.api = LogsApi.of(catalog, files, id -> bytes.getOrDefault(id, 0L), clock, ids);
        this.sweeper = Thread.ofVirtual().name("logs-sweeper").unstarted(() -> sweep(settings.sweepEvery()));
    }

    /**
     * Opens what is stored.
     *
     * @param directory where events are kept; made when it is not there
     */
    public static LogsService open(
            Store store, RecordCodec codec, Path directory, Settings settings, InstantSource clock, Ids ids)
            throws IOException {
        LogFiles files = LogFiles.open(directory, settings.limits());
        Catalog catalog = Catalog.open(store, codec, ids);
        LogsService service = new LogsService(catalog, files, settings, clock, ids);
        service.sweeper.start();
        return service;
    }

    public ServiceApi api() {
        return api;
    }

    @Override
    public void close() {
        sweeper.interrupt();
        catalog.close();
    }

    private void sweep(Duration every) {
        try {
            clearRemains();
            while (true) {
                for (LogGroup group : catalog.groups()) {
                    Integer days = group.retentionInDays();
                    if (days != null) {
                        files.expire(
                                group.scope(),
                                group.id(),
                                clock.instant().minus(Duration.ofDays(days)).toEpochMilli());
                    }
                    bytes.put(group.id(), files.bytes(group.scope(), group.id()));
                }
                Thread.sleep(every);
            }
        } catch (InterruptedException stopping) {
            log.debug("No more log events are let go, for the server stops");
        }
    }

    /** What a crash within the deletion of a group left behind. */
    private void clearRemains() {
        catalog.deleteOrphans();
        Set<String> known = new HashSet<>();
        catalog.groups().forEach(group -> known.add(group.id()));
        files.removeOthers((scope, id) -> known.contains(id)
                || catalog.groups(scope).values().stream()
                        .anyMatch(group -> group.id().equals(id)));
    }
}
