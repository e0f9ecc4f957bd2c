package io.roadstead.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.ListClustersRequest;
import software.amazon.awssdk.services.ecs.model.ListClustersResponse;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.Secret;

class EcsModelTest {
    private final RequiredMembers required = EcsModel.requiredMembers();

    @Test
    void theListOfOperationsHoldsEveryOneTheSdkKnows() {
        assertThat(EcsModel.operations())
                .hasSizeGreaterThanOrEqualTo(77)
                .containsAll(EcsClasses.operations().stream()
                        .map(EcsClasses.SdkOperation::name)
                        .toList());
    }

    @Test
    void everyRequiredMemberIsAMemberOfTheSdksClassOfThatShape() {
        Map<String, SdkPojo> shapes = shapesWithinRequests();
        Set<String> checked = new HashSet<>();
        shapes.forEach((name, shape) -> {
            assertThat(shape.sdkFields().stream().map(SdkField::locationName))
                    .as(name)
                    .containsAll(required.of(name));
            if (!required.of(name).isEmpty()) {
                checked.add(name);
            }
        });
        assertThat(checked).hasSizeGreaterThan(80).contains("RunTaskRequest", "Secret");
    }

    @Test
    void theTableKnowsTheRequestsWhoseRequiredMembersAreDocumented() {
        assertThat(required.of("RunTaskRequest")).containsExactly("taskDefinition");
        assertThat(required.of("RegisterTaskDefinitionRequest")).containsExactly("family", "containerDefinitions");
        assertThat(required.of("CreateServiceRequest")).containsExactly("serviceName");
        assertThat(required.of("StopTaskRequest")).containsExactly("task");
        assertThat(required.of("ListClustersRequest")).isEmpty();
    }

    @Test
    void aMissingMemberIsNamedAsEcsNamesIt() {
        assertThatThrownBy(() -> required.check(RunTaskRequest.builder().build()))
                .isInstanceOfSatisfying(AwsException.class, e -> {
                    assertThat(e.errorType()).isEqualTo("InvalidParameterException");
                    assertThat(e.text()).isEqualTo("TaskDefinition is missing");
                });
    }

    @Test
    void aMissingMemberOfANestedStructureIsNamedWithItsPath() {
        RegisterTaskDefinitionRequest request = RegisterTaskDefinitionRequest.builder()
                .family("web")
                .containerDefinitions(
                        ContainerDefinition.builder().name("a").build(),
                        ContainerDefinition.builder()
                                .name("b")
                                .secrets(Secret.builder().name("PASSWORD").build())
                                .build())
                .build();
        assertThatThrownBy(() -> required.check(request))
                .hasMessage("ContainerDefinitions[1].secrets[0].valueFrom is missing");
    }

    @Test
    void anEmptyListIsNotMissing() {
        required.check(RegisterTaskDefinitionRequest.builder()
                .family("web")
                .containerDefinitions(new ContainerDefinition[0])
                .build());
    }

    @Test
    void anOperationOfTheModelThatIsNotOfferedIsUnsupportedAndAnotherUnknown() {
        ServiceApi api = EcsModel.api()
                .operation(
                        ListClustersRequest.class, ListClustersResponse.class, (_, _) -> ListClustersResponse.builder()
                                .build())
                .build();
        assertThat(api.operation("ListClusters").name()).isEqualTo("ListClusters");
        assertThatThrownBy(() -> api.operation("CreateService")).isInstanceOfSatisfying(AwsException.class, e -> {
            assertThat(e.errorType()).isEqualTo("UnsupportedFeatureException");
            assertThat(e.text()).startsWith("Roadstead does not support CreateService yet.");
        });
        assertThatThrownBy(() -> api.operation("MakeCoffee"))
                .isInstanceOfSatisfying(
                        AwsException.class, e -> assertThat(e.errorType()).isEqualTo("UnknownOperationException"));
    }

    @Test
    void aTargetOfAnotherServiceOrNoneIsUnknown() {
        ServiceApi api = EcsModel.api().build();
        assertThat(api.operationName(Optional.of("AmazonEC2ContainerServiceV20141113.RunTask")))
                .isEqualTo("RunTask");
        for (Optional<String> target : List.of(
                Optional.<String>empty(),
                Optional.of(""),
                Optional.of("RunTask"),
                Optional.of("AmazonEC2ContainerServiceV20141113"),
                Optional.of("DynamoDB_20120810.RunTask"))) {
            assertThatThrownBy(() -> api.operationName(target))
                    .isInstanceOfSatisfying(
                            AwsException.class, e -> assertThat(e.errorType()).isEqualTo("UnknownOperationException"));
        }
    }

    /** One empty builder of each shape within the requests, by name. */
    private static Map<String, SdkPojo> shapesWithinRequests() {
        Map<String, SdkPojo> shapes = new HashMap<>();
        EcsClasses.operations().forEach(operation -> {
            try {
                collect((SdkPojo) operation.request().getMethod("builder").invoke(null), shapes);
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(e.getMessage(), e);
            }
        });
        return shapes;
    }

    private static void collect(SdkPojo builder, Map<String, SdkPojo> shapes) {
        if (shapes.put(builder.getClass().getEnclosingClass().getSimpleName(), builder) == null) {
            builder.sdkFields().forEach(field -> collect(field, shapes));
        }
    }

    private static void collect(SdkField<?> field, Map<String, SdkPojo> shapes) {
        if (field.marshallingType() == MarshallingType.LIST) {
            collect(field.getRequiredTrait(ListTrait.class).memberFieldInfo(), shapes);
        } else if (field.marshallingType() == MarshallingType.MAP) {
            collect(field.getRequiredTrait(MapTrait.class).valueFieldInfo(), shapes);
        } else if (field.marshallingType() == MarshallingType.SDK_POJO) {
            collect(field.constructor().get(), shapes);
        }
    }
}
