package io.roadstead.services.identity.api;

import io.roadstead.services.identity.directory.Grants;
import io.roadstead.services.identity.directory.Kind;
import io.roadstead.wire.Caller;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.CreateServiceLinkedRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateServiceLinkedRoleResponse;
import software.amazon.awssdk.services.iam.model.DeleteServiceLinkedRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteServiceLinkedRoleResponse;
import software.amazon.awssdk.services.iam.model.GetServiceLinkedRoleDeletionStatusRequest;
import software.amazon.awssdk.services.iam.model.GetServiceLinkedRoleDeletionStatusResponse;

/** Roles that belong to a service: named, trusted and filled by it, deleted by a task. */
final class ServiceLinkedRoleApi {
    /** The names of those that ECS's users meet. Source: ecs-behaviour 9.3. */
    private static final Map<String, String> NAMES = Map.of(
            "ecs.amazonaws.com", "AWSServiceRoleForECS",
            "ecs.application-autoscaling.amazonaws.com", "AWSServiceRoleForApplicationAutoScaling_ECSService",
            "autoscaling.amazonaws.com", "AWSServiceRoleForAutoScaling",
            "elasticloadbalancing.amazonaws.com", "AWSServiceRoleForElasticLoadBalancing",
            "spot.amazonaws.com", "AWSServiceRoleForEC2Spot");

    /** The policies they have; those of the other services are not transcribed. */
    private static final Map<String, String> POLICIES =
            Map.of("ecs.amazonaws.com", "arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy");

    private static final int HOUR = 3_600;
    private static final String TASK = "task/aws-service-role/";

    private final Parts parts;

    ServiceLinkedRoleApi(Parts parts) {
        this.parts = parts;
    }

    /** The name of the role that a service would be given; absent for one that is not known here. */
    static @Nullable String nameOf(@Nullable String service) {
        return service == null ? null : NAMES.get(service);
    }

    CreateServiceLinkedRoleResponse create(Caller caller, CreateServiceLinkedRoleRequest request) {
        String account = caller.scope().account();
        String service = request.awsServiceName();
        String name = NAMES.get(service);
        if (name == null) {
            throw Refusals.invalidInput("Service " + service
                    + " is none whose role is known here. Known are: "
                    + String.join(", ", NAMES.keySet().stream().sorted().toList()) + ".");
        }
        if (request.customSuffix() != null && !request.customSuffix().isEmpty()) {
            throw Refusals.invalidInput("Custom suffix is not allowed for " + service);
        }
        String attached = POLICIES.get(service);
        var role = new io.roadstead.services.identity.directory.Role(
                parts.entity(account, "/aws-service-role/" + service + "/", name, "AROA", List.of()),
                attached == null ? Grants.NONE : Grants.NONE.attach(attached),
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\""
                        + service + "\"},\"Action\":\"sts:AssumeRole\"}]}",
                Constraints.description(request.description()),
                HOUR,
                List.of());
        parts.directory().change(draft -> {
            if (draft.read(Kind.ROLE, account, name).isPresent()) {
                throw Refusals.invalidInput("Service role name " + name
                        + " has been taken in this account, please try a different suffix.");
            }
            draft.put(Kind.ROLE, account, name, role);
            return role;
        });
        return CreateServiceLinkedRoleResponse.builder()
                .role(Shapes.role(role, true))
                .build();
    }

    DeleteServiceLinkedRoleResponse delete(Caller caller, DeleteServiceLinkedRoleRequest request) {
        String account = caller.scope().account();
        var gone = parts.directory().change(draft -> {
            var role = parts.role(draft, account, request.roleName());
            if (!role.isServiceLinked()) {
                throw Refusals.noSuchEntity(
                        "The service-linked role with name " + request.roleName() + " cannot be found.");
            }
            draft.delete(Kind.ROLE, account, request.roleName());
            return role;
        });
        String path = gone.entity().path();
        return DeleteServiceLinkedRoleResponse.builder()
                .deletionTaskId(TASK + path.substring("/aws-service-role/".length())
                        + gone.entity().name() + "/" + parts.ids().uuid())
                .build();
    }

    /** A deletion is done when its call returns, so every task there ever was has succeeded. */
    GetServiceLinkedRoleDeletionStatusResponse status(
            Caller caller, GetServiceLinkedRoleDeletionStatusRequest request) {
        if (!request.deletionTaskId().matches(TASK + "[^/]+/[^/]+/[0-9a-f-]{36}")) {
            throw Refusals.noSuchEntity("Deletion task " + request.deletionTaskId() + " cannot be found.");
        }
        return GetServiceLinkedRoleDeletionStatusResponse.builder()
                .status("SUCCEEDED")
                .build();
    }
}
