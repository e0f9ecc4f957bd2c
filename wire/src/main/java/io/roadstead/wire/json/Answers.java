package io.roadstead.wire.json;

import io.roadstead.wire.Admission;
import io.roadstead.wire.OwnOperation;
import io.roadstead.wire.ServiceApi;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;

/** From a call's body to its answer's, once it is known who calls what: over the network and within a server alike. */
public final class Answers {
    private Answers() {}

    /**
     * Decodes, checks, asks whether the caller may, calls, encodes.
     *
     * @param name of the operation
     * @throws io.roadstead.wire.AwsException when it is refused
     */
    public static byte[] answer(ServiceApi service, String name, Admission admission, byte[] body) {
        Optional<OwnOperation> own = service.own(name);
        if (own.isEmpty()) {
            return answer(service, service.operation(name), admission, body);
        }
        admission.require(service, name, body);
        return own.get().handle(admission.caller(), body);
    }

    private static <I extends SdkPojo, O extends SdkPojo> byte[] answer(
            ServiceApi service, ServiceApi.Registered<I, O> operation, Admission admission, byte[] body) {
        I input = Json.decode(body, operation.request());
        if (!operation.checksRequired()) {
            service.requiredMembers().check(input);
        }
        admission.require(service, operation.name(), input);
        return Json.encode(admission.answered(operation.operation().handle(admission.caller(), input)));
    }
}
