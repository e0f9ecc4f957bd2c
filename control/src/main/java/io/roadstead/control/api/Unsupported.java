package io.roadstead.control.api;

import io.roadstead.wire.AwsException;
import java.util.Set;
import software.amazon.awssdk.core.SdkPojo;

/** {@link io.roadstead.wire.Unsupported} as the operations of ECS use it. */
final class Unsupported {
    private Unsupported() {}

    static void refuseOthers(SdkPojo request, Set<String> supported, String where) {
        io.roadstead.wire.Unsupported.refuseOthers(request, supported, where);
    }

    static AwsException member(String name) {
        return io.roadstead.wire.Unsupported.member(name);
    }
}
