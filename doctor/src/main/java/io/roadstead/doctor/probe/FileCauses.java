package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.FileFact;
import io.roadstead.doctor.facts.ParameterFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Words;
import io.roadstead.doctor.probe.LackCauses.Wanting;
import java.util.ArrayList;
import java.util.List;

/** Parameters and environment files that are not where a definition says. */
final class FileCauses {
    private FileCauses() {}

    static StopCause noParameter(Wanting wanting, String region, String asked) {
        ParameterFact parameter = wanting.facts().parameter(region, asked);
        String name = ParameterFact.name(asked);
        List<Evidence> evidence = new ArrayList<>();
        List<Fix> fixes = new ArrayList<>();
        String alike = parameter == null ? null : Alike.of(name, parameter.others());
        String en = "There is no parameter " + name + " in " + region;
        String ja = region + " にパラメータ " + name + " がありません";
        if (parameter != null && parameter.there()) {
            evidence.add(new Evidence("DescribeParameters " + region, name));
            en = "There was no parameter " + name + " in " + region
                    + " when the task started, or not that version of it";
            ja = "タスクの開始時、" + region + " にパラメータ " + name + " またはそのバージョンがありませんでした";
            fixes.add(Fix.of("Start it again.", "もう一度開始してください。", wanting.again()));
        } else if (parameter != null && parameter.seen()) {
            evidence.add(new Evidence("DescribeParameters " + region, "no " + name));
        }
        if (alike != null) {
            evidence.add(new Evidence("DescribeParameters " + region, alike));
            en += "; there is " + alike;
            ja += "（似た名前: " + alike + "）";
            fixes.add(Fix.of(
                    "Name that one in the definition.", "タスク定義でそのパラメータを指定してください。", renamed(wanting, asked, alike)));
        } else if (parameter != null && !parameter.elsewhere().isEmpty()) {
            String other = parameter.elsewhere().getFirst();
            evidence.add(new Evidence("DescribeParameters " + other, name));
            en += "; there is one of that name in region " + other;
            ja += "。同名のものがリージョン " + other + " にあります";
            fixes.add(Fix.of(
                    "Name it with its region in the definition.",
                    "タスク定義で、リージョンを含む ARN で指定してください。",
                    wanting.replaced(asked, ParameterFact.arn(name, other, wanting.account()))));
        }
        fixes.add(Fix.of(
                (fixes.isEmpty() ? "Put" : "Or put") + " it there, and start again.",
                (fixes.isEmpty() ? "" : "または、") + "パラメータを作成して、もう一度開始してください。",
                "aws ssm put-parameter --type SecureString --name " + Commands.quoted(name) + " --value '<VALUE>'"
                        + LackCauses.in(region) + " && " + wanting.again()));
        return LackCauses.cause(LackCauses.SECRETS, Words.of(en + ".", ja + "。"), evidence, Confidence.CERTAIN, fixes);
    }

    /** The definition may name it by its ARN. */
    private static String renamed(Wanting wanting, String asked, String alike) {
        String from = wanting.references().stream()
                .filter(reference -> ParameterFact.name(reference).equals(ParameterFact.name(asked)))
                .findFirst()
                .orElse(asked);
        return wanting.replaced(
                from,
                from.startsWith("arn:") ? ParameterFact.arn(alike, from.split(":", -1)[3], wanting.account()) : alike);
    }

    static StopCause noFile(Wanting wanting, String bucket, String key, String code) {
        FileFact file = wanting.facts().file(bucket, key);
        boolean noBucket = code.equals("NoSuchBucket") || (file != null && file.state() == FileFact.State.NO_BUCKET);
        String arn = "arn:aws:s3:::" + bucket + "/" + key;
        String put = "aws s3 cp <FILE> " + Commands.quoted("s3://" + bucket + "/" + key) + " && " + wanting.again();
        if (noBucket) {
            return LackCauses.cause(
                    LackCauses.FILES,
                    Words.of(
                            "There is no bucket " + bucket + " for the environment file " + key + ".",
                            "環境変数ファイル " + key + " のバケット " + bucket + " がありません。"),
                    List.of(),
                    Confidence.CERTAIN,
                    List.of(Fix.of(
                            "Make the bucket, put the file there, and start again; or correct the definition.",
                            "バケットを作成してファイルを置き、もう一度開始してください。名前の誤りなら、タスク定義を修正してください。",
                            "aws s3 mb s3://" + bucket + " && " + put)));
        }
        String alike = file == null ? null : Alike.of(key, file.others());
        List<Evidence> evidence = new ArrayList<>();
        List<Fix> fixes = new ArrayList<>();
        if (alike != null) {
            evidence.add(new Evidence("ListObjectsV2 " + bucket, alike));
            fixes.add(Fix.of(
                    "Name that one in the definition.",
                    "タスク定義でそのファイルを指定してください。",
                    wanting.replaced(arn, "arn:aws:s3:::" + bucket + "/" + alike)));
        }
        fixes.add(Fix.of(
                (fixes.isEmpty() ? "Put" : "Or put") + " the file there, and start again.",
                (fixes.isEmpty() ? "" : "または、") + "ファイルを置いて、もう一度開始してください。",
                put));
        return LackCauses.cause(
                LackCauses.FILES,
                Words.of(
                        "The environment file " + key + " could not be had from bucket " + bucket
                                + (alike == null ? "." : ": it is not there; there is " + alike + "."),
                        "環境変数ファイル " + key + " をバケット " + bucket + " から取得できません"
                                + (alike == null ? "。" : "（似た名前: " + alike + "）。")),
                evidence,
                code.startsWith("No") ? Confidence.CERTAIN : Confidence.LIKELY,
                fixes);
    }
}
