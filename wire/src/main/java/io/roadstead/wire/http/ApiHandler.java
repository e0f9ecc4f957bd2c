package io.roadstead.wire.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.RequestException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Circumstances;
import io.roadstead.wire.ServiceApi;
import io.roadstead.wire.sigv4.Authorization;
import io.roadstead.wire.sigv4.RequestHeaders;
import io.roadstead.wire.sigv4.SignedRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Answers {@code POST /}: one AWS API call. */
final class ApiHandler implements Handler {
    static final HeaderName REQUEST_ID = HeaderNames.create("x-amzn-RequestId");
    static final Header JSON = BodyFormat.JsonBody.TYPE;

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final HeaderName TARGET = HeaderNames.create("X-Amz-Target");
    /** How much of a body that was refused unread is read after the answer, so that the client gets to see it. */
    private static final long DRAIN_LIMIT = 8L << 20;

    private static final int OK = 200;
    private static final int TOO_LARGE = 413;
    private static final byte[] NOTHING = {};
    private static final long UNKNOWN_LENGTH = -1;

    private final Dispatcher dispatcher;
    private final AccessLog accessLog;
    private final CallFailures failures;

    ApiHandler(Dispatcher dispatcher, AccessLog accessLog, CallFailures failures) {
        this.dispatcher = dispatcher;
        this.accessLog = accessLog;
        this.failures = failures;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        long start = System.nanoTime();
        Dispatcher.Call call = new Dispatcher.Call(
                RequestIds.next(),
                request.headers()
                        .first(HeaderNames.CONTENT_TYPE)
                        .filter(type -> type.startsWith(FORM))
                        .isPresent());
        RequestHeaders headers = new HelidonHeaders(request.headers());
        boolean bodyRead = !request.content().hasEntity();
        byte[] answer;
        byte[] read = NOTHING;
        String service = "";
        try {
            String query = request.prologue().query().rawValue();
            Authorization authorization = Authorization.of(query, headers);
            service = authorization.service();
            byte[] body = body(
                    request,
                    dispatcher.service(authorization).map(ServiceApi::bodyLimit).orElse(ServiceApi.BODY_LIMIT));
            bodyRead = true;
            read = body;
            SignedRequest signed = new SignedRequest(
                    request.prologue().method().text(),
                    request.prologue().uriPath().rawPath(),
                    query,
                    headers,
                    body);
            answer = dispatcher.answer(
                    call, signed, authorization, request.headers().first(TARGET), circumstances(request));
        } catch (AwsException e) {
            answer = dispatcher.refusal(call, e);
        }
        response.status(call.status());
        response.header(call.format().contentType());
        response.header(HeaderValues.create(REQUEST_ID, call.requestId()));
        if (!bodyRead) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        response.send(answer);
        accessLog.record(new AccessLog.Call(
                call.requestId(),
                call.principal(),
                call.operation(),
                call.outcome(),
                Duration.ofNanos(System.nanoTime() - start)));
        if (call.status() != OK) {
            failures.failed(new FailedCall(
                    call.requestId(),
                    Instant.now(),
                    call.principal(),
                    service,
                    call.operation(),
                    call.outcome(),
                    call.status(),
                    call.message(),
                    // A form may hold a password, and nobody reads forms.
                    call.format() instanceof BodyFormat.JsonBody ? read : NOTHING));
        }
        if (!bodyRead) {
            drain(request);
        }
    }

    static Circumstances circumstances(ServerRequest request) {
        // The address itself: its name would have to be looked up.
        String from = request.remotePeer().address() instanceof InetSocketAddress peer && peer.getAddress() != null
                ? peer.getAddress().getHostAddress()
                : "";
        return new Circumstances(
                from, request.headers().first(HeaderNames.USER_AGENT).orElse(""), request.isSecure());
    }

    private static byte[] body(ServerRequest request, int limit) {
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        long length = request.headers().contentLength().orElse(UNKNOWN_LENGTH);
        if (length > limit) {
            throw tooLarge(limit);
        }
        // One more than there may be, so that the end is seen: where it was not, Helidon looks for it after the call
        // with a buffer of 2 KiB made for that.
        byte[] body = read(request, (length == UNKNOWN_LENGTH ? limit : (int) length) + 1);
        if (body.length > limit) {
            throw tooLarge(limit);
        }
        if (length != UNKNOWN_LENGTH && body.length < length) {
            throw new CloseConnectionException("the connection ended within a request body");
        }
        return body;
    }

    private static byte[] read(ServerRequest request, int most) {
        try {
            return request.content().inputStream().readNBytes(most);
        } catch (RequestException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new CloseConnectionException("the connection was lost within a request body", e);
        }
    }

    private static AwsException tooLarge(int limit) {
        return new AwsException(
                "RequestEntityTooLargeException",
                TOO_LARGE,
                "The request body is too long: this service takes at most " + limit + " bytes.",
                Map.of());
    }

    /** To close a connection with bytes unread would reset it, and the client might not see why. */
    private static void drain(ServerRequest request) {
        try {
            InputStream in = request.content().inputStream();
            byte[] buffer = new byte[1 << 13];
            long drained = 0;
            for (int n = in.read(buffer); n >= 0 && drained < DRAIN_LIMIT; n = in.read(buffer)) {
                drained += n;
            }
        } catch (IOException | RuntimeException e) {
            throw new CloseConnectionException("the client went away while a refused body was read", e);
        }
    }
}
