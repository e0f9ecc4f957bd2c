package io.roadstead.wire.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.json.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives what Helidon itself refuses (broken HTTP) AWS's form, and none of its own words.
 *
 * <p>Helidon 4.5.0 takes some garbage in a request's first lines for an internal error of its own. It is told by an
 * empty request, since nothing was read yet, and answered as what it is, the client's.
 */
final class ProtocolErrors implements DirectHandler {
    private static final int SERVER_FAULTS = 500;

    static DirectHandlers handlers() {
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        ProtocolErrors errors = new ProtocolErrors();
        for (EventType type : EventType.values()) {
            handlers.addHandler(type, errors);
        }
        return handlers.build();
    }

    @Override
    public TransportResponse handle(
            TransportRequest request,
            EventType type,
            Status status,
            ServerResponseHeaders headers,
            @Nullable String message) {
        boolean unread = type == EventType.INTERNAL_ERROR && request.method().isEmpty();
        Status answered = unread ? Status.BAD_REQUEST_400 : status;
        AwsException error = answered.code() >= SERVER_FAULTS
                ? new AwsException(
                        "ServerException", answered.code(), "Service Unavailable. Please try again later.", Map.of())
                : new AwsException("SerializationException", answered.code(), describe(answered), Map.of());
        headers.set(ApiHandler.JSON);
        headers.set(HeaderValues.create(ApiHandler.REQUEST_ID, RequestIds.next()));
        return TransportResponse.builder()
                .status(answered)
                .headers(headers)
                .entity(Json.encode(error))
                .build();
    }

    private static String describe(Status status) {
        return "The request is not HTTP/1.1 as this server understands it: " + status.reasonPhrase() + ".";
    }
}
