package io.roadstead.doctor.facts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about what tasks could not have: see {@link LackCollector}.
 *
 * @param lines of the environment files of containers that ended with an error
 */
public record LackFacts(
        List<SecretFact> secrets,
        List<ParameterFact> parameters,
        List<FileFact> files,
        List<GrantFact> grants,
        List<FileLines> lines) {
    public static final LackFacts NOTHING = new LackFacts(List.of(), List.of(), List.of(), List.of(), List.of());

    public LackFacts {
        secrets = List.copyOf(secrets);
        parameters = List.copyOf(parameters);
        files = List.copyOf(files);
        grants = List.copyOf(grants);
        lines = List.copyOf(lines);
    }

    public @Nullable SecretFact secret(String id) {
        return secrets.stream()
                .filter(secret -> secret.asked().equals(id))
                .findFirst()
                .orElse(null);
    }

    public @Nullable ParameterFact parameter(String region, String asked) {
        return parameters.stream()
                .filter(parameter ->
                        parameter.region().equals(region) && parameter.asked().equals(asked))
                .findFirst()
                .orElse(null);
    }

    public @Nullable FileFact file(String bucket, String key) {
        return files.stream()
                .filter(file -> file.bucket().equals(bucket) && file.key().equals(key))
                .findFirst()
                .orElse(null);
    }

    /** What was asked about a role, by its ARN. */
    public List<GrantFact> grants(String role) {
        return grants.stream().filter(grant -> grant.role().equals(role)).toList();
    }
}
