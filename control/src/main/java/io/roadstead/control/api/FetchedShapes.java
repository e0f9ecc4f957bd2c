package io.roadstead.control.api;

import io.roadstead.core.definition.FetchedDraft;
import io.roadstead.core.definition.FetchedDraft.FileDraft;
import io.roadstead.core.definition.FetchedDraft.RepositoryCredentialsDraft;
import io.roadstead.core.definition.FetchedDraft.SecretDraft;
import io.roadstead.core.model.Fetched;
import io.roadstead.core.model.SecretReference;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.EnvironmentFile;
import software.amazon.awssdk.services.ecs.model.EnvironmentFileType;
import software.amazon.awssdk.services.ecs.model.LogConfiguration;
import software.amazon.awssdk.services.ecs.model.RepositoryCredentials;
import software.amazon.awssdk.services.ecs.model.Secret;

/** Secrets and registries' passwords of container definitions, off the wire and back onto it. */
final class FetchedShapes {
    private FetchedShapes() {}

    static FetchedDraft read(ContainerDefinition shape) {
        LogConfiguration log = shape.logConfiguration();
        RepositoryCredentials repository = shape.repositoryCredentials();
        return new FetchedDraft(
                drafts(shape.secrets()),
                log == null ? List.of() : drafts(log.secretOptions()),
                repository == null ? null : new RepositoryCredentialsDraft(repository.credentialsParameter()),
                files(shape.environmentFiles()));
    }

    private static List<SecretDraft> drafts(List<Secret> shapes) {
        return shapes.stream()
                .map(each -> new SecretDraft(each.name(), each.valueFrom()))
                .toList();
    }

    static List<FileDraft> files(List<EnvironmentFile> shapes) {
        return shapes.stream()
                .map(each -> new FileDraft(each.typeAsString(), each.value()))
                .toList();
    }

    /** Null when there are none. */
    static @Nullable List<EnvironmentFile> fileShapes(List<String> arns) {
        return arns.isEmpty()
                ? null
                : arns.stream()
                        .map(arn -> EnvironmentFile.builder()
                                .type(EnvironmentFileType.S3)
                                .value(arn)
                                .build())
                        .toList();
    }

    /** Adds to a shape what was registered, after the rest of its log configuration. */
    static void tell(Fetched fetched, ContainerDefinition.Builder shape) {
        shape.secrets(shapes(fetched.secrets()));
        shape.environmentFiles(fileShapes(fetched.environmentFiles()));
        String parameter = fetched.credentialsParameter();
        if (parameter != null) {
            shape.repositoryCredentials(RepositoryCredentials.builder()
                    .credentialsParameter(parameter)
                    .build());
        }
        LogConfiguration log = shape.build().logConfiguration();
        if (log != null && !fetched.logSecrets().isEmpty()) {
            shape.logConfiguration(
                    log.toBuilder().secretOptions(shapes(fetched.logSecrets())).build());
        }
    }

    private static @Nullable List<Secret> shapes(List<SecretReference> secrets) {
        return secrets.isEmpty()
                ? null
                : secrets.stream()
                        .map(each -> Secret.builder()
                                .name(each.name())
                                .valueFrom(each.valueFrom())
                                .build())
                        .toList();
    }
}
