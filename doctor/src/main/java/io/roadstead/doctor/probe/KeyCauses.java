package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.SecretFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Words;
import io.roadstead.doctor.probe.LackCauses.Wanting;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys of a secret's JSON that are asked for and not there. Names of keys are told, values never. */
final class KeyCauses {
    private KeyCauses() {}

    static StopCause noKey(Wanting wanting, String key) {
        for (String from : wanting.references()) {
            SecretFact secret = wanting.facts().secret(SecretFact.id(from));
            boolean meant = SecretFact.key(from).equals(key)
                    && (secret == null || !secret.keys().contains(key));
            if (meant) {
                return noKey(wanting, from, key, secret == null ? List.of() : secret.keys(), LackCauses.keys(secret));
            }
        }
        return noKey(wanting, "<VALUE-FROM>", key, List.of(), List.of());
    }

    private static StopCause noKey(
            Wanting wanting, String from, String key, List<String> keys, List<Evidence> evidence) {
        String id = SecretFact.id(from);
        String name = SecretFact.name(id);
        String told = keys.isEmpty() ? "" : ": it has the keys " + String.join(", ", keys);
        String alike = keys.size() == 1 ? keys.getFirst() : Alike.of(key, keys);
        List<Fix> fixes = new ArrayList<>();
        fixes.add(Fix.of(
                "Ask for a key that there is.",
                "存在するキーを指定してください。",
                wanting.replaced(
                        from, from.replace(id + ":" + key + ":", id + ":" + (alike == null ? "<KEY>" : alike) + ":"))));
        fixes.add(Fix.of(
                "Or add the key to the secret; what is in it stays.",
                "または、シークレットにキーを追加してください（既存の内容は残ります）。",
                "aws secretsmanager put-secret-value --secret-id " + Commands.quoted(id) + region(id)
                        + " --secret-string \"$(aws secretsmanager get-secret-value --secret-id "
                        + Commands.quoted(id) + region(id) + " --query SecretString --output text | jq -c '. + {\""
                        + key + "\": \"<VALUE>\"}')\" && " + wanting.again()));
        return LackCauses.cause(
                LackCauses.SECRETS,
                Words.of(
                        "The JSON of the secret " + name + " has no key " + key + told + ".",
                        "シークレット " + name + " の JSON にキー " + key + " がありません"
                                + (keys.isEmpty() ? "。" : "（キー: " + String.join(", ", keys) + "）。")),
                evidence,
                Confidence.CERTAIN,
                fixes);
    }

    private static String region(String id) {
        return id.startsWith("arn:") ? LackCauses.in(id.split(":", -1)[3]) : "";
    }

    /** Absent where no key of a secret is asked for: then others' JSON is meant. */
    static @Nullable StopCause noJson(Wanting wanting) {
        String from = wanting.references().stream()
                .filter(reference -> !SecretFact.key(reference).isEmpty())
                .filter(reference -> {
                    SecretFact secret = wanting.facts().secret(SecretFact.id(reference));
                    return secret == null || secret.keys().isEmpty();
                })
                .findFirst()
                .orElse(null);
        if (from == null) {
            return null;
        }
        String id = SecretFact.id(from);
        String key = SecretFact.key(from);
        return LackCauses.cause(
                LackCauses.SECRETS,
                Words.of(
                        "The key " + key + " of the secret " + SecretFact.name(id)
                                + " is asked for, and its value is no JSON object.",
                        "シークレット " + SecretFact.name(id) + " のキー " + key + " が指定されていますが、値が JSON オブジェクトではありません。"),
                LackCauses.keys(wanting.facts().secret(id)),
                Confidence.CERTAIN,
                List.of(Fix.of("Ask for the whole value.", "値全体を参照してください。", wanting.replaced(from, id))));
    }
}
