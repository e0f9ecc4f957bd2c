package io.roadstead.wire.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.roadstead.wire.Admission;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Protocol;
import io.roadstead.wire.ServiceApi;
import io.roadstead.wire.json.Answers;
import io.roadstead.wire.json.Json;
import io.roadstead.wire.query.Form;
import io.roadstead.wire.query.FormDecoder;
import io.roadstead.wire.query.XmlEncoder;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;

/** How one of AWS's protocols writes requests, answers and errors. */
sealed interface BodyFormat {
    /** What a request that nobody understood is answered in. */
    static BodyFormat unknown(boolean form) {
        return form ? QueryBody.UNKNOWN : JsonBody.INSTANCE;
    }

    static BodyFormat of(ServiceApi service) {
        return switch (service.protocol()) {
            case Protocol.AwsJson _ -> JsonBody.INSTANCE;
            case Protocol.Query query -> new QueryBody(query.version(), query.namespace());
        };
    }

    /** A request whose operation is known and whose members are yet to be read. */
    interface Incoming {
        String operation();

        /** Decodes, checks, asks whether the caller may, calls, encodes. */
        byte[] answer(ServiceApi service, Admission admission, String requestId);
    }

    Header contentType();

    Incoming read(ServiceApi service, Optional<String> target, byte[] body);

    /** The same refusal as this protocol names it. */
    AwsException translate(AwsException error);

    byte[] encode(AwsException error, String requestId);

    /** JSON 1.1. */
    record JsonBody() implements BodyFormat {
        static final JsonBody INSTANCE = new JsonBody();
        static final Header TYPE = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/x-amz-json-1.1");

        private static final class JsonIncoming implements Incoming {
            private final String operation;
            private final byte[] body;

            JsonIncoming(String operation, byte[] body) {
                this.operation = operation;
                this.body = body;
            }

            @Override
            public String operation() {
                return operation;
            }

            @Override
            public byte[] answer(ServiceApi service, Admission admission, String requestId) {
                return Answers.answer(service, operation, admission, body);
            }
        }

        @Override
        public Header contentType() {
            return TYPE;
        }

        @Override
        public Incoming read(ServiceApi service, Optional<String> target, byte[] body) {
            return new JsonIncoming(service.operationName(target), body);
        }

        @Override
        public AwsException translate(AwsException error) {
            return error;
        }

        @Override
        public byte[] encode(AwsException error, String requestId) {
            return Json.encode(error);
        }
    }

    /** A form in, XML out. */
    record QueryBody(String version, String namespace) implements BodyFormat {
        static final QueryBody UNKNOWN = new QueryBody("", "https://iam.amazonaws.com/doc/2010-05-08/");

        private static final Header TYPE = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "text/xml");
        private static final int FORBIDDEN = 403;
        /** The older protocol has other names for the same. Source: IAM API reference, "Common error types". */
        private static final Map<String, Named> NAMES = Map.of(
                "UnrecognizedClientException", new Named("InvalidClientTokenId", FORBIDDEN),
                "InvalidSignatureException", new Named("SignatureDoesNotMatch", FORBIDDEN),
                "MissingAuthenticationTokenException", new Named("MissingAuthenticationToken", FORBIDDEN),
                "IncompleteSignatureException", new Named("IncompleteSignature", AwsException.BAD_REQUEST),
                "UnknownOperationException", new Named("InvalidAction", AwsException.BAD_REQUEST),
                "AccessDeniedException", new Named("AccessDenied", FORBIDDEN),
                "ServerException", new Named("ServiceFailure", AwsException.SERVER_FAULT));

        private record Named(String code, int status) {}

        private record FormIncoming(String operation, Form form, String namespace) implements Incoming {
            @Override
            public byte[] answer(ServiceApi service, Admission admission, String requestId) {
                return XmlEncoder.encode(
                        operation, namespace, handled(service, service.operation(operation), admission), requestId);
            }

            private <I extends SdkPojo, O extends SdkPojo> SdkPojo handled(
                    ServiceApi service, ServiceApi.Registered<I, O> registered, Admission admission) {
                I input = FormDecoder.decode(form, registered.request());
                if (!registered.checksRequired()) {
                    service.requiredMembers().check(input);
                }
                admission.require(service, registered.name(), input);
                return admission.answered(registered.operation().handle(admission.caller(), input));
            }
        }

        @Override
        public Header contentType() {
            return TYPE;
        }

        @Override
        public Incoming read(ServiceApi service, Optional<String> target, byte[] body) {
            Form form = Form.parse(body);
            String action = form.get("Action")
                    .filter(name -> !name.isEmpty())
                    .orElseThrow(() -> new AwsException(
                            "MissingAction", "The request is missing an action: the parameter Action names it."));
            String said = form.get("Version").orElse(version);
            if (!said.equals(version) || !service.hasInModel(action)) {
                throw new AwsException("InvalidAction", "Could not find operation " + action + " for version " + said);
            }
            return new FormIncoming(action, form, namespace);
        }

        @Override
        public AwsException translate(AwsException error) {
            Named named = NAMES.get(error.errorType());
            return named == null
                    ? error
                    : new AwsException(named.code(), named.status(), error.text(), error.members());
        }

        @Override
        public byte[] encode(AwsException error, String requestId) {
            return XmlEncoder.encode(namespace, error, requestId);
        }
    }
}
