package io.roadstead.cli.watch;

import io.roadstead.cli.CommandFailure;
import io.roadstead.doctor.Doctor;
import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.Collector;
import io.roadstead.wire.client.ApiError;
import java.io.IOException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a cluster with the doctor's eyes, through the public API alone. After a look that nobody answered the server is
 * searched anew: it may have been started again at another address.
 */
public final class Lookout {
    /** A server that was found. */
    public record Server(String endpoint, Collector.Api api) {}

    /** How a server is found. */
    public interface Servers {
        /** @throws CommandFailure when there is none */
        Server find() throws IOException;
    }

    private final Servers servers;
    private final String cluster;
    private final Clock clock;
    private @Nullable Server server;

    public Lookout(Servers servers, String cluster, Clock clock) {
        this.servers = servers;
        this.cluster = cluster;
        this.clock = clock;
    }

    /**
     * The first look, which has to succeed.
     *
     * @throws CommandFailure when there is no server
     * @throws ApiError when it does not answer or knows no such cluster
     */
    public View first() throws IOException {
        Server found = server();
        ClusterFacts facts = new Collector(found.api()).cluster(cluster, clock.instant());
        return new View(found.endpoint(), cluster, facts, Doctor.findings(Doctor.examine(facts)), null);
    }

    /** Looks again; a look that fails is told beside what was seen before. */
    public View next(View before) {
        try {
            return first();
        } catch (ApiError error) {
            if (error.unreachable()) {
                server = null;
            }
            return before.failed(
                    clock.instant(), (error.unreachable() ? "" : error.type() + ": ") + error.getMessage());
        } catch (CommandFailure | IOException none) {
            return before.failed(clock.instant(), String.valueOf(none.getMessage()));
        }
    }

    private Server server() throws IOException {
        Server known = server;
        if (known == null) {
            Server found = servers.find();
            known = new Server(found.endpoint(), new RememberedDefinitions(found.api(), clock));
            server = known;
        }
        return known;
    }
}
