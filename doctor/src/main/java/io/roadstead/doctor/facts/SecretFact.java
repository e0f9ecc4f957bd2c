package io.roadstead.doctor.facts;

import java.util.List;

/**
 * A secret that a definition names, as Secrets Manager tells it. Of its value nothing is kept but the names of its keys.
 *
 * @param asked its ARN or name as the definition has it, without key, stage and version
 * @param region where it was looked for
 * @param arn what it is in truth; empty when it is not there
 * @param keyId the customer's key that seals it; empty without one
 * @param stages of all its versions
 * @param keys of its JSON, in their order; none when it is no object, or was not looked at
 * @param others the ARNs of the region's secrets, when this one is not there
 * @param elsewhere the ARNs of secrets of its name in other regions, when this one is not there
 */
public record SecretFact(
        String asked,
        String region,
        State state,
        String arn,
        String keyId,
        List<String> stages,
        List<String> keys,
        List<String> others,
        List<String> elsewhere) {
    public enum State {
        THERE,
        /** To be restored until its time is up. */
        DELETED,
        ABSENT,
        /** Whoever looks may not see it. */
        UNSEEN
    }

    /** Of an ARN the part before the name. */
    private static final String RESOURCE = ":secret:";

    public SecretFact {
        stages = List.copyOf(stages);
        keys = List.copyOf(keys);
        others = List.copyOf(others);
        elsewhere = List.copyOf(elsewhere);
    }

    static SecretFact unseen(String asked, String region) {
        return new SecretFact(asked, region, State.UNSEEN, "", "", List.of(), List.of(), List.of(), List.of());
    }

    /** {@code NAME-AbCdEf} of an ARN; the name of what is none. */
    public static String resource(String arn) {
        int at = arn.indexOf(RESOURCE);
        return at < 0 ? arn : arn.substring(at + RESOURCE.length());
    }

    /** Its name: the resource without the six characters that Secrets Manager adds. */
    public static String name(String arn) {
        return resource(arn).replaceFirst("-[A-Za-z0-9]{6}$", "");
    }

    /** Of what a definition names, the ARN alone: the first seven parts. */
    public static String id(String valueFrom) {
        String[] parts = valueFrom.split(":", -1);
        return parts.length <= 7 || !isSecret(valueFrom)
                ? valueFrom
                : String.join(":", List.of(parts).subList(0, 7));
    }

    /** Of what a definition names, the key of the JSON; empty without one. */
    public static String key(String valueFrom) {
        String[] parts = valueFrom.split(":", -1);
        return isSecret(valueFrom) && parts.length > 7 ? parts[7] : "";
    }

    /** Whether a definition's {@code valueFrom} means Secrets Manager; anything else is a parameter. */
    public static boolean isSecret(String valueFrom) {
        return valueFrom.startsWith("arn:") && valueFrom.contains(":secretsmanager:");
    }
}
