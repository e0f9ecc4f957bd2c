package io.roadstead.wire;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.EcsRequest;
import software.amazon.awssdk.services.ecs.model.EcsResponse;

/** The SDK's own view of the ECS API, against which ours is tested. */
public final class EcsClasses {
    private EcsClasses() {}

    /** One operation as the SDK's client has it. */
    public record SdkOperation(String name, Class<? extends SdkPojo> request, Class<? extends SdkPojo> response) {}

    public static List<SdkOperation> operations() {
        return Arrays.stream(EcsClient.class.getMethods())
                .filter(method -> method.getParameterCount() == 1
                        && EcsRequest.class.isAssignableFrom(method.getParameterTypes()[0])
                        && EcsResponse.class.isAssignableFrom(method.getReturnType()))
                .map(method -> {
                    Class<? extends SdkPojo> request = method.getParameterTypes()[0].asSubclass(SdkPojo.class);
                    Class<? extends SdkPojo> response = method.getReturnType().asSubclass(SdkPojo.class);
                    String name = request.getSimpleName().replaceFirst("Request$", "");
                    return new SdkOperation(name, request, response);
                })
                .distinct()
                .toList();
    }

    public static Stream<Class<? extends SdkPojo>> requestsAndResponses() {
        return operations().stream().flatMap(operation -> Stream.of(operation.request(), operation.response()));
    }
}
