package io.roadstead.wire.json;

import io.roadstead.wire.Caller;
import io.roadstead.wire.OwnOperation;
import io.roadstead.wire.ServiceApi;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;

/** From a call's body to its answer's, once it is known who calls what: over the network and within a server alike. */
public final class Answers {
    private Answers() {}

    /**
     * Decodes, checks, calls, encodes.
     *
     * @param name of the operation
     * @throws io.roadstead.wire.AwsException when it is refused
     */
    public static byte[] answer(ServiceApi service, String name, Caller caller, byte[] body) {
        Optional<OwnOperation> own = service.own(name);
        return own.isPresent()
                ? own.get().handle(caller, body)
                : answer(service, service.operation(name), caller, body);
    }

    private static <I extends SdkPojo, O extends SdkPojo> byte[] answer(
            ServiceApi service, ServiceApi.Registered<I, O> operation, Caller caller, byte[] body) {
        I input = Json.decode(body, operation.request());
        if (!operation.checksRequired()) {
            service.requiredMembers().check(input);
        }
        return Json.encode(operation.operation().handle(caller, input));
    }
}
