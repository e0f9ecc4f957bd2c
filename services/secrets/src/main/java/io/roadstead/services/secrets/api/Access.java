package io.roadstead.services.secrets.api;

import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Tag;
import io.roadstead.services.secrets.vault.KmsKey;
import io.roadstead.services.secrets.vault.Parameter;
import io.roadstead.services.secrets.vault.Secret;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.Demand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.kms.model.CreateAliasRequest;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.services.ssm.model.PutParameterRequest;

/**
 * What a caller must be allowed for each call: the action on the secret, parameter or key that is meant, under its own
 * policy and with its tags, and beside it the use of a customer's key. The keys of AWS's services may be used by whoever
 * may use the service, as with AWS.
 */
final class Access {
    private static final String ANY = "*";

    private final SecretLookup secrets;
    private final ParameterLookup parameters;
    private final Keys keys;
    private final Ciphers ciphers;

    Access(SecretLookup secrets, ParameterLookup parameters, Keys keys, Ciphers ciphers) {
        this.secrets = secrets;
        this.parameters = parameters;
        this.keys = keys;
        this.ciphers = ciphers;
    }

    List<Demand> secretsManager(Caller caller, String operation, SdkPojo request) {
        String action = "secretsmanager:" + operation;
        Scope scope = caller.scope();
        if (request instanceof CreateSecretRequest create) {
            return creation(scope, action, create);
        }
        if (request instanceof BatchGetSecretValueRequest batch) {
            List<Demand> demands = new ArrayList<>();
            demands.add(Demand.of(action));
            batch.secretIdList()
                    .forEach(id -> demands.addAll(value(scope, "secretsmanager:GetSecretValue", id, request)));
            return demands;
        }
        String id = text(request, "SecretId");
        return id == null ? List.of(Demand.of(action)) : value(scope, action, id, request);
    }

    private List<Demand> creation(Scope scope, String action, CreateSecretRequest create) {
        String arn = Secret.arnPrefix(scope) + create.name();
        Map<String, String> tags = new LinkedHashMap<>();
        create.tags().forEach(tag -> tags.put(String.valueOf(tag.key()), String.valueOf(tag.value())));
        List<Demand> demands = new ArrayList<>();
        demands.add(Demand.of(action, arn)
                .with("secretsmanager:Name", create.name())
                .withRequestTags(tags));
        if (!tags.isEmpty()) {
            demands.add(Demand.of("secretsmanager:TagResource", arn).withRequestTags(tags));
        }
        demands.addAll(key(scope, create.kmsKeyId(), "kms:GenerateDataKey"));
        return demands;
    }

    private List<Demand> value(Scope scope, String action, String id, SdkPojo request) {
        Optional<Secret> known = known(() -> secrets.find(scope, id));
        String arn = known.map(Secret::arn).orElse(id.startsWith("arn:") ? id : Secret.arnPrefix(scope) + id);
        List<Demand> demands = new ArrayList<>();
        demands.add(Demand.of(action, arn)
                .with("secretsmanager:SecretId", arn)
                .with("secretsmanager:VersionId", text(request, "VersionId"))
                .with("secretsmanager:VersionStage", text(request, "VersionStage"))
                .withResourceTags("secretsmanager", tags(known.map(Secret::tags).orElse(List.of())))
                .guardedBy(known.map(Secret::policy).orElse(null)));
        String use =
                switch (action.substring("secretsmanager:".length())) {
                    case "GetSecretValue" -> "kms:Decrypt";
                    case "PutSecretValue", "UpdateSecret" -> "kms:GenerateDataKey";
                    default -> "";
                };
        if (!use.isEmpty()) {
            demands.addAll(key(scope, known.map(Secret::kmsKeyId).orElse(null), use));
        }
        return demands;
    }

