package io.roadstead.wire.http;

import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.ServiceApi;
import io.roadstead.wire.json.Answers;
import io.roadstead.wire.json.Json;
import io.roadstead.wire.sigv4.Authorization;
import io.roadstead.wire.sigv4.SigV4Verifier;
import io.roadstead.wire.sigv4.SignedRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a request's parts to its answer: signature, operation, body, required members, the operation itself. Whatever
 * happens, there is an answer in AWS's form.
 */
final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final SigV4Verifier verifier;
    private final Map<String, ServiceApi> services = new HashMap<>();

    Dispatcher(List<ServiceApi> services, SigV4Verifier verifier) {
        this.verifier = verifier;
        services.forEach(service -> this.services.put(service.signingName(), service));
    }

    /** Makes the tables of all requests and answers; a call that comes earlier makes those it needs. */
    void prepare() {
        services.values().forEach(service -> service.operations().values().forEach(operation -> {
            Json.prepare(operation.request());
            Json.prepare(operation.response());
        }));
    }

    /** A call on its way, filled in as it is understood, for the access log. */
    static final class Call {
        private final String requestId;
        private String principal = "-";
        private String operation = "-";
        private String outcome = "-";
        private String message = "";
        private int status;

        Call(String requestId) {
            this.requestId = requestId;
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

    /** The answer's body; its status is then in {@code call}. */
    byte[] answer(Call call, SignedRequest request, Authorization authorization, Optional<String> target) {
        try {
            Caller caller = verifier.verify(authorization, request);
            call.principal = caller.arn();
            ServiceApi service = service(authorization)
                    .orElseThrow(() -> new AwsException(
                            "UnknownOperationException",
                            "This endpoint does not offer the service the request is signed for. It offers: "
                                    + String.join(", ", new TreeSet<>(services.keySet())) + "."));
            String name = service.operationName(target);
            if (service.hasInModel(name)) {
                call.operation = service.signingName() + "." + name;
            }
            byte[] answer = Answers.answer(service, name, caller, request.body());
            call.outcome = "200";
            call.status = 200;
            return answer;
        } catch (AwsException e) {
            return refusal(call, e);
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error("{} failed; request id {}", call.operation, call.requestId, e);
            return refusal(call, AwsException.server("Service Unavailable. Please try again later."));
        }
    }

    /** The body of an answer that refuses. */
    byte[] refusal(Call call, AwsException e) {
        call.outcome = e.errorType();
        call.status = e.status();
        call.message = e.text();
        return Json.encode(e);
    }
}
