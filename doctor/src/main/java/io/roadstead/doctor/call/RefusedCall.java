package io.roadstead.doctor.call;

import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Severity;
import io.roadstead.doctor.finding.Words;
import java.util.ArrayList;
import java.util.List;

/** What a refused call means: the class of its error says whose fault it is, the message says what. */
public final class RefusedCall {
    private RefusedCall() {}

    /** Exactly one finding: a call that was refused has a cause. */
    public static Finding examine(CallFact call) {
        return examine(call, "");
    }

    /** @param decided which statement of which policy decided, where policies did; else empty */
    public static Finding examine(CallFact call, String decided) {
        Errors.Meaning meaning = Errors.of(call);
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence("answer", "HTTP " + call.status() + " " + call.errorType() + ": " + call.message()));
        evidence.add(new Evidence("call", call.operation() + " at " + call.at()));
        evidence.add(
                new Evidence("principal", call.principal().equals("-") ? "nobody was recognized" : call.principal()));
        if (!decided.isEmpty()) {
            evidence.add(new Evidence("decided by", decided));
        }
        call.parameters().forEach((name, value) -> evidence.add(new Evidence("request " + name, value)));
        if (!call.members().isEmpty()) {
            evidence.add(new Evidence("request members", String.join(", ", call.members())));
        }
        return new Finding(
                meaning.article(),
                meaning.passes() ? Severity.WARNING : Severity.ERROR,
                "request " + call.requestId(),
                told(call, meaning.cause()),
                evidence,
                meaning.fix(),
                meaning.confidence());
    }

    private static Words told(CallFact call, Words cause) {
        String what = call.operation().equals("-")
                ? ""
                : call.operation().substring(call.operation().indexOf('.') + 1) + ": ";
        return Words.of(what + cause.en(), what + cause.ja());
    }
}
