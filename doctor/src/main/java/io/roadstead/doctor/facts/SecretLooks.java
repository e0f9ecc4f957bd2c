package io.roadstead.doctor.facts;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roadstead.wire.client.ApiError;
import io.roadstead.wire.client.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks for secrets: what there is of one, and what was probably meant by the name of one that is not there. A value is
 * asked for where its keys are in question, and of it the names of the keys are kept, nothing else.
 */
final class SecretLooks {
    /** Of ListSecrets. */
    private static final int SECRETS_AT_ONCE = 100;

    private static final String SECRETS_MANAGER = "secretsmanager";

    private final LookCalls calls;
    private final Map<String, SecretFact> secrets = new LinkedHashMap<>();

    SecretLooks(LookCalls calls) {
        this.calls = calls;
    }

    List<SecretFact> found() {
        return List.copyOf(secrets.values());
    }

    /**
     * A secret as it is named.
     *
     * @param region of the task that names it, where the name tells none
     * @param withKeys whether the keys of its JSON are in question
     */
    SecretFact look(String id, String region, boolean withKeys) {
        SecretFact known = secrets.get(id);
        if (known != null && (!withKeys || !known.keys().isEmpty())) {
            return known;
        }
        SecretFact fact = describe(id, id.startsWith("arn:") ? LackCollector.region(id) : region, withKeys);
        secrets.put(id, fact);
        return fact;
    }

    private SecretFact describe(String id, String region, boolean withKeys) {
        try {
            Json told = calls.call(
                    SECRETS_MANAGER, region, "DescribeSecret", Json.object().put("SecretId", id));
            boolean deleted = told.has("DeletedDate");
            Json versions = told.path("VersionIdsToStages");
            return new SecretFact(
                    id,
                    region,
                    deleted ? SecretFact.State.DELETED : SecretFact.State.THERE,
                    told.path("ARN").text(),
                    told.path("KmsKeyId").text(),
                    versions.names().stream()
                            .flatMap(version -> Read.texts(versions.path(version)).stream())
                            .distinct()
                            .toList(),
                    withKeys && !deleted ? keys(id, region) : List.of(),
                    List.of(),
                    List.of());
        } catch (ApiError error) {
            if (error.type().equals("ResourceNotFoundException")) {
                return absent(id, region);
            }
            calls.unseen("secret " + id, error);
            return SecretFact.unseen(id, region);
        }
    }

    private List<String> keys(String id, String region) {
        try {
            String value = calls.call(
                            SECRETS_MANAGER,
                            region,
                            "GetSecretValue",
                            Json.object().put("SecretId", id))
                    .path("SecretString")
                    .text();
            return Json.parse(value.getBytes(UTF_8)).names();
        } catch (IOException notJson) {
            return List.of();
        } catch (ApiError error) {
            calls.unseen("the keys of secret " + id, error);
            return List.of();
        }
    }

    private SecretFact absent(String id, String region) {
        List<String> others = new ArrayList<>();
        try {
            Json input = Json.object().put("MaxResults", SECRETS_AT_ONCE);
            calls.pages(SECRETS_MANAGER, region, "ListSecrets", input, "NextToken", page -> page.path("SecretList")
                    .forEach(secret -> others.add(secret.path("ARN").text())));
        } catch (ApiError error) {
            calls.unseen("the secrets of " + region, error);
        }
        String name = SecretFact.name(id);
        boolean madeAnew = others.stream().anyMatch(arn -> SecretFact.name(arn).equals(name));
        List<String> elsewhere = madeAnew
                ? List.of()
                : calls.elsewhere(region, other -> calls.found(
                                SECRETS_MANAGER,
                                other,
                                "DescribeSecret",
                                Json.object().put("SecretId", name))
                        .path("ARN")
                        .text());
        return new SecretFact(id, region, SecretFact.State.ABSENT, "", "", List.of(), List.of(), others, elsewhere);
    }
}
