package io.roadstead.doctor.facts;

import io.roadstead.wire.client.ApiError;
import io.roadstead.wire.client.Json;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Calls of AWS's services while something is looked for, and what may not be looked at. */
final class LookCalls {
    /** Pages of what else there is in a region or bucket. */
    private static final int PAGES = 10;
    /** The regions that every account of AWS has without asking for them. */
    private static final List<String> REGIONS = List.of(
            "us-east-1",
            "us-east-2",
            "us-west-1",
            "us-west-2",
            "ap-northeast-1",
            "ap-northeast-2",
            "ap-northeast-3",
            "ap-south-1",
            "ap-southeast-1",
            "ap-southeast-2",
            "ca-central-1",
            "eu-central-1",
            "eu-north-1",
            "eu-west-1",
            "eu-west-2",
            "eu-west-3",
            "sa-east-1");

    private final Collector.AwsApi api;
    private final SideBySide calls;
    private final Set<String> refused = new LinkedHashSet<>();

    LookCalls(Collector.AwsApi api, SideBySide calls) {
        this.api = api;
        this.calls = calls;
    }

    /** What may not be looked at, and why. */
    Set<String> refused() {
        return refused;
    }

    /** What each of the other regions answers, side by side. */
    List<String> elsewhere(String region, Function<String, String> asked) {
        return calls
                .each(REGIONS.stream().filter(other -> !other.equals(region)).toList(), asked)
                .stream()
                .filter(answer -> !answer.isEmpty())
                .toList();
    }

    Json call(String service, String region, String operation, Json input) {
        return api.call(service, region, operation, input);
    }

    /** Tells that something may not be looked at. */
    void unseen(String what, ApiError error) {
        if (error.unreachable()) {
            throw error;
        }
        refused.add(what + ": " + error.type() + ": " + error.getMessage());
    }

    /** What is there; nothing where it is not, or may not be seen: of other regions that is no news. */
    Json found(String service, String region, String operation, Json input) {
        try {
            return call(service, region, operation, input);
        } catch (ApiError notThere) {
            return Json.NOTHING;
        }
    }

    interface Page {
        void read(Json answer);
    }

    void pages(String service, String region, String operation, Json input, String token, Page reader) {
        for (int page = 0; page < PAGES; page++) {
            Json answer = call(service, region, operation, input);
            reader.read(answer);
            String next = answer.path(token).text();
            if (next.isEmpty()) {
                return;
            }
            input.put(token, next);
        }
    }
}
