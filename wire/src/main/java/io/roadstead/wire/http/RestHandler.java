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
import io.roadstead.core.model.Scope;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.CallObserver;
import io.roadstead.wire.Caller;
import io.roadstead.wire.Gate;
import io.roadstead.wire.ObservedCall;
import io.roadstead.wire.rest.Payloads;
import io.roadstead.wire.rest.RestAnswer;
import io.roadstead.wire.rest.RestApi;
import io.roadstead.wire.rest.RestBody;
import io.roadstead.wire.rest.RestCall;
import io.roadstead.wire.rest.RestRequest;
import io.roadstead.wire.sigv4.Authorization;
import io.roadstead.wire.sigv4.SigV4Verifier;
import io.roadstead.wire.sigv4.SignedHead;
import io.roadstead.wire.sigv4.SignedRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests that are signed for a REST service, whatever their method and path. */
final class RestHandler implements Handler {
    private static final Logger LOG = LoggerFactory.getLogger(RestHandler.class);

    private static final HeaderName REQUEST_ID = HeaderNames.create("x-amz-request-id");
    private static final Caller NOBODY = new Caller(new Scope("-", "-"), "-", "-", "");
    private static final byte[] NOTHING = {};
    private static final int REFUSALS = 400;
    /** How much of a body nobody wanted is read after the answer, so that the client gets to see it. */
    private static final long DRAIN_LIMIT = 8L << 20;

    private final Map<String, RestApi> apis = new HashMap<>();
    private final SigV4Verifier verifier;
    private final AccessLog accessLog;
    private final CallFailures failures;
    private final Gate gate;
    private final CallObserver observer;

    RestHandler(HttpServer.Settings settings) {
        settings.rest().forEach(api -> this.apis.put(api.signingName(), api));
        this.verifier = settings.verifier();
        this.accessLog = settings.accessLog();
        this.failures = settings.failures();
        this.gate = settings.gate();
        this.observer = settings.observer();
    }

    /** Whether a request says that it is signed for one of these services. */
    boolean takes(ServerRequest request) {
        return api(request) != null;
    }

    private @Nullable RestApi api(ServerRequest request) {
        String said = request.headers().first(HeaderNames.AUTHORIZATION).orElse("");
        String query = said.isEmpty() ? request.prologue().query().rawValue() : "";
        for (Map.Entry<String, RestApi> each : apis.entrySet()) {
            if (said.contains("/" + each.getKey() + "/aws4_request")
                    || query.contains("%2F" + each.getKey() + "%2Faws4_request")
                    || query.contains("/" + each.getKey() + "/aws4_request")) {
                return each.getValue();
            }
        }
        return null;
    }

    /** A call on its way, filled in as it is understood. */
    private static final class Progress {
        private String principal = "-";
        private String operation = "-";
        private String outcome = "200";
        private String message = "";
        private @Nullable RestCall call;
        private @Nullable AwsException error;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        long start = System.nanoTime();
        RestApi api = api(request);
        if (api == null) {
            throw new IllegalStateException("a request that no service takes is not to be handled here");
        }
        Incoming incoming = new Incoming(request);
        Map<String, String> headers = headers(request);
        RestRequest rest = new RestRequest(
                request.prologue().method().text(),
                request.prologue().uriPath().rawPath(),
                query(request.prologue().query().rawValue()),
                headers,
                NOBODY,
                RestBody.EMPTY,
                RequestIds.next());
        Progress progress = new Progress();
        RestAnswer answer;
        try {
            String query = request.prologue().query().rawValue();
            Authorization authorization = Authorization.of(query, headers::get);
            SignedHead head = verifier.verifyHead(
                    authorization, SignedRequest.withoutBody(rest.method(), rest.rawPath(), query, headers::get));
            progress.principal = head.caller().arn();
            rest = new RestRequest(
                    rest.method(),
                    rest.rawPath(),
                    rest.query(),
                    headers,
                    head.caller().with(ApiHandler.circumstances(request)),
                    Payloads.of(head, headers, incoming.length(), incoming::stream),
                    rest.requestId());
            RestCall call = api.call(rest);
            progress.call = call;
            progress.operation = api.signingName() + "." + call.operation();
            if (gate.admit(new Gate.Attempt(rest.caller(), rest.requestId(), progress.operation), call::demands)
                    == Gate.Verdict.WOULD_BE_DENIED) {
                progress.outcome = Dispatcher.AUDITED;
            }
            answer = call.answer();
        } catch (AwsException e) {
            answer = refused(api, rest, progress, e);
        } catch (IOException e) {
            if (incoming.lost()) {
                throw new CloseConnectionException("the connection was lost within a request body", e);
            }
            LOG.error("{} failed; request id {}", progress.operation, rest.requestId(), e);
            answer = refused(api, rest, progress, AwsException.server("Service Unavailable. Please try again later."));
        } catch (CloseConnectionException | RequestException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error("{} failed; request id {}", progress.operation, rest.requestId(), e);
            answer = refused(api, rest, progress, AwsException.server("Service Unavailable. Please try again later."));
        }
        observe(api, rest, progress);
        send(rest, answer, incoming, response);
        accessLog.record(new AccessLog.Call(
                rest.requestId(),
                progress.principal,
                progress.operation,
                progress.outcome,
                Duration.ofNanos(System.nanoTime() - start)));
        if (answer.status() >= REFUSALS) {
            failures.failed(new FailedCall(
                    rest.requestId(),
                    Instant.now(),
                    progress.principal,
                    api.signingName(),
                    progress.operation,
                    progress.outcome,
                    answer.status(),
                    progress.message,
                    NOTHING));
        }
        incoming.drain();
    }

