package io.roadstead.wire.client;

import io.roadstead.wire.Admission;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.ServiceApi;
import io.roadstead.wire.json.Answers;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Calls of a service's operations within its own server, as {@link ControlClient} makes them from outside. */
public final class LocalCalls {
    private final ServiceApi service;
    private final Caller caller;

    /** @param caller as whom the calls are made; nobody checks it */
    public LocalCalls(ServiceApi service, Caller caller) {
        this.service = service;
        this.caller = caller;
    }

    /** @throws ApiError when the operation refuses */
    public Json call(String operation, Json input) {
        try {
            return Json.parse(Answers.answer(service, operation, Admission.free(caller, operation), input.bytes()));
        } catch (AwsException refused) {
            throw new ApiError(refused.errorType(), refused.text());
        } catch (IOException notJson) {
            throw new UncheckedIOException("the answer of " + operation + " is not JSON", notJson);
        }
    }
}
