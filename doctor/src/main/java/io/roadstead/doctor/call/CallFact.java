package io.roadstead.doctor.call;

import io.roadstead.wire.client.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A refused call as a Roadstead server kept it.
 *
 * @param at when it was refused, as the server wrote it
 * @param principal the caller's ARN, {@code -} when nobody was recognized
 * @param service the service the request was signed for
 * @param operation for example {@code ecs.RunTask}, {@code -} when it was not understood
 * @param parameters what named or counted things, by member
 * @param members the names of all members the request had
 */
public record CallFact(
        String requestId,
        String at,
        String principal,
        String service,
        String operation,
        String errorType,
        int status,
        String message,
        Map<String, String> parameters,
        List<String> members) {
    public CallFact {
        members = List.copyOf(members);
    }

    /** @param call the member {@code call} of an answer of ExplainCall */
    public static CallFact of(Json call) {
        Map<String, String> parameters =
                new LinkedHashMap<>(call.path("parameters").texts());
        List<String> members = new ArrayList<>();
        call.path("members").forEach(each -> members.add(each.text()));
        return new CallFact(
                call.path("requestId").text(),
                call.path("at").text(),
                call.path("principal").text(),
                call.path("service").text(),
                call.path("operation").text(),
                call.path("errorType").text(),
                (int) call.path("httpStatus").number(),
                call.path("message").text(),
                parameters,
                members);
    }

    /** What was asked for by this name; {@code otherwise} when nothing was. */
    String parameter(String name, String otherwise) {
        return parameters.getOrDefault(name, otherwise);
    }

    /** The cluster it was about: without one ECS means {@code default}. */
    String cluster() {
        return parameter("cluster", "default");
    }

    /** The service it was about. */
    String serviceName() {
        return parameter("service", parameter("serviceName", parameter("services", "<SERVICE>")));
    }
}
