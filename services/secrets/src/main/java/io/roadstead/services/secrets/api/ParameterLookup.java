package io.roadstead.services.secrets.api;

import io.roadstead.core.model.Scope;
import io.roadstead.services.secrets.vault.KmsKey;
import io.roadstead.services.secrets.vault.Parameter;
import io.roadstead.wire.AwsException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the parameter, and the version of it, that a request means. */
final class ParameterLookup {
    private final Parts parts;
    private final Keys keys;

    ParameterLookup(Parts parts, Keys keys) {
        this.parts = parts;
        this.keys = keys;
    }

    /**
     * What a name with its selector stands for.
     *
     * @param selector {@code :3} or {@code :label}, as it was given; absent for the latest
     */
    record Found(
            Parameter parameter,
            Parameter.Version version,
            @Nullable String selector) {}

    /** By name or ARN, without a selector. */
    Optional<Parameter> find(Scope scope, String given) {
        String name = ParameterRules.name(scope, given);
        if (!ParameterRules.isName(name)) {
            return Optional.empty();
        }
        Optional<Parameter> own = parts.vault().parameter(scope, name);
        if (own.isEmpty() && !name.equals(given)) {
            // An ARN does not tell whether the name begins with a slash.
            own = parts.vault().parameter(scope, name.substring(1));
        }
        return own.or(() -> PublicParameters.find(scope, publicName(given)));
    }

    private static String publicName(String given) {
        int at = given.indexOf("::parameter/");
        return given.startsWith("arn:aws:ssm:") && at > 0 ? given.substring(at + "::parameter".length()) : given;
    }

    /**
     * By name or ARN, with or without {@code :version} or {@code :label} after it.
     *
     * @throws AwsException ParameterNotFound, or ParameterVersionNotFound
     */
    Found select(Scope scope, String given) {
        int from = given.startsWith("arn:") ? given.indexOf(":parameter/") + 1 : 0;
        int colon = given.indexOf(':', from);
        String name = colon < 0 ? given : given.substring(0, colon);
        Parameter parameter = find(scope, name).orElseThrow(ParameterRules::notFound);
        if (colon < 0) {
            return new Found(parameter, parameter.latest(), null);
        }
        String selector = given.substring(colon + 1);
        boolean number = !selector.isEmpty()
                && selector.length() <= 18
                && selector.chars().allMatch(Character::isDigit);
        Optional<Parameter.Version> version =
                number ? parameter.version(Long.parseLong(selector)) : parameter.labelled(selector);
        return new Found(
                parameter,
                version.orElseThrow(() -> new AwsException(
                        "ParameterVersionNotFound",
                        number
                                ? "Systems Manager could not find version " + selector + " of " + parameter.name()
                                        + ". Verify the version and try again."
                                : "Systems Manager could not find label " + selector + " for parameter "
                                        + parameter.name() + ". Verify the label and try again.")),
                ":" + selector);
    }

    /** What a version holds; a SecureString in clear only where that is asked for. */
    String value(Parameter parameter, Parameter.Version version, boolean decrypted) {
        if (PublicParameters.isPublic(parameter)) {
            return PublicParameters.value(parameter.name()).orElseThrow(ParameterRules::notFound);
        }
        if (version.secure() && !decrypted) {
            return parts.vault().sealedValue(parameter, version.number()).orElseThrow(ParameterRules::notFound);
        }
        if (version.secure()) {
            requireKey(parameter.scope(), version.keyId());
        }
        return parts.vault().value(parameter, version.number()).orElseThrow(ParameterRules::notFound);
    }

    /** Refuses to go on with a key that is not there or may not be used. */
    void requireKey(Scope scope, @Nullable String keyId) {
        Optional<KmsKey> key = keys.find(scope, keyId, Keys.FOR_PARAMETERS);
        if (key.isEmpty()) {
            throw new AwsException("InvalidKeyId", "Invalid keyId '" + keyId + "'");
        }
        if (!key.get().usable()) {
            throw new AwsException(
                    "InvalidKeyId",
                    key.get().deletedAt() == null
                            ? key.get().arn() + " is disabled."
                            : key.get().arn() + " is pending deletion.");
        }
    }
}
