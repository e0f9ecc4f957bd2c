package io.roadstead.agent.metadata;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.roadstead.agent.endpoint.Handler.Answer;
import io.roadstead.agent.text.GoJson;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Task protection as containers ask for it. Source: agent-protocol 5.2, ecs-behaviour 6.8.
 *
 * <p>One step of the original is not taken: it calls ECS as the task's own role, and refuses a task without one. Until
 * tasks have roles here the agent calls with its own credentials, on behalf of the one task whose id was given.
 */
final class ProtectionApi {
    private static final JsonFactory JSON = new JsonFactory();

    private final ControlPlane plane;

    ProtectionApi(ControlPlane plane) {
        this.plane = plane;
    }

    /** What a container asks for; absent members were not given. */
    private record Wish(@Nullable Boolean enabled, @Nullable Long minutes) {}

    Answer get(Optional<Lookup.Found> found) {
        return found.map(one ->
                        told(one, () -> plane.protection(one.task().spec().arn())))
                .orElseGet(ProtectionApi::unknown);
    }

    Answer put(String body, Optional<Lookup.Found> found) {
        Wish wish;
        try {
            wish = read(body);
        } catch (IOException unreadable) {
            return error(400, "", "InvalidParameterException", "UpdateTaskProtection: failed to decode request", null);
        }
        if (found.isEmpty()) {
            return unknown();
        }
        String arn = found.get().task().spec().arn();
        Boolean enabled = wish.enabled();
        if (enabled == null) {
            return error(
                    400,
                    arn,
                    "InvalidParameterException",
                    "Invalid request: does not contain 'ProtectionEnabled' field",
                    null);
        }
        return told(found.get(), () -> plane.protect(arn, enabled, wish.minutes()));
    }

    private interface Call {
        ControlPlane.Protection make() throws InterruptedException;
    }

    private static Answer told(Lookup.Found found, Call call) {
        String arn = found.task().spec().arn();
        ControlPlane.Protection protection;
        try {
            protection = call.make();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return error(500, arn, "ServerException", "Unexpected error occurred", null);
        }
        return switch (protection) {
            case ControlPlane.Protection.Known known ->
                Answer.json(
                        200,
                        GoJson.object()
                                .put(
                                        "protection",
                                        GoJson.object()
                                                .put("ExpirationDate", known.expires())
                                                .put("ProtectionEnabled", known.enabled())
                                                .put("TaskArn", known.taskArn()))
                                .toString());
            case ControlPlane.Protection.Failed failed ->
                Answer.json(
                        200,
                        GoJson.object()
                                .put(
                                        "failure",
                                        GoJson.object()
                                                .put("Arn", failed.arn())
                                                .put("Detail", failed.detail())
                                                .put("Reason", failed.reason()))
                                .toString());
            case ControlPlane.Protection.Refused refused ->
                error(
                        refused.refusal().status(),
                        arn,
                        refused.refusal().code(),
                        refused.refusal().message(),
                        refused.refusal().requestId());
        };
    }

    private static Answer unknown() {
        return error(404, "", "ResourceNotFoundException", "Failed to find a task for the request", null);
    }

    private static Answer error(int status, String arn, String code, String message, @Nullable String requestId) {
        GoJson json = GoJson.object();
        if (requestId != null) {
            json.put("requestID", requestId);
        }
        json.put(
                "error",
                GoJson.object().unlessEmpty("Arn", arn).put("Code", code).put("Message", message));
        return Answer.json(status, json.toString());
    }

    /** As Go decodes: names without regard to case, null for nothing, no other name, and whole numbers alone. */
    private static Wish read(String body) throws IOException {
        Boolean enabled = null;
        Long minutes = null;
        try (JsonParser in = JSON.createParser(body)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not an object");
            }
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String name = String.valueOf(in.currentName()).toLowerCase(Locale.ROOT);
                JsonToken value = in.nextToken();
                switch (name) {
                    case "protectionenabled" -> {
                        if (value == JsonToken.VALUE_NULL) {
                            break;
                        }
                        if (!value.isBoolean()) {
                            throw new IOException("no boolean");
                        }
                        enabled = in.getBooleanValue();
                    }
                    case "expiresinminutes" -> {
                        if (value == JsonToken.VALUE_NULL) {
                            break;
                        }
                        if (value != JsonToken.VALUE_NUMBER_INT) {
                            throw new IOException("no whole number");
                        }
                        minutes = in.getLongValue();
                    }
                    default -> throw new IOException("unknown member " + name);
                }
            }
        }
        return new Wish(enabled, minutes);
    }
}
