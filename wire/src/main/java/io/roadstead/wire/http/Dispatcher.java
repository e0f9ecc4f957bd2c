package io.roadstead.wire.http;

import io.roadstead.wire.Admission;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.CallObserver;
import io.roadstead.wire.Caller;
import io.roadstead.wire.Circumstances;
import io.roadstead.wire.Gate;
import io.roadstead.wire.ObservedCall;
import io.roadstead.wire.Protocol;
import io.roadstead.wire.ServiceApi;
import io.roadstead.wire.json.Json;
import io.roadstead.wire.sigv4.Authorization;
import io.roadstead.wire.sigv4.SigV4Verifier;
import io.roadstead.wire.sigv4.SignedRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a request's parts to its answer: signature, operation, body, required members, whether the caller may, the
 * operation itself. Whatever happens, there is an answer in AWS's form.
 */
final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    /** The outcome of a call that would have been denied. */
    static final String AUDITED = "200 would-be-denied";

    private final SigV4Verifier verifier;
    private final Gate gate;
    private final CallObserver observer;
    private final Map<String, ServiceApi> services = new HashMap<>();

    Dispatcher(List<ServiceApi> services, SigV4Verifier verifier, Gate gate, CallObserver observer) {
        this.verifier = verifier;
        this.gate = gate;
        this.observer = observer;
        services.forEach(service -> this.services.put(service.signingName(), service));
    }

    /** Makes the tables of all requests and answers; a call that comes earlier makes those it needs. */
    void prepare() {
        services.values().forEach(service -> service.operations().values().forEach(operation -> {
            if (service.protocol() instanceof Protocol.AwsJson) {
                Json.prepare(operation.request());
                Json.prepare(operation.response());
            }
        }));
    }

    /** A call on its way, filled in as it is understood, for the access log. */
    static final class Call {
        private final String requestId;
        private BodyFormat format;
        private String principal = "-";
        private String operation = "-";
        private String outcome = "-";
        private String message = "";
        private int status;

        /** @param form whether the request is a form, so that it is answered in XML before its service is known */
        Call(String requestId, boolean form) {
            this.requestId = requestId;
            this.format = BodyFormat.unknown(form);
        }

        /** What the answer is written in. */
        BodyFormat format() {
            return format;
        }

        String requestId() {
            return requestId;
        }

        String principal() {
            return principal;
        }

        String operation() {
            return operation;
        }

        String outcome() {
            return outcome;
        }

        int status() {
            return status;
        }

        /** What the caller was told; empty when nothing was refused. */
        String message() {
            return message;
        }
    }

    /** The service a signature is for. */
    Optional<ServiceApi> service(Authorization authorization) {
        return Optional.ofNullable(services.get(authorization.service()));
    }

    /**
     * The answer's body; its status is then in {@code call}.
     *
     * @param circumstances how the request reached this server
     */
    byte[] answer(
            Call call,
            SignedRequest request,
            Authorization authorization,
            Optional<String> target,
            Circumstances circumstances) {
        Understood understood = null;
        try {
            service(authorization).ifPresent(known -> call.format = BodyFormat.of(known));
            Caller caller = verifier.verify(authorization, request).with(circumstances);
            call.principal = caller.arn();
            ServiceApi service = service(authorization)
                    .orElseThrow(() -> new AwsException(
                            "UnknownOperationException",
                            "This endpoint does not offer the service the request is signed for. It offers: "
                                    + String.join(", ", new TreeSet<>(services.keySet())) + "."));
            BodyFormat.Incoming incoming = call.format.read(service, target, request.body());
            String name = incoming.operation();
            if (service.hasInModel(name)) {
                call.operation = service.signingName() + "." + name;
            }
            Admission admission =
                    new Admission(gate, new Gate.Attempt(caller, call.requestId, service.signingName() + "." + name));
            if (service.hasInModel(name)) {
                understood = new Understood(service, name, admission, request.bodyHash());
            }
            byte[] answer = incoming.answer(service, admission, call.requestId);
            call.outcome = switch (admission.verdict()) {
                case ALLOWED -> "200";
                case WOULD_BE_DENIED -> AUDITED;
            };
            call.status = 200;
            tell(call, understood, null);
            return answer;
        } catch (AwsException e) {
            tell(call, understood, e);
            return refusal(call, e);
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error("{} failed; request id {}", call.operation, call.requestId, e);
            AwsException told = AwsException.server("Service Unavailable. Please try again later.");
            tell(call, understood, told);
            return refusal(call, told);
        }
    }

    /** A call by somebody who is known, of an operation that there is. */
    private record Understood(ServiceApi service, String operation, Admission admission, String bodyHash) {}

    private void tell(Call call, @Nullable Understood understood, @Nullable AwsException error) {
        if (understood != null) {
            observer.called(new ObservedCall(
                    call.requestId,
                    understood.admission().caller(),
                    understood.service().signingName(),
                    understood.operation(),
                    understood.admission().request(),
                    understood.admission().response(),
                    error,
                    understood.bodyHash()));
        }
    }

    /** The body of an answer that refuses. */
    byte[] refusal(Call call, AwsException e) {
        AwsException named = call.format.translate(e);
        call.outcome = named.errorType();
        call.status = named.status();
        call.message = named.text();
        return call.format.encode(named, call.requestId);
    }
}
