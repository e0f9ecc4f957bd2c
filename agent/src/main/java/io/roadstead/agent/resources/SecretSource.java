package io.roadstead.agent.resources;

import io.roadstead.agent.docker.RegistryCredential;
import io.roadstead.agent.docker.RegistryLogins;
import io.roadstead.agent.engine.ResourceSpec;
import io.roadstead.agent.engine.ResourceSpec.RegistryLogin;
import io.roadstead.agent.engine.ResourceSpec.Secret;
import io.roadstead.agent.loop.ResourceFetcher;
import io.roadstead.agent.resources.RoleCalls.Operation;
import io.roadstead.agent.resources.RoleCalls.Refused;
import io.roadstead.agent.resources.SecretReading.Reading;
import io.roadstead.agent.resources.SecretReading.Reference;
import io.roadstead.wire.client.Json;
import io.roadstead.wire.sigv4.Credentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gets secrets from Secrets Manager and Parameter Store, each from the region its ARN names, as the task's execution role.
 *
 * <p>Texts: amazon-ecs-agent, agent/taskresource/asmsecret, ssmsecret and asmauth.
 */
final class SecretSource {
    /** Parameters asked for at once: Parameter Store's limit. Source: ecs-behaviour 10.1. */
    private static final int BATCH = 10;

    private static final Operation GET_SECRET_VALUE = new Operation(
            "secretsmanager",
            "Secrets Manager",
            "secretsmanager",
            "GetSecretValue",
            Set.of(
                    "DecryptionFailure",
                    "InternalServiceError",
                    "InvalidParameterException",
                    "InvalidRequestException",
                    "ResourceNotFoundException"));
    private static final Operation GET_PARAMETERS =
            new Operation("ssm", "SSM", "AmazonSSM", "GetParameters", Set.of("InternalServerError", "InvalidKeyId"));

    private final RoleCalls calls;
    private final String region;
    private final RegistryLogins logins;

    /** @param region where secrets are that name none */
    SecretSource(RoleCalls calls, String region, RegistryLogins logins) {
        this.calls = calls;
        this.region = region;
        this.logins = logins;
    }

    /** What each container gets, by its name. */
    Map<String, Provision> fetch(ResourceSpec.Secrets wanted, Credentials role)
            throws ResourceFetcher.Failed, InterruptedException {
        Map<Place, String> values =
                switch (wanted.keeper()) {
                    case SECRETS_MANAGER -> secrets(wanted.secrets(), role);
                    case PARAMETER_STORE -> parameters(wanted.secrets(), role);
                };
        Map<String, Map<String, String>> variables = new HashMap<>();
        Map<String, Map<String, String>> options = new HashMap<>();
        for (Secret secret : wanted.secrets()) {
            (secret.forLogDriver() ? options : variables)
                    .computeIfAbsent(secret.container(), _ -> new LinkedHashMap<>())
                    .put(secret.name(), values.getOrDefault(new Place(secret.from(), secret.region()), ""));
        }
        Map<String, Provision> provisions = new HashMap<>();
        for (String container : wanted.containers()) {
            provisions.put(
                    container,
                    new Provision(
                            variables.getOrDefault(container, Map.of()),
                            Map.of(),
                            options.getOrDefault(container, Map.of())));
        }
        return provisions;
    }

    private record Place(String from, String region) {}

    private static Set<Place> places(List<Secret> secrets) {
        Set<Place> places = new LinkedHashSet<>();
        secrets.forEach(secret -> places.add(new Place(secret.from(), secret.region())));
        return places;
    }

    private Map<Place, String> secrets(List<Secret> secrets, Credentials role)
            throws ResourceFetcher.Failed, InterruptedException {
        Map<Place, String> values = new HashMap<>();
        List<String> failures = new ArrayList<>();
        for (Place place : places(secrets)) {
            switch (SecretReading.reference(place.from())) {
                case Reference.Wrong wrong -> failures.add(wrong.why());
                case Reference.Secret asked -> {
                    try {
                        Json answer = calls.call(GET_SECRET_VALUE, place.region(), role, asked.input());
                        switch (SecretReading.value(
                                asked, answer.path("SecretString").text())) {
                            case Reading.Value value -> values.put(place, value.value());
                            case Reading.Wrong wrong -> failures.add(wrong.why());
                        }
                    } catch (Refused refused) {
                        failures.add(SecretReading.failure(asked.id(), refused.errorType(), refused.text()));
                    }
                }
            }
        }
        if (!failures.isEmpty()) {
            throw new ResourceFetcher.Failed(SecretReading.joined(failures));
        }
        return values;
    }

