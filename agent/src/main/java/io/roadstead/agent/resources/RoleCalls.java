package io.roadstead.agent.resources;

import io.roadstead.wire.client.ApiError;
import io.roadstead.wire.client.ControlClient;
import io.roadstead.wire.client.Json;
import io.roadstead.wire.sigv4.Credentials;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;

/** Calls of AWS's JSON services as a role, tried a few times, whose failures are told as AWS's SDK for Go tells them. */
public final class RoleCalls {
    /** Tries of a call in all: the SDK's own number. */
    private static final int TRIES = 3;

    private final URI server;
    private final HttpClient http;
    private final Duration pause;

    /** @param pause before the second try, doubled before the third */
    public RoleCalls(URI server, HttpClient http, Duration pause) {
        this.server = server;
        this.http = http;
        this.pause = pause;
    }

    /**
     * One of a service's operations.
     *
     * @param modelled errors that the SDK knows for it
     */
    record Operation(String signingName, String service, String target, String name, java.util.Set<String> modelled) {}

    /** No answer that is one. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;
        private final String errorType;

        Refused(String errorType, String text) {
            super(text, null, false, false);
            this.errorType = errorType;
        }

        String errorType() {
            return errorType;
        }

        /** As the SDK would tell it. */
        String text() {
            return String.valueOf(getMessage());
        }
    }

    Json call(Operation operation, String region, Credentials role, Json input) throws Refused, InterruptedException {
        ControlClient client = new ControlClient(server, region, role, http);
        Duration wait = pause;
        for (int tried = 1; ; tried++) {
            try {
                return client.call(operation.signingName(), operation.target() + "." + operation.name(), input);
            } catch (ApiError error) {
                boolean last = tried == TRIES;
                if (last || !passing(error)) {
                    throw refused(operation, error, last && passing(error));
                }
            }
            Thread.sleep(wait);
            wait = wait.multipliedBy(2);
        }
    }

    private static boolean passing(ApiError error) {
        return error.unreachable()
                || error.type().startsWith("Throttl")
                || error.type().startsWith("Internal")
                || error.type().equals("ServerException")
                || error.type().startsWith("HTTP 5");
    }

    private Refused refused(Operation operation, ApiError error, boolean givenUp) {
        String start = "operation error " + operation.service() + ": " + operation.name() + ", "
                + (givenUp ? "exceeded maximum number of attempts, " + TRIES + ", " : "");
        if (error.unreachable()) {
            return new Refused(
                    error.type(),
                    start + "https response error StatusCode: 0, RequestID: , request send failed, Post \"" + server
                            + "\": " + error.getMessage());
        }
        String told = (operation.modelled().contains(error.type()) ? "" : "api error ") + error.type() + ": "
                + error.getMessage();
        return new Refused(
                error.type(),
                start + "https response error StatusCode: " + error.status() + ", RequestID: " + error.requestId()
                        + ", " + told);
    }
}
