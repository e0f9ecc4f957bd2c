package io.roadstead.control.api;

import io.roadstead.core.Rejected;
import io.roadstead.core.placement.ExpressionException;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.OwnOperation;
import io.roadstead.wire.client.Json;
import java.io.IOException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Operations that read and write JSON trees, with refusals in AWS's form. */
final class OwnJson {
    private OwnJson() {}

    static OwnOperation of(BiFunction<Caller, Json, Json> operation) {
        return (caller, body) -> {
            try {
                return operation.apply(caller, input(body)).bytes();
            } catch (Rejected rejected) {
                throw new AwsException(
                        rejected.rejection().errorType(), rejected.rejection().message());
            } catch (ExpressionException unreadable) {
                throw AwsException.invalidParameter(String.valueOf(unreadable.getMessage()));
            }
        };
    }

    private static Json input(byte[] body) {
        if (body.length == 0) {
            return Json.object();
        }
        try {
            return Json.parse(body);
        } catch (IOException notJson) {
            throw AwsException.serialization("The request's body is not JSON: " + notJson.getMessage());
        }
    }

    static String required(Json input, String member) {
        String text = input.path(member).text();
        if (text.isBlank()) {
            throw AwsException.invalidParameter(member + " is missing: say which one.");
        }
        return text;
    }

    static @Nullable String optional(Json input, String member) {
        String text = input.path(member).text();
        return text.isEmpty() ? null : text;
    }
}