    private static RestAnswer refused(RestApi api, RestRequest request, Progress progress, AwsException e) {
        progress.outcome = e.errorType();
        progress.message = e.text();
        progress.error = e;
        return api.refusal(request, e);
    }

    /** Only of calls whose signature was good: others were never understood. */
    private void observe(RestApi api, RestRequest request, Progress progress) {
        RestCall call = progress.call;
        if (call == null) {
            return;
        }
        call.recorded()
                .ifPresent(members -> observer.called(new ObservedCall(
                        request.requestId(),
                        request.caller(),
                        api.signingName(),
                        call.operation(),
                        new ObservedCall.Told.Members(members),
                        ObservedCall.Told.NOTHING,
                        progress.error)));
    }

    private static void send(RestRequest request, RestAnswer answer, Incoming incoming, ServerResponse response) {
        response.status(answer.status());
        answer.headers()
                .forEach((name, value) -> response.header(HeaderValues.create(HeaderNames.create(name), value)));
        response.header(HeaderValues.create(REQUEST_ID, request.requestId()));
        if (incoming.unread()) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        switch (answer.body()) {
            case RestAnswer.Nothing _ -> response.send();
            case RestAnswer.Bytes body -> response.send(body.bytes());
            case RestAnswer.Streamed body -> stream(body, response);
        }
    }

    private static void stream(RestAnswer.Streamed body, ServerResponse response) {
        response.contentLength(body.length());
        try (RestAnswer.Content content = body.content();
                OutputStream out = response.outputStream()) {
            content.writeTo(out);
        } catch (IOException | RuntimeException e) {
            // What was promised cannot be kept: only a lost connection tells the client so.
            throw new CloseConnectionException("an answer could not be written to its end", e);
        }
    }

    private static Map<String, String> headers(ServerRequest request) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : request.headers()) {
            headers.put(
                    header.headerName().lowerCase(),
                    header.valueCount() == 1 ? header.get() : String.join(",", header.allValues()));
        }
        return headers;
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : raw.split("&")) {
            int equals = pair.indexOf('=');
            if (!pair.isEmpty()) {
                parameters.put(
                        decoded(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** The body as it comes from the client. */
    private static final class Incoming {
        private final ServerRequest request;
        private final long length;
        private final boolean awaitsContinue;
        private @Nullable CountedInput input;

        Incoming(ServerRequest request) {
            this.request = request;
            this.length = request.headers().contentLength().orElse(RestBody.UNKNOWN);
            this.awaitsContinue = request.headers()
                    .first(HeaderNames.EXPECT)
                    .filter(value -> value.toLowerCase(Locale.ROOT).equals("100-continue"))
                    .isPresent();
        }

        long length() {
            return request.content().hasEntity() ? length : 0;
        }

        InputStream stream() {
            if (!request.content().hasEntity()) {
                return InputStream.nullInputStream();
            }
            CountedInput opened = new CountedInput(request.content().inputStream(), length);
            input = opened;
            return opened;
        }

        boolean lost() {
            return input != null && input.lost;
        }

        boolean unread() {
            return request.content().hasEntity() && length != 0 && (input == null || !input.ended);
        }

        /**
         * To close a connection with bytes unread would reset it, and the client might not see why. One that waits to be
         * told to go on sends nothing.
         */
        void drain() {
            if (!unread() || (awaitsContinue && input == null)) {
                return;
            }
            try {
                InputStream in = input == null ? stream() : input;
                byte[] buffer = new byte[1 << 13];
                long drained = 0;
                for (int n = in.read(buffer); n >= 0 && drained < DRAIN_LIMIT; n = in.read(buffer)) {
                    drained += n;
                }
            } catch (IOException e) {
                throw new CloseConnectionException("the client went away while a refused body was read", e);
            }
        }
    }

    /** Tells a body that ended from a connection that did. */
    private static final class CountedInput extends InputStream {
        private final InputStream in;
        private final long length;
        private long read;
        private boolean ended;
        private boolean lost;

        CountedInput(InputStream in, long length) {
            this.in = in;
            this.length = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int count) throws IOException {
            if (ended) {
                return -1;
            }
            int got;
            try {
                got = in.read(buffer, offset, count);
            } catch (IOException | RuntimeException e) {
                lost = true;
                throw new IOException("the connection was lost within a request body", e);
            }
            if (got < 0 && read < length) {
                lost = true;
                throw new IOException("the connection ended within a request body");
            }
            read += Math.max(0, got);
            ended = got < 0 || read == length;
            return got;
        }
    }
}
