package io.roadstead.agent.metadata;

import io.roadstead.agent.credentials.RoleCredentials;
import io.roadstead.agent.credentials.RoleCredentials.Role;
import io.roadstead.agent.endpoint.Handler.Answer;
import io.roadstead.agent.endpoint.Handler.Request;
import io.roadstead.agent.engine.EngineState;
import io.roadstead.agent.engine.TaskState;
import io.roadstead.agent.text.GoJson;
import io.roadstead.wire.agent.IamRoleCredentials;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of a task's role, for who knows their id: its containers, from their environment. Nobody else can name
 * it. Codes and texts are the unmodified agent's.
 *
 * <p>Source: ecs-behaviour 9.4, agent-protocol 5.2.
 */
final class CredentialsApi {
    private static final String BY_ID = "/v2/credentials/";
    private static final String BY_QUERY = "/v1/credentials";

    private final Supplier<EngineState> state;
    private final EndpointIds ids;
    private final RoleCredentials credentials;
    private final AuditLog audit;

    CredentialsApi(Supplier<EngineState> state, EndpointIds ids, RoleCredentials credentials, AuditLog audit) {
        this.state = state;
        this.ids = ids;
        this.credentials = credentials;
        this.audit = audit;
    }

    /** Whose role an id is of. */
    private record Owner(TaskState task, Role role) {}

    /** Empty for paths that are not about credentials. */
    Optional<Answer> answer(Request request) {
        if (request.path().equals(BY_QUERY)) {
            return Optional.of(answer(request, request.query().getOrDefault("id", ""), "CredentialsV1Request: "));
        }
        if (request.path().startsWith(BY_ID) && request.path().indexOf('/', BY_ID.length()) < 0) {
            return Optional.of(answer(request, request.path().substring(BY_ID.length()), "CredentialsV2Request: "));
        }
        return Optional.empty();
    }

    private Answer answer(Request request, String id, String prefix) {
        if (id.isEmpty()) {
            return refused(request, 400, "NoIdInRequest", prefix + "No Credential ID in the request", null);
        }
        Owner owner = owner(id);
        if (owner == null) {
            return refused(request, 400, "InvalidIdInRequest", prefix + "Credentials not found", null);
        }
        String arn = owner.task().spec().arn();
        Optional<IamRoleCredentials> found = credentials.of(arn, owner.role());
        if (found.isEmpty()) {
            return refused(
                    request, 503, "CredentialsUninitialized", prefix + "Credentials uninitialized for ID", owner);
        }
        audit.answered(request, 200, arn, owner.role());
        IamRoleCredentials known = found.get();
        return Answer.json(
                200,
                GoJson.object()
                        .put("RoleArn", Objects.requireNonNullElse(known.roleArn(), ""))
                        .put("AccessKeyId", known.accessKeyId())
                        .put("SecretAccessKey", known.secretAccessKey())
                        .put("Token", Objects.requireNonNullElse(known.sessionToken(), ""))
                        .put("Expiration", Objects.requireNonNullElse(known.expiration(), ""))
                        .toString());
    }

    private Answer refused(Request request, int status, String code, String message, @Nullable Owner owner) {
        audit.answered(
                request, status, owner == null ? null : owner.task().spec().arn(), owner == null ? null : owner.role());
        return Answer.json(
                status,
                GoJson.object()
                        .put("code", code)
                        .put("message", message)
                        .put("HTTPErrorCode", status)
                        .toString());
    }

    /** The task's role is nobody's once the task has stopped; the execution role is needed until it is cleaned up. */
    private @Nullable Owner owner(String id) {
        for (TaskState task : state.get().tasks().values()) {
            if (task.spec().known().taskRoleArn() != null
                    && task.stoppedAt() == null
                    && ids.matches(task.spec().arn(), Role.TASK, id)) {
                return new Owner(task, Role.TASK);
            }
            if (ids.matches(task.spec().arn(), Role.EXECUTION, id)) {
                return new Owner(task, Role.EXECUTION);
            }
        }
        return null;
    }
}