    List<Demand> parameterStore(Caller caller, String operation, SdkPojo request) {
        String action = "ssm:" + operation;
        Scope scope = caller.scope();
        List<String> names = new ArrayList<>(texts(request, "Names"));
        for (String member : List.of("Name", "Path", "ResourceId")) {
            String name = text(request, member);
            if (name != null) {
                names.add(name);
            }
        }
        if (names.isEmpty()) {
            return List.of(Demand.of(action));
        }
        boolean decrypts = truth(request, "WithDecryption");
        List<Demand> demands = new ArrayList<>();
        for (String name : names) {
            Optional<Parameter> known =
                    known(() -> parameters.select(scope, name).parameter());
            demands.add(Demand.of(action, known.map(Access::arn).orElseGet(() -> arn(scope, name)))
                    .withResourceTags("ssm", tags(known.map(Parameter::tags).orElse(List.of()))));
            if (decrypts && known.isPresent() && known.get().latest().secure()) {
                demands.addAll(key(scope, known.get().latest().keyId(), "kms:Decrypt"));
            }
        }
        if (request instanceof PutParameterRequest put && put.keyId() != null) {
            demands.addAll(key(scope, put.keyId(), "kms:Encrypt"));
        }
        return demands;
    }

    private static String arn(Parameter parameter) {
        return PublicParameters.isPublic(parameter) ? PublicParameters.arn(parameter) : parameter.arn();
    }

    private static String arn(Scope scope, String name) {
        if (name.startsWith("arn:")) {
            return name;
        }
        int selector = name.indexOf(':');
        String bare = selector < 0 ? name : name.substring(0, selector);
        return Parameter.arnPrefix(scope) + (bare.startsWith("/") ? bare : "/" + bare);
    }

    List<Demand> kms(Caller caller, String operation, SdkPojo request) {
        String action = "kms:" + operation;
        Scope scope = caller.scope();
        if (request instanceof DecryptRequest decrypt) {
            return List.of(Demand.of(
                    action,
                    ciphers.keyIn(scope, decrypt.ciphertextBlob().asByteArrayUnsafe())
                            .map(KmsKey::arn)
                            .orElse(ANY)));
        }
        if (request instanceof CreateAliasRequest alias) {
            return List.of(
                    Demand.of(action, keyArn(scope, alias.targetKeyId())),
                    Demand.of(action, KmsKey.arnPrefix(scope) + alias.aliasName()));
        }
        String alias = text(request, "AliasName");
        if (alias != null) {
            return List.of(Demand.of(action, KmsKey.arnPrefix(scope) + alias));
        }
        String id = text(request, "KeyId");
        return List.of(id == null ? Demand.of(action) : Demand.of(action, keyArn(scope, id)));
    }

    private String keyArn(Scope scope, String given) {
        return keys.find(scope, given)
                .map(KmsKey::arn)
                .orElse(given.startsWith("arn:") ? given : KmsKey.arnPrefix(scope) + "key/" + given);
    }

    /** The use of a key that a customer made. */
    private List<Demand> key(Scope scope, @Nullable String given, String action) {
        if (given == null) {
            return List.of();
        }
        return keys.find(scope, given)
                .filter(key -> !key.awsManaged())
                .map(key -> List.of(Demand.of(action, key.arn())))
                .orElse(List.of());
    }

    private interface Finding<T> {
        T find();
    }

    /** About what is not there nothing is said: the operation will. */
    private static <T> Optional<T> known(Finding<T> finding) {
        try {
            return Optional.of(finding.find());
        } catch (AwsException notThere) {
            return Optional.empty();
        }
    }

    private static Map<String, String> tags(List<Tag> tags) {
        Map<String, String> byKey = new LinkedHashMap<>();
        tags.forEach(tag -> byKey.put(tag.key(), tag.value()));
        return byKey;
    }

    private static @Nullable String text(SdkPojo request, String member) {
        return member(request, member) instanceof String text ? text : null;
    }

    private static List<String> texts(SdkPojo request, String member) {
        return member(request, member) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static boolean truth(SdkPojo request, String member) {
        return Boolean.TRUE.equals(member(request, member));
    }

    private static @Nullable Object member(SdkPojo request, String member) {
        for (SdkField<?> field : request.sdkFields()) {
            if (field.memberName().equals(member)) {
                return field.getValueOrDefault(request);
            }
        }
        return null;
    }
}
