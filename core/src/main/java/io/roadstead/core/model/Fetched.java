package io.roadstead.core.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is fetched for a container before it is made, by the agent and with the execution role: a definition says where it
 * is, never what it is.
 *
 * <p>Source: ecs-behaviour 10.1.
 *
 * @param secrets variables whose values are kept elsewhere
 * @param logSecrets the same of the log driver's options
 * @param credentialsParameter the ARN of the secret with its registry's user and password; absent for a registry that
 *     asks for none
 * @param environmentFiles the ARNs of S3 objects with variables; the first that sets one counts
 */
public record Fetched(
        List<SecretReference> secrets,
        List<SecretReference> logSecrets,
        @Nullable String credentialsParameter,
        List<String> environmentFiles) {
    /** Nothing: so of a definition that was stored before there was such. */
    public static final Fetched NONE = new Fetched(List.of(), List.of(), null, List.of());

    public Fetched {
        secrets = List.copyOf(secrets);
        logSecrets = List.copyOf(logSecrets);
        environmentFiles = List.copyOf(environmentFiles);
    }
}
