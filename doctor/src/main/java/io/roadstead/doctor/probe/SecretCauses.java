package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.SecretFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Words;
import io.roadstead.doctor.probe.LackCauses.Wanting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Secrets that are not where a definition says. */
final class SecretCauses {
    private static final int SECRET_PARTS = 8;

    private SecretCauses() {}

    static StopCause missing(Wanting wanting, String id) {
        SecretFact secret = wanting.facts().secret(id);
        if (secret == null || secret.state() == SecretFact.State.UNSEEN) {
            return unseen(wanting, id);
        }
        return switch (secret.state()) {
            case DELETED -> deleted(wanting, id);
            case THERE -> noVersion(wanting, secret);
            case ABSENT, UNSEEN -> absent(wanting, secret);
        };
    }

    private static StopCause unseen(Wanting wanting, String id) {
        return LackCauses.cause(
                LackCauses.SECRETS,
                Words.of(
                        "Secrets Manager knows no secret " + id + ": its name, its last six characters or its region"
                                + " are wrong, or it was deleted.",
                        "シークレット " + id + " が見つかりません。名前、末尾 6 文字、リージョンが違うか、削除されています。"),
                List.of(),
                Confidence.LIKELY,
                List.of(Fix.of(
                        "Compare it with those that there are, and correct the definition.",
                        "存在するシークレットと比べて、タスク定義を修正してください。",
                        "aws secretsmanager list-secrets --query 'SecretList[].ARN'"
                                + LackCauses.in(region(id, wanting)))));
    }

    private static String region(String id, Wanting wanting) {
        return id.startsWith("arn:") ? id.split(":", -1)[3] : wanting.region();
    }

    static StopCause deleted(Wanting wanting, String id) {
        SecretFact secret = wanting.facts().secret(id);
        return LackCauses.cause(
                LackCauses.SECRETS,
                Words.of(
                        "The secret " + SecretFact.name(id) + " was deleted; until its recovery window ends it can be"
                                + " restored.",
                        "シークレット " + SecretFact.name(id) + " は削除されています（復旧期間内は復元できます）。"),
                secret == null ? List.of() : List.of(new Evidence("DescribeSecret " + id, "DeletedDate is set")),
                Confidence.CERTAIN,
                List.of(Fix.of(
                        "Restore it, and start again.",
                        "復元して、もう一度開始してください。",
                        "aws secretsmanager restore-secret --secret-id " + Commands.quoted(id)
                                + LackCauses.in(region(id, wanting)) + " && " + wanting.again())));
    }

    /** The secret is there, and the version that the definition asks for is not. */
    private static StopCause noVersion(Wanting wanting, SecretFact secret) {
        String from = wanting.references().stream()
                .filter(reference -> SecretFact.id(reference).equals(secret.asked())
                        && reference.split(":", -1).length > SECRET_PARTS
                        && !reference.endsWith("::"))
                .findFirst()
                .orElse("");
        String key = SecretFact.key(from);
        return LackCauses.cause(
                LackCauses.SECRETS,
                Words.of(
                        "The secret " + SecretFact.name(secret.arn())
                                + " is there; the version or stage that the definition asks for is not.",
                        "シークレット " + SecretFact.name(secret.arn()) + " はありますが、タスク定義が指定するバージョンまたはステージがありません。"),
                List.of(new Evidence(
                        "DescribeSecret " + SecretFact.resource(secret.arn()),
                        "stages: " + String.join(", ", secret.stages()))),
                Confidence.CERTAIN,
                List.of(Fix.of(
                        "Ask for the current version.",
                        "現在のバージョンを参照してください。",
                        from.isEmpty()
                                ? Commands.describeDefinition(wanting.task().definition())
                                : wanting.replaced(from, secret.asked() + (key.isEmpty() ? "" : ":" + key + "::")))));
    }

