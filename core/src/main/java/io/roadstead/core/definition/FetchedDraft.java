package io.roadstead.core.definition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a container definition has fetched from elsewhere, as a client sends it.
 *
 * @param secrets its {@code secrets}
 * @param logSecrets its {@code logConfiguration.secretOptions}
 * @param repositoryCredentials absent when it has none
 */
public record FetchedDraft(
        List<SecretDraft> secrets,
        List<SecretDraft> logSecrets,
        @Nullable RepositoryCredentialsDraft repositoryCredentials) {
    /** One of {@code secrets} or {@code secretOptions}. */
    public record SecretDraft(
            @Nullable String name, @Nullable String valueFrom) {}

    /** The {@code repositoryCredentials}. */
    public record RepositoryCredentialsDraft(@Nullable String credentialsParameter) {}
}
