package io.roadstead.doctor.call;

import io.roadstead.doctor.facts.Collector;
import io.roadstead.doctor.facts.IdentityCollector;
import io.roadstead.doctor.facts.RoleFact;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.wire.client.Json;
import java.util.List;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** Asks a Roadstead server for a refused call, for how policies decided on it, and IAM for the role it is about. */
public final class CallCollector {
    private static final int ACCOUNT_OF_ARN = 4;

    private final Collector.Api own;
    private final IdentityCollector identity;
    private final String region;

    /**
     * @param own calls an operation of {@code Roadstead_20261101}
     * @param region in which the calls were made
     */
    public CallCollector(Collector.Api own, IdentityCollector identity, String region) {
        this.region = region;
        this.own = own;
        this.identity = identity;
    }

    /**
     * What is known of a refused call.
     *
     * @param finding absent when the server does not keep such a call
     * @param calls how many refused calls it keeps
     * @param minutes for how long
     */
    public record Answer(@Nullable Finding finding, long calls, long minutes) {}

    /** @param requestId or {@code last} */
    public Answer examine(String requestId) {
        Json answer = own.call("ExplainCall", Json.object().put("requestId", requestId));
        Json kept = answer.path("kept");
        return new Answer(
                answer.has("call") ? examine(CallFact.of(answer.path("call"))) : null,
                kept.path("calls").number(),
                kept.path("seconds").number() / 60);
    }

    private Finding examine(CallFact call) {
        if (!call.errorType().startsWith("AccessDenied")) {
            return RefusedCall.examine(call, Decided.UNKNOWN, role(call));
        }
        Json denials = own.call("ListDenials", Json.object().put("requestId", call.requestId()))
                .path("denials");
        return RefusedCall.examine(
                call, denials.items().isEmpty() ? Decided.UNKNOWN : Decided.of(denials.first()), null);
    }

    /** The role that ECS says it could not assume; absent when the call was refused for something else. */
    private @Nullable RoleFact role(CallFact call) {
        Matcher named = IdentityCollector.UNABLE.matcher(call.message());
        List<String> principal = List.of(call.principal().split(":", -1));
        return named.find() && principal.size() > ACCOUNT_OF_ARN
                ? identity.roles(clusterArn(call, principal.get(ACCOUNT_OF_ARN)))
                        .role(named.group(1))
                : null;
    }

    private String clusterArn(CallFact call, String account) {
        String cluster = call.cluster();
        return cluster.startsWith("arn:") ? cluster : "arn:aws:ecs:" + region + ":" + account + ":cluster/" + cluster;
    }
}
