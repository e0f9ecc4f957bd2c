package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.DefinitionFact;
import io.roadstead.doctor.facts.Lack;
import io.roadstead.doctor.facts.LackFacts;
import io.roadstead.doctor.facts.SecretFact;
import io.roadstead.doctor.facts.TaskFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Words;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that did not get a secret, a parameter, an environment file or a registry's password: what their words lack, and
 * what was found in its place.
 */
final class LackCauses {
    static final String SECRETS = "ecs-unable-to-pull-secrets";
    static final String FILES = "ecs-task-environment-variables";
    static final String LOGINS = "update-credentials-ecs";

    private LackCauses() {}

    /** A task that lacks something, and what was found out about it. */
    record Wanting(TaskFact task, @Nullable DefinitionFact definition, LackFacts facts) {
        /** A line that changes every text of the definition that begins so, and starts the new revision. */
        String changed(String from, String to) {
            return Definitions.change(
                    task,
                    "walk(if type == \"string\" and startswith(" + json(from) + ") then " + json(to) + " + ltrimstr("
                            + json(from) + ") else . end)");
        }

        /** The same of a text that is exactly so. */
        String replaced(String from, String to) {
            return Definitions.change(task, "walk(if . == " + json(from) + " then " + json(to) + " else . end)");
        }

        /** Starts in the place of the task one of the same revision. */
        String again() {
            return Definitions.anew(task);
        }

        String region() {
            return List.of(task.arn().split(":", -1)).get(3);
        }

        String account() {
            return List.of(task.arn().split(":", -1)).get(4);
        }

        /** What the definition names that lies in Secrets Manager or the Parameter Store. */
        List<String> references() {
            return definition == null
                    ? List.of()
                    : definition.containers().stream()
                            .flatMap(container -> container.secrets().stream())
                            .distinct()
                            .toList();
        }

        /** Within single quotes of a shell. */
        private static String json(String text) {
            return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("'", "'\\''") + "\"";
        }
    }

    /** Absent for words that tell of nothing that is known here. */
    static @Nullable StopCause of(TaskFact task, @Nullable DefinitionFact definition, LackFacts facts) {
        List<Lack> lacks = Lack.of(task.stoppedReason());
        if (lacks.isEmpty()) {
            return null;
        }
        Wanting wanting = new Wanting(task, definition, facts);
        return switch (lacks.getFirst()) {
            case Lack.Denied denied -> DeniedCauses.of(wanting, denied);
            case Lack.NoSecret(String id) -> SecretCauses.missing(wanting, id);
            case Lack.DeletedSecret(String id) -> SecretCauses.deleted(wanting, id);
            case Lack.NoKey(String key) -> KeyCauses.noKey(wanting, key);
            case Lack.NoJson _ -> KeyCauses.noJson(wanting);
            case Lack.BadReference(String valueFrom) -> SecretCauses.badReference(wanting, valueFrom);
            case Lack.NoParameters(String region, List<String> names) ->
                FileCauses.noParameter(wanting, region, names.getFirst());
            case Lack.NoFile(String bucket, String key, String code) -> FileCauses.noFile(wanting, bucket, key, code);
            case Lack.BadLogin(String words) -> LoginCauses.malformed(wanting, words);
        };
    }

    static StopCause cause(
            String article, Words words, List<Evidence> evidence, Confidence confidence, List<Fix> fixes) {
        return new StopCause(article, words, fixes, confidence, null, evidence);
    }

    /** Where a command has to look. */
    static String in(String region) {
        return " --region " + Commands.quoted(region);
    }

    /** What the keys of a secret's JSON are, as evidence. */
    static List<Evidence> keys(@Nullable SecretFact secret) {
        List<Evidence> evidence = new ArrayList<>();
        if (secret != null && secret.state() == SecretFact.State.THERE) {
            evidence.add(new Evidence(
                    "GetSecretValue " + SecretFact.resource(secret.arn()),
                    secret.keys().isEmpty()
                            ? "its value is not a JSON object with keys, or may not be read"
                            : "keys: " + String.join(", ", secret.keys())));
        }
        return evidence;
    }
}
