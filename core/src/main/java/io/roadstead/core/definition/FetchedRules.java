package io.roadstead.core.definition;

import io.roadstead.core.Rejected;
import io.roadstead.core.definition.FetchedDraft.SecretDraft;
import io.roadstead.core.model.ContainerDefinition;
import io.roadstead.core.model.Fetched;
import io.roadstead.core.model.KeyValue;
import io.roadstead.core.model.LogConfiguration;
import io.roadstead.core.model.SecretReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Secrets and registries' passwords of one task definition. Whether they are there is found out when a task starts, as with
 * ECS; whether they can be named so, here.
 *
 * <p>Source: ecs-behaviour 10.1; the texts of parameters' names and of the missing role are quoted from ECS's answers by its
 * users.
 */
final class FetchedRules {
    private static final int NAME_LIMIT = 2048;
    private static final Pattern PARAMETER = Pattern.compile("[a-zA-Z0-9_.,/:-]{1," + NAME_LIMIT + "}");
    private static final Pattern ARN =
            Pattern.compile("arn:[a-z-]+:(?<service>secretsmanager|ssm):[a-z0-9-]+:\\d{12}:(?<resource>.+)");

    private FetchedRules() {}

    static Fetched read(
            String container,
            @Nullable FetchedDraft draft,
            List<KeyValue> environment,
            @Nullable LogConfiguration log) {
        if (draft == null) {
            return Fetched.NONE;
        }
        Set<String> names = new HashSet<>();
        environment.forEach(variable -> names.add(variable.name()));
        List<SecretReference> secrets = secrets(container, "secrets", draft.secrets(), names);
        if (!draft.logSecrets().isEmpty() && log == null) {
            throw Rejected.client("Container '" + container
                    + "' has log secretOptions and no log driver: name one in logConfiguration.");
        }
        Set<String> options =
                new HashSet<>(log == null ? Set.of() : log.options().keySet());
        List<SecretReference> logSecrets =
                secrets(container, "logConfiguration.secretOptions", draft.logSecrets(), options);
        return new Fetched(
                secrets,
                logSecrets,
                credentials(draft),
                EnvironmentFileRules.read(container, draft.environmentFiles()));
    }

    private static List<SecretReference> secrets(
            String container, String member, List<SecretDraft> drafts, Set<String> names) {
        List<SecretReference> secrets = new ArrayList<>();
        for (SecretDraft draft : drafts) {
            String name = draft.name();
            if (name == null || name.isEmpty()) {
                throw Rejected.client("Container." + member + ".name should not be null or empty.");
            }
            if (!names.add(name)) {
                throw Rejected.client("The secret name must be unique and not shared with any new or existing"
                        + " environment variables set on the container, such as '" + name + "'.");
            }
            secrets.add(new SecretReference(name, from(container, member, name, draft.valueFrom())));
        }
        return secrets;
    }

    private static String from(String container, String member, String name, @Nullable String from) {
        if (from == null || from.isEmpty()) {
            throw Rejected.client("Container." + member + ".valueFrom should not be null or empty.");
        }
        if (from.startsWith("arn:")) {
            var arn = ARN.matcher(from);
            String prefix = arn.matches() && arn.group("service").equals("ssm") ? "parameter/" : "secret:";
            if (!arn.matches() || !arn.group("resource").startsWith(prefix)) {
                throw Rejected.client("The valueFrom of secret '" + name + "' of container '" + container
                        + "' must be the ARN of a Secrets Manager secret, or the name or ARN of a Systems Manager"
                        + " parameter, and is '" + from + "'.");
            }
            return from;
        }
        if (!PARAMETER.matcher(from).matches()) {
            throw Rejected.client("The Systems Manager parameter name specified for secret " + name
                    + " is invalid. The parameter name can be up to 2048 characters and include the following letters"
                    + " and symbols: a-zA-Z0-9_.-,");
        }
        return from;
    }

    private static @Nullable String credentials(FetchedDraft draft) {
        FetchedDraft.RepositoryCredentialsDraft repository = draft.repositoryCredentials();
        if (repository == null) {
            return null;
        }
        String parameter = repository.credentialsParameter();
        if (parameter == null || parameter.isEmpty()) {
            throw Rejected.client("RepositoryCredentials.credentialsParameter should not be null or empty.");
        }
        return parameter;
    }

    /** Nobody could fetch it without a role. */
    static void requireRole(List<ContainerDefinition> containers, @Nullable String executionRole) {
        if (executionRole != null) {
            return;
        }
        for (ContainerDefinition container : containers) {
            Fetched fetched = container.fetched();
            if (!fetched.secrets().isEmpty() || !fetched.logSecrets().isEmpty()) {
                throw Rejected.client("When you are specifying container secrets, you must also specify a value for"
                        + " 'executionRoleArn'.");
            }
            if (!fetched.environmentFiles().isEmpty()) {
                throw Rejected.client(EnvironmentFileRules.ROLE_MISSING);
            }
            if (fetched.credentialsParameter() != null) {
                throw Rejected.client("When you are specifying repository credentials, you must also specify a value"
                        + " for 'executionRoleArn'.");
            }
        }
    }

    /** What an instance's agent must know to fetch it. Source: agent-protocol 1.4. */
    static Set<String> attributes(Fetched fetched) {
        Set<String> names = new TreeSet<>();
        for (SecretReference secret : fetched.secrets()) {
            names.add("ecs.capability.secrets." + keeper(secret) + ".environment-variables");
        }
        for (SecretReference secret : fetched.logSecrets()) {
            names.add("ecs.capability.secrets." + keeper(secret) + ".bootstrap.log-driver");
        }
        if (!fetched.environmentFiles().isEmpty()) {
            names.add("ecs.capability.env-files.s3");
        }
        if (fetched.credentialsParameter() != null) {
            names.add("ecs.capability.private-registry-authentication.secretsmanager");
        }
        return names;
    }

    private static String keeper(SecretReference secret) {
        return secret.inSecretsManager() ? "asm" : "ssm";
    }
}
