package io.roadstead.services.events.record;

import io.roadstead.wire.json.RecordedJson.Showing;
import java.util.Set;

/**
 * What no record shows. Secret values stand as {@code HIDDEN_DUE_TO_SECURITY_REASONS}, as CloudTrail writes it; a secret
 * access key is left out altogether, as there. The values of environment variables are hidden too, since many hold
 * passwords; what AWS does with them is not documented.
 */
final class Secrets {
    /** Wherever they stand. */
    private static final Set<String> HIDDEN = Set.of(
            "secretString",
            "secretBinary",
            "password",
            "oldPassword",
            "newPassword",
            "sessionToken",
            "tokenValue",
            "plaintext",
            "authorizationToken",
            "privateKey",
            "encodedMessage");

    private static final Set<String> LEFT_OUT = Set.of("secretAccessKey");
    private static final Set<String> OF_VALUES = Set.of("environment");
    /** Structures whose member {@code value} is the secret itself. */
    private static final Set<String> VALUE_IS_SECRET = Set.of("PutParameterRequest", "Parameter", "ParameterHistory");

    private Secrets() {}

    static Showing showing(Class<?> structure, String member) {
        if (HIDDEN.contains(member)
                || (member.equals("value") && VALUE_IS_SECRET.contains(structure.getSimpleName()))) {
            return Showing.HIDDEN;
        }
        if (LEFT_OUT.contains(member)) {
            return Showing.LEFT_OUT;
        }
        return OF_VALUES.contains(member) ? Showing.VALUES_HIDDEN : Showing.SHOWN;
    }
}
