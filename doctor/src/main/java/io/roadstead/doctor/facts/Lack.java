package io.roadstead.doctor.facts;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Something that a task could not have before its containers were made, as the words say with which it stopped: the
 * amazon-ecs-agent's, and Fargate's around them. Source: ecs-behaviour 4.6, 9.1, 10.1, 10.2.
 */
public sealed interface Lack {
    /**
     * A role may not do it.
     *
     * @param role its name; empty where the words do not tell it, and the execution role is meant
     * @param resource empty where the words do not tell it
     * @param ending which kind of policy it was for want of, or because of; empty where they do not tell it
     */
    record Denied(String role, String action, String resource, String ending) implements Lack {}

    /** Secrets Manager knows no such secret, or no such version of it. */
    record NoSecret(String id) implements Lack {}

    /** The secret was deleted and may still be restored. */
    record DeletedSecret(String id) implements Lack {}

    /** A secret's JSON has no such key. */
    record NoKey(String key) implements Lack {}

    /** A key of a secret is asked for, and the secret is no JSON object. */
    record NoJson() implements Lack {}

    /** What a definition names is no ARN of a secret. */
    record BadReference(String valueFrom) implements Lack {}

    record NoParameters(String region, List<String> names) implements Lack {}

    /** @param code S3's word for it, such as {@code NoSuchKey} */
    record NoFile(String bucket, String key, String code) implements Lack {}

    /** A secret that is to hold a registry's user and password holds something else. */
    record BadLogin(String words) implements Lack {}

    Pattern SENTENCE = Pattern.compile(
            "User: \\S*:assumed-role/([^/\\s]+)/\\S+ is not authorized to perform: (\\S+) on resource: \"?([^\\s\"]+)\"?"
                    + " ?([^;]*)");
    Pattern NO_KMS = Pattern.compile(
            "AccessDeniedException: (?:Access to KMS is not allowed|The ciphertext refers to a customer)");
    Pattern NO_SECRET =
            Pattern.compile("secret with ARN '([^']+)'|(?:failed to fetch secret|from the service for) (\\S+?):?"
                    + " [^;]*ResourceNotFoundException");
    Pattern DELETED = Pattern.compile("secret (arn:\\S+?): [^;]*marked (?:for deletion|deleted)");
    Pattern NO_KEY = Pattern.compile("did not contain json key ([^;]+)");
    Pattern NO_JSON = Pattern.compile(
            "invalid character '.' looking for beginning of value|unexpected end of JSON input|cannot unmarshal \\w+ into"
                    + " Go value of type map\\[string]interface");
    Pattern BAD_REFERENCE = Pattern.compile(
            "retrieve secret with value (\\S+) resulted in error: (?:an invalid ARN format|arn: )",
            Pattern.CASE_INSENSITIVE);
    Pattern NO_PARAMETERS = Pattern.compile("Parameter Store in (\\S+): invalid parameters: ([^;]+)");
    Pattern NO_FILE = Pattern.compile(
            "env file with key (.+?) from bucket (\\S+?), error: (?:operation error S3: (\\w+), )?(.*?)(?=;unable to |$)",
            Pattern.DOTALL);
    Pattern S3_CODE = Pattern.compile("(NoSuchKey|NoSuchBucket|NotFound|AccessDenied|Forbidden)\\b");
    Pattern BAD_LOGIN = Pattern.compile("[Aa]sm fetching ((?:authorization data|username|password): [^;]+)");

    /** All that the words tell of, denials first: without leave nothing else can be told. */
    static List<Lack> of(String words) {
        Set<Lack> denied = new LinkedHashSet<>();
        Set<Lack> others = new LinkedHashSet<>();
        for (Matcher found = SENTENCE.matcher(words); found.find(); ) {
            denied.add(new Denied(
                    found.group(1),
                    found.group(2),
                    found.group(3),
                    found.group(4).strip()));
        }
        if (NO_KMS.matcher(words).find()) {
            denied.add(new Denied("", "kms:Decrypt", "", ""));
        }
        for (Matcher found = NO_SECRET.matcher(words); found.find(); ) {
            others.add(new NoSecret(found.group(1) == null ? found.group(2) : found.group(1)));
        }
        for (Matcher found = DELETED.matcher(words); found.find(); ) {
            others.add(new DeletedSecret(found.group(1)));
        }
        for (Matcher found = BAD_REFERENCE.matcher(words); found.find(); ) {
            others.add(new BadReference(found.group(1)));
        }
        for (Matcher found = NO_KEY.matcher(words); found.find(); ) {
            others.add(new NoKey(found.group(1).strip()));
        }
        if (NO_JSON.matcher(words).find()) {
            others.add(new NoJson());
        }
        for (Matcher found = NO_PARAMETERS.matcher(words); found.find(); ) {
            others.add(new NoParameters(
                    found.group(1), List.of(found.group(2).strip().split(", *"))));
        }
        for (Matcher found = BAD_LOGIN.matcher(words); found.find(); ) {
            others.add(new BadLogin(found.group(1).strip()));
        }
        for (Matcher found = NO_FILE.matcher(words); found.find(); ) {
            file(found, denied, others);
        }
        List<Lack> all = new ArrayList<>(denied);
        all.addAll(others);
        return all;
    }

    private static void file(Matcher found, Set<Lack> denied, Set<Lack> others) {
        String key = found.group(1);
        String bucket = found.group(2);
        String error = found.group(4);
        Matcher told = S3_CODE.matcher(error);
        String code = told.find() ? told.group(1) : "";
        if (code.equals("AccessDenied") || code.equals("Forbidden")) {
            boolean location = "GetBucketLocation".equals(found.group(3));
            if (denied.isEmpty()) {
                denied.add(new Denied(
                        "",
                        location ? "s3:GetBucketLocation" : "s3:GetObject",
                        "arn:aws:s3:::" + bucket + (location ? "" : "/" + key),
                        ""));
            }
        } else {
            others.add(new NoFile(bucket, key, code));
        }
    }
}
