package io.roadstead.control.calls;

import io.roadstead.wire.client.Json;
import io.roadstead.wire.http.CallFailures;
import io.roadstead.wire.http.FailedCall;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The refused calls of the last while, in memory: a restart forgets them. Bounded by number and by age, and each entry by
 * its length, so that whoever calls in vain all day costs a few megabytes at most.
 */
public final class RefusedCalls implements CallFailures {
    /** The members that name things or count them. A list, so that a member nobody thought of is never kept. */
    private static final Set<String> TOLD = Set.of(
            "capacityProvider",
            "cluster",
            "clusterName",
            "clusters",
            "containerInstance",
            "containerInstances",
            "count",
            "cpu",
            "desiredCount",
            "desiredStatus",
            "executionRoleArn",
            "family",
            "familyPrefix",
            "force",
            "group",
            "launchType",
            "logGroupName",
            "logStreamName",
            "maxResults",
            "memory",
            "networkMode",
            "propagateTags",
            "requestId",
            "requiresCompatibilities",
            "resourceArn",
            "schedulingStrategy",
            "service",
            "serviceDeploymentArn",
            "serviceName",
            "services",
            "startedBy",
            "status",
            "task",
            "taskDefinition",
            "taskDefinitions",
            "taskRoleArn",
            "tasks");

    private static final int VALUE_LENGTH = 300;
    private static final int LIST_LENGTH = 10;
    private static final int MESSAGE_LENGTH = 2000;
    private static final int MEMBERS = 40;
    private static final int NAME_LENGTH = 64;
    /** A longer body is not looked through. */
    private static final int BODY_READ = 256 << 10;

    private final Settings settings;
    private final InstantSource clock;
    private final Deque<RefusedCall> order = new ArrayDeque<>();
    private final Map<String, RefusedCall> byId = new HashMap<>();

    /**
     * How much is kept.
     *
     * @param count calls, the latest
     * @param age for how long
     */
    public record Settings(int count, Duration age) {
        public static final Settings DEFAULT = new Settings(1000, Duration.ofHours(1));

        public Settings {
            if (count < 1) {
                throw new IllegalArgumentException("of refused calls at least 1 is kept, not " + count);
            }
        }
    }

    public RefusedCalls(Settings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    public Settings settings() {
        return settings;
    }

    @Override
    public void failed(FailedCall call) {
        Json body = body(call.body());
        RefusedCall refused = new RefusedCall(
                call.requestId(),
                call.at(),
                call.principal(),
                call.service(),
                call.operation(),
                call.errorType(),
                call.status(),
                cut(call.message(), MESSAGE_LENGTH),
                parameters(body),
                body.names().stream()
                        .limit(MEMBERS)
                        .map(name -> cut(name, NAME_LENGTH))
                        .toList());
        synchronized (this) {
            order.addLast(refused);
            byId.put(refused.requestId(), refused);
            forget();
        }
    }

    /** The call with this request id, while it is kept. */
    public synchronized Optional<RefusedCall> find(String requestId) {
        forget();
        return Optional.ofNullable(byId.get(requestId));
    }

    /** The latest first. */
    public synchronized List<RefusedCall> latest(int limit) {
        forget();
        List<RefusedCall> latest = new ArrayList<>();
        var newest = order.descendingIterator();
        while (newest.hasNext() && latest.size() < limit) {
            latest.add(newest.next());
        }
        return latest;
    }

    private void forget() {
        Instant oldest = clock.instant().minus(settings.age());
        while (!order.isEmpty()
                && (order.size() > settings.count() || order.getFirst().at().isBefore(oldest))) {
            byId.remove(order.removeFirst().requestId());
        }
    }

    private static Json body(byte[] bytes) {
        if (bytes.length == 0 || bytes.length > BODY_READ) {
            return Json.NOTHING;
        }
        try {
            return Json.parse(bytes);
        } catch (IOException notJson) {
            // That is what the call was refused for; its message says so.
            return Json.NOTHING;
        }
    }

    private static Map<String, String> parameters(Json body) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String name : body.names()) {
            if (TOLD.contains(name)) {
                Json value = body.path(name);
                String text = value.items().isEmpty()
                        ? value.plain()
                        : String.join(
                                ", ",
                                value.items().stream()
                                        .limit(LIST_LENGTH)
                                        .map(Json::plain)
                                        .toList());
                if (!text.isEmpty()) {
                    parameters.put(name, cut(text, VALUE_LENGTH));
                }
            }
        }
        return parameters;
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length) + "…";
    }
}
