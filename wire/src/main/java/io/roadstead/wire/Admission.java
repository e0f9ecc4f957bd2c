package io.roadstead.wire;

import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;

/** One call on its way through the gate, and what was said and answered, for who observes it. Used by one thread. */
public final class Admission {
    private final Gate gate;
    private final Gate.Attempt attempt;
    private Gate.Verdict verdict = Gate.Verdict.ALLOWED;
    private ObservedCall.Told request = ObservedCall.Told.NOTHING;
    private ObservedCall.Told response = ObservedCall.Told.NOTHING;

    public Admission(Gate gate, Gate.Attempt attempt) {
        this.gate = gate;
        this.attempt = attempt;
    }

    /** Of a call that nobody judges, such as a server's own. */
    public static Admission free(Caller caller, String operation) {
        return new Admission(Gate.OPEN, new Gate.Attempt(caller, "-", operation));
    }

    public Caller caller() {
        return attempt.caller();
    }

    /** @throws AwsException when the call is refused */
    public void require(ServiceApi service, String operation, SdkPojo input) {
        request = ObservedCall.Told.of(input);
        require(() -> service.rules().demands(attempt.caller(), operation, input));
    }

    /** The same for an operation that reads its JSON itself. */
    public void require(ServiceApi service, String operation, byte[] body) {
        require(() -> service.rules().demands(attempt.caller(), operation, body, service.signingName()));
    }

    private void require(Supplier<List<Demand>> demands) {
        verdict = gate.admit(attempt, demands);
    }

    /** Notes what the call is answered with, and gives it back. */
    public SdkPojo answered(SdkPojo output) {
        response = ObservedCall.Told.of(output);
        return output;
    }

    /** What was asked; nothing before anything was required. */
    public ObservedCall.Told request() {
        return request;
    }

    /** What is answered; nothing before it is known. */
    public ObservedCall.Told response() {
        return response;
    }

    /** What became of it; {@link Gate.Verdict#ALLOWED} before anything was required. */
    public Gate.Verdict verdict() {
        return verdict;
    }
}
