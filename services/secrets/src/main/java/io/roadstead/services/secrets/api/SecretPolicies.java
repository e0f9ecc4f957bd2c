package io.roadstead.services.secrets.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roadstead.services.secrets.vault.Secret;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.Unsupported;
import io.roadstead.wire.client.Json;
import java.io.IOException;
import java.util.Set;
import software.amazon.awssdk.services.secretsmanager.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.DeleteResourcePolicyResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetResourcePolicyResponse;
import software.amazon.awssdk.services.secretsmanager.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.PutResourcePolicyResponse;

/** The resource policies of secrets: kept as they are given, once it is sure that they can be read. */
final class SecretPolicies {
    private static final int LIMIT = 20_480;

    private final SecretLookup lookup;
    private final SecretWrites writes;

    SecretPolicies(SecretLookup lookup, SecretWrites writes) {
        this.lookup = lookup;
        this.writes = writes;
    }

    GetResourcePolicyResponse get(Caller caller, GetResourcePolicyRequest request) {
        Secret secret = lookup.find(caller.scope(), request.secretId());
        return GetResourcePolicyResponse.builder()
                .arn(secret.arn())
                .name(secret.name())
                .resourcePolicy(secret.policy())
                .build();
    }

    PutResourcePolicyResponse put(Caller caller, PutResourcePolicyRequest request) {
        Unsupported.refuseOthers(request, Set.of("SecretId", "ResourcePolicy"), "");
        Constraints.length(request.resourcePolicy(), "resourcePolicy", 1, LIMIT);
        requirePolicy(request.resourcePolicy());
        Secret after = writes.change(
                lookup.live(caller.scope(), request.secretId()),
                (_, known) -> known.withPolicy(request.resourcePolicy()));
        return PutResourcePolicyResponse.builder()
                .arn(after.arn())
                .name(after.name())
                .build();
    }

    DeleteResourcePolicyResponse delete(Caller caller, DeleteResourcePolicyRequest request) {
        Secret after =
                writes.change(lookup.live(caller.scope(), request.secretId()), (_, known) -> known.withPolicy(null));
        return DeleteResourcePolicyResponse.builder()
                .arn(after.arn())
                .name(after.name())
                .build();
    }

    /** A document whose every statement says an effect, who, and what. */
    private static void requirePolicy(String policy) {
        Json document;
        try {
            document = Json.parse(policy.getBytes(UTF_8));
        } catch (IOException e) {
            throw malformed("it is not JSON");
        }
        Json statements = document.path("Statement");
        if (statements.items().isEmpty() && statements.names().isEmpty()) {
            throw malformed("it has no Statement");
        }
        for (Json statement : statements.items().isEmpty() ? java.util.List.of(statements) : statements.items()) {
            String effect = statement.path("Effect").text();
            if (!effect.equals("Allow") && !effect.equals("Deny")) {
                throw malformed("a statement's Effect must be Allow or Deny");
            }
            if (!statement.has("Principal") && !statement.has("NotPrincipal")) {
                throw malformed("a statement has no Principal");
            }
            if (!statement.has("Action") && !statement.has("NotAction")) {
                throw malformed("a statement has no Action");
            }
        }
    }

    private static AwsException malformed(String why) {
        return new AwsException(
                "MalformedPolicyDocumentException", "This resource policy contains a syntax error: " + why + ".");
    }
}
