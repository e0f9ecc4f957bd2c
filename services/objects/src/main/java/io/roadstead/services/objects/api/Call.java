package io.roadstead.services.objects.api;

import io.roadstead.wire.Demand;
import io.roadstead.wire.rest.RestAnswer;
import io.roadstead.wire.rest.RestCall;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/**
 * One of S3's operations, about to be done.
 *
 * @param needs what its caller must be allowed
 */
record Call(String operation, Supplier<List<Demand>> needs, Answering answering) implements RestCall {
    /** What it does. */
    @FunctionalInterface
    interface Answering {
        RestAnswer answer() throws IOException;
    }

    @Override
    public List<Demand> demands() {
        return needs.get();
    }

    @Override
    public RestAnswer answer() throws IOException {
        return answering.answer();
    }
}