    private static StopCause absent(Wanting wanting, SecretFact secret) {
        String asked = secret.asked();
        String name = SecretFact.name(asked);
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence("DescribeSecret " + asked, "ResourceNotFoundException"));
        String alike = alike(secret);
        List<Fix> fixes = new ArrayList<>();
        Words why;
        if (alike != null) {
            evidence.add(new Evidence("ListSecrets " + secret.region(), alike));
            why = Words.of(
                    "There is no secret " + SecretFact.resource(asked) + " in " + secret.region()
                            + ": the secret is named " + SecretFact.resource(alike) + ".",
                    secret.region() + " にシークレット " + SecretFact.resource(asked) + " はありません。正しくは "
                            + SecretFact.resource(alike) + " と思われます。");
            fixes.add(Fix.of(
                    "Name that one in the definition.", "タスク定義でそのシークレットを指定してください。", wanting.changed(asked, alike)));
        } else if (!secret.elsewhere().isEmpty()) {
            String other = secret.elsewhere().getFirst();
            String region = other.split(":", -1)[3];
            evidence.add(new Evidence("DescribeSecret " + name + " in " + region, other));
            why = Words.of(
                    "There is no secret " + name + " in " + secret.region() + "; there is one of that name in region "
                            + region + ".",
                    secret.region() + " にシークレット " + name + " はありません。同名のものがリージョン " + region + " にあります。");
            fixes.add(Fix.of(
                    "Name that one in the definition.", "タスク定義でそのシークレットを指定してください。", wanting.changed(asked, other)));
        } else {
            why = Words.of(
                    "There is no secret " + name + " in " + secret.region() + ", and none of a name like it.",
                    secret.region() + " にシークレット " + name + " も、似た名前のシークレットもありません。");
        }
        fixes.add(Fix.of(
                (fixes.isEmpty() ? "Make" : "Or make") + " the secret, and name it in the definition.",
                (fixes.isEmpty() ? "" : "または、") + "シークレットを作成し、タスク定義で指定してください。",
                "made=$(aws secretsmanager create-secret --name " + Commands.quoted(name)
                        + " --secret-string '<VALUE>' --query ARN --output text" + LackCauses.in(secret.region())
                        + ") && export made && "
                        + Definitions.change(
                                wanting.task(),
                                "walk(if type == \"string\" and startswith(\"" + asked
                                        + "\") then $ENV.made + ltrimstr(\"" + asked + "\") else . end)")));
        return LackCauses.cause(
                LackCauses.SECRETS, why, evidence, alike == null ? Confidence.LIKELY : Confidence.CERTAIN, fixes);
    }

    /** The one of the same name with other last characters, else the one whose name is most like it. */
    private static @Nullable String alike(SecretFact secret) {
        String name = SecretFact.name(secret.asked());
        Map<String, String> byName = new LinkedHashMap<>();
        secret.others().forEach(arn -> byName.put(SecretFact.name(arn), arn));
        String same = byName.get(name);
        if (same != null || !secret.elsewhere().isEmpty()) {
            return same;
        }
        String alike = Alike.of(name, byName.keySet());
        return alike == null ? null : byName.get(alike);
    }

    static StopCause badReference(Wanting wanting, String valueFrom) {
        String[] parts = valueFrom.split(":", -1);
        boolean key = SecretFact.isSecret(valueFrom) && parts.length == SECRET_PARTS;
        return LackCauses.cause(
                LackCauses.SECRETS,
                Words.of(
                        valueFrom + " is no ARN of a secret: after it come nothing, or key, stage and version, each of"
                                + " which may be empty.",
                        valueFrom + " はシークレットの ARN として正しくありません。ARN の後ろは何も付けないか、キー・ステージ・バージョンの 3 つ（空でも可）を付けます。"),
                List.of(),
                Confidence.CERTAIN,
                List.of(Fix.of(
                        "Write it in full, and start again.",
                        "正しい形式に修正して、もう一度開始してください。",
                        wanting.replaced(valueFrom, key ? valueFrom + "::" : "<SECRET-ARN>"))));
    }
}