    private Map<Place, String> parameters(List<Secret> secrets, Credentials role)
            throws ResourceFetcher.Failed, InterruptedException {
        Map<String, List<String>> byRegion = new LinkedHashMap<>();
        places(secrets).forEach(place -> byRegion.computeIfAbsent(place.region(), _ -> new ArrayList<>())
                .add(place.from()));
        Map<Place, String> values = new HashMap<>();
        for (Map.Entry<String, List<String>> each : byRegion.entrySet()) {
            List<String> names = each.getValue();
            for (int from = 0; from < names.size(); from += BATCH) {
                List<String> some = names.subList(from, Math.min(names.size(), from + BATCH));
                batch(each.getKey(), some, role, values);
            }
        }
        return values;
    }

    private void batch(String where, List<String> names, Credentials role, Map<Place, String> values)
            throws ResourceFetcher.Failed, InterruptedException {
        String start = "fetching secret data from SSM Parameter Store in " + where + ": ";
        try {
            Json answer = calls.call(
                    GET_PARAMETERS,
                    where,
                    role,
                    Json.object().put("Names", names).put("WithDecryption", true));
            List<String> invalid = answer.path("InvalidParameters").items().stream()
                    .map(Json::text)
                    .toList();
            if (!invalid.isEmpty()) {
                throw new ResourceFetcher.Failed(start + "invalid parameters: " + String.join(",", invalid));
            }
            for (Json parameter : answer.path("Parameters")) {
                String value = parameter.path("Value").text();
                String selector = parameter.path("Selector").text();
                values.put(new Place(parameter.path("Name").text() + selector, where), value);
                values.put(new Place(parameter.path("ARN").text() + selector, where), value);
            }
        } catch (Refused refused) {
            throw new ResourceFetcher.Failed(start + refused.text());
        }
    }

    /** Gets users and passwords and keeps them for the pulls of the task's images. */
    Map<String, Provision> logIn(String taskArn, ResourceSpec.RegistryLogins wanted, Credentials role)
            throws ResourceFetcher.Failed, InterruptedException {
        for (RegistryLogin login : wanted.logins()) {
            try {
                Json answer = calls.call(
                        GET_SECRET_VALUE,
                        login.region() == null ? region : login.region(),
                        role,
                        Json.object().put("SecretId", login.from()));
                logins.hold(
                        taskArn,
                        login.image(),
                        credential(answer.path("SecretString").text()));
            } catch (Refused refused) {
                throw new ResourceFetcher.Failed(
                        "asm fetching secret from the service for " + login.from() + ": " + refused.text());
            }
        }
        return Map.of();
    }

    private static RegistryCredential credential(String secret) throws ResourceFetcher.Failed {
        if (secret.isEmpty()) {
            throw new ResourceFetcher.Failed("asm fetching authorization data: empty secrets value");
        }
        Json document = document(secret);
        if (document == null) {
            throw new ResourceFetcher.Failed(
                    "asm fetching authorization data: unable to unmarshal secret value, invalid schema");
        }
        String username = document.path("username").text();
        String password = document.path("password").text();
        if (username.isEmpty()) {
            throw new ResourceFetcher.Failed("asm fetching username: AuthorizationData is malformed, empty field");
        }
        if (password.isEmpty()) {
            throw new ResourceFetcher.Failed("asm fetching password: AuthorizationData is malformed, empty field");
        }
        return new RegistryCredential(username, password);
    }

    private static @Nullable Json document(String secret) {
        try {
            return secret.strip().startsWith("{") ? Json.parse(secret.getBytes(StandardCharsets.UTF_8)) : null;
        } catch (IOException notJson) {
            return null;
        }
    }
}
