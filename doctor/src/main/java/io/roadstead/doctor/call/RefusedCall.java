package io.roadstead.doctor.call;

import io.roadstead.doctor.facts.RoleFact;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Severity;
import io.roadstead.doctor.finding.Words;
import io.roadstead.doctor.probe.UnassumedRole;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a refused call means: the class of its error says whose fault it is, the message says what. */
public final class RefusedCall {
    private RefusedCall() {}

    /** Exactly one finding: a call that was refused has a cause. */
    public static Finding examine(CallFact call) {
        return examine(call, Decided.UNKNOWN, null);
    }

    /**
     * @param decided how policies decided, where they did
     * @param role the role that ECS could not assume, where that was it and somebody looked at it
     */
    public static Finding examine(CallFact call, Decided decided, @Nullable RoleFact role) {
        Errors.Meaning meaning = Errors.of(call, decided, role);
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence("answer", "HTTP " + call.status() + " " + call.errorType() + ": " + call.message()));
        evidence.add(new Evidence("call", call.operation() + " at " + call.at()));
        evidence.add(
                new Evidence("principal", call.principal().equals("-") ? "nobody was recognized" : call.principal()));
        if (!decided.explanation().isEmpty()) {
            evidence.add(new Evidence("decided by", decided.explanation()));
        }
        decided.nearMisses().forEach(near -> evidence.add(new Evidence("nearly allowed by", near)));
        if (role != null) {
            evidence.addAll(UnassumedRole.evidence(role));
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
