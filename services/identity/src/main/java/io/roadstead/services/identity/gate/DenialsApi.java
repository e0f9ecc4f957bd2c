package io.roadstead.services.identity.gate;

import io.roadstead.services.identity.policy.Decision;
import io.roadstead.services.identity.policy.NearMiss;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.OwnOperation;
import io.roadstead.wire.client.Json;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What was denied lately to callers of one's own account, or to one call ({@code requestId}), or would have been were
 * denials enforced: the operation ListDenials of our own service.
 */
public final class DenialsApi implements OwnOperation {
    private static final int MOST = 200;

    private final PolicyGate gate;

    public DenialsApi(PolicyGate gate) {
        this.gate = gate;
    }

    @Override
    public byte[] handle(Caller caller, byte[] body) {
        Json input = input(body);
        String requestId = input.path("requestId").text();
        String principal = input.path("principal").text();
        String account = caller.scope().account();
        List<Json> denials = requestId.isEmpty()
                ? gate.denials().of(account).stream()
                        .filter(told ->
                                principal.isEmpty() || told.latest().principal().equals(principal))
                        .map(told -> shape(told.latest())
                                .put("first", told.first().toString())
                                .put("count", told.count()))
                        .toList()
                : call(account, requestId).stream().toList();
        return Json.object()
                .put("enforcement", gate.enforcement().name().toLowerCase(java.util.Locale.ROOT))
                .putItems("denials", denials.stream().limit(MOST).toList())
                .put("denialsLeftOut", Math.max(0, denials.size() - MOST))
                .bytes();
    }

    private Optional<Json> call(String account, String requestId) {
        return gate.denials()
                .call(requestId)
                .filter(denial -> denial.account().equals(account))
                .map(DenialsApi::shape);
    }

    private static Json shape(Denial denial) {
        Json conditions = Json.object();
        denial.conditions().forEach(conditions::put);
        return Json.object()
                .put("at", denial.at().toString())
                .put("requestId", denial.requestId())
                .put("principal", denial.principal())
                .put("operation", denial.operation())
                .put("action", denial.action())
                .put("resource", denial.resource())
                .put("conditions", conditions)
                .put("enforced", denial.enforced())
                .put("message", denial.message())
                .put("explanation", denial.decision().explanation())
                .put(
                        "decision",
                        switch (denial.decision()) {
                            case Decision.Allowed _ -> "allowed";
                            case Decision.ExplicitDeny _ -> "explicitDeny";
                            case Decision.ImplicitDeny _ -> "implicitDeny";
                        })
                .put(
                        "missing",
                        switch (denial.decision()) {
                            case Decision.ImplicitDeny deny -> deny.missing().words();
                            case Decision.Allowed _, Decision.ExplicitDeny _ -> "";
                        })
                .put(
                        "nearMisses",
                        denial.nearMisses().stream().map(NearMiss::toString).toList())
                .putItems(
                        "statements",
                        denial.decision().reasons().stream()
                                .map(DenialsApi::statement)
                                .toList());
    }

    private static Json statement(Decision.Reason reason) {
        Json statement = Json.object()
                .put("policy", reason.policy())
                .put("kind", reason.kind().words())
                .put("number", reason.statement())
                .put("line", reason.span().startLine());
        return reason.sid() == null ? statement : statement.put("sid", reason.sid());
    }

    private static Json input(byte[] body) {
        try {
            return body.length == 0 ? Json.object() : Json.parse(body);
        } catch (IOException notJson) {
            throw AwsException.serialization("The request's body is not JSON: " + notJson.getMessage());
        }
    }
}
