package io.roadstead.cli.watch;

import io.roadstead.doctor.facts.Collector;
import io.roadstead.wire.client.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Does not ask for a task definition again that was described a moment ago: a revision never changes but for becoming
 * INACTIVE, and a cluster may run two hundred of them.
 */
final class RememberedDefinitions implements Collector.Api {
    /** How late it is seen that a revision was deregistered. */
    static final Duration REMEMBERED = Duration.ofMinutes(1);
    /** More revisions than one look asks for. */
    static final int MOST = 500;

    private final Collector.Api api;
    private final Clock clock;
    private final Map<String, Described> described = new LinkedHashMap<>();

    private record Described(Instant at, Json answer) {}

    RememberedDefinitions(Collector.Api api, Clock clock) {
        this.api = api;
        this.clock = clock;
    }

    @Override
    public Json call(String operation, Json input) {
        if (!operation.equals("DescribeTaskDefinition")) {
            return api.call(operation, input);
        }
        Instant now = clock.instant();
        described.values().removeIf(one -> one.at().plus(REMEMBERED).isBefore(now));
        String definition = input.path("taskDefinition").text();
        Described known = described.get(definition);
        if (known == null) {
            known = new Described(now, api.call(operation, input));
            if (described.size() < MOST) {
                described.put(definition, known);
            }
        }
        return known.answer();
    }
}
