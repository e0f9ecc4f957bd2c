package io.roadstead.control.api;

import io.roadstead.control.calls.RefusedCall;
import io.roadstead.control.calls.RefusedCalls;
import io.roadstead.wire.Caller;
import io.roadstead.wire.client.Json;
import java.util.Optional;

/** Refused calls by their request ids: the caller's own account's, and those in whose signature nobody was recognized. */
final class CallApi {
    private static final String NOBODY = "-";
    /** Asked for instead of an id: most clients do not show theirs. */
    private static final String LAST = "last";

    private final RefusedCalls calls;

    CallApi(RefusedCalls calls) {
        this.calls = calls;
    }

    /** An id that is not known is no error of its own: the answer then only tells what is kept. */
    Json explain(Caller caller, Json input) {
        String requestId = OwnJson.required(input, "requestId");
        Json answer = Json.object()
                .put(
                        "kept",
                        Json.object()
                                .put("calls", calls.settings().count())
                                .put("seconds", calls.settings().age().toSeconds()));
        (requestId.equals(LAST) ? last(caller) : calls.find(requestId).filter(call -> mayKnow(caller, call)))
                .ifPresent(call -> answer.put("call", shape(call)));
        return answer;
    }

    /** The latest that the caller may know of; what was asked about explanations themselves is left out. */
    private Optional<RefusedCall> last(Caller caller) {
        return calls.latest(calls.settings().count()).stream()
                .filter(call -> mayKnow(caller, call) && !call.service().equals(OwnApi.SIGNING_NAME))
                .findFirst();
    }

    private static boolean mayKnow(Caller caller, RefusedCall call) {
        return call.principal().equals(NOBODY)
                || call.principal().contains(":" + caller.scope().account() + ":");
    }

    private static Json shape(RefusedCall call) {
        Json parameters = Json.object();
        call.parameters().forEach(parameters::put);
        return Json.object()
                .put("requestId", call.requestId())
                .put("at", call.at().toString())
                .put("principal", call.principal())
                .put("service", call.service())
                .put("operation", call.operation())
                .put("errorType", call.errorType())
                .put("httpStatus", call.status())
                .put("message", call.message())
                .put("parameters", parameters)
                .put("members", call.members());
    }
}
