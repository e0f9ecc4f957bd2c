package io.roadstead.services.events;

import io.roadstead.services.events.api.CloudTrailApi;
import io.roadstead.services.events.record.CallRecorder;
import io.roadstead.services.events.record.Identities;
import io.roadstead.services.events.trail.Trail;
import io.roadstead.services.events.trail.TrailSettings;
import io.roadstead.wire.CallObserver;
import io.roadstead.wire.ServiceApi;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/** CloudTrail of one server: it is told of calls, and looks them up. */
public final class EventsService implements AutoCloseable {
    private final Trail trail;
    private final CallRecorder recorder;
    private final ServiceApi api;

    /** @param trail how calls are kept */
    public record Settings(TrailSettings trail, CallRecorder.Settings recorder) {
        public static final Settings DEFAULT = new Settings(TrailSettings.DEFAULT, CallRecorder.Settings.DEFAULT);
    }

    private EventsService(Trail trail, CallRecorder recorder, InstantSource clock) {
        this.trail = trail;
        this.recorder = recorder;
        this.api = CloudTrailApi.of(trail, recorder, clock);
    }

    /**
     * Opens what is recorded, and records from now on.
     *
     * @param directory where calls are kept; made when it is not there
     */
    public static EventsService open(Path directory, Settings settings, Identities identities, InstantSource clock)
            throws IOException {
        Trail trail = Trail.open(directory, settings.trail(), clock);
        return new EventsService(trail, CallRecorder.start(trail, identities, settings.recorder(), clock), clock);
    }

    public ServiceApi api() {
        return api;
    }

    /** Who is to be told of every call. */
    public CallObserver calls() {
        return recorder;
    }

    @Override
    public void close() throws IOException {
        recorder.close();
        trail.close();
    }
}
