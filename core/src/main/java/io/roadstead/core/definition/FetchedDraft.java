package io.roadstead.core.definition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a container definition has fetched from elsewhere, as a client sends it.
 *
 * @param secrets its {@code secrets}
 * @param logSecrets its {@code logConfiguration.secretOptions}
 * @param repositoryCredentials absent when it has none
 * @param environmentFiles its {@code environmentFiles}
 */
public record FetchedDraft(
        List<SecretDraft> secrets,
        List<SecretDraft> logSecrets,
        @Nullable RepositoryCredentialsDraft repositoryCredentials,
        List<FileDraft> environmentFiles) {
    /** One without environment files. */
    public FetchedDraft(
            List<SecretDraft> secrets,
            List<SecretDraft> logSecrets,
            @Nullable RepositoryCredentialsDraft repositoryCredentials) {
        this(secrets, logSecrets, repositoryCredentials, List.of());
    }

    /** One of {@code secrets} or {@code secretOptions}. */
    public record SecretDraft(
            @Nullable String name, @Nullable String valueFrom) {}

    /** One of {@code environmentFiles}, in a definition or an override. */
    public record FileDraft(@Nullable String type, @Nullable String value) {}

    /** The {@code repositoryCredentials}. */
    public record RepositoryCredentialsDraft(@Nullable String credentialsParameter) {}
}
