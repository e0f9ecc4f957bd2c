package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.DefinitionFact;
import io.roadstead.doctor.facts.LogFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Words;
import io.roadstead.doctor.probe.StopCause.Seen;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a program that ended with an error said last, where its definition sends that to CloudWatch Logs. */
final class SaidCauses {
    private static final String NAME = "([A-Z][A-Z0-9_]*)";
    /** As shells, Python and most programs' own words have it; the name is the group. */
    private static final List<Pattern> MISSING_VARIABLE = List.of(
            Pattern.compile("\\b" + NAME + ": (?:unbound variable|parameter (?:null or )?not set)"),
            Pattern.compile("KeyError: ['\"]" + NAME + "['\"]"),
            Pattern.compile("(?i:environment variables?|env vars?):? ['\"`$]*" + NAME
                    + "['\"`]* (?i:(?:is|are|was|must be|has to be) )*(?i:not"
                    + " set|unset|missing|required|undefined|set)"),
            Pattern.compile("(?i:missing (?:required )?environment variables?):? ['\"`$]*" + NAME),
            Pattern.compile("\\b" + NAME
                    + " (?i:environment variable )?(?i:is|was) (?i:not set|unset|missing|required|undefined)"));

    private static final Pattern NO_ROOM = Pattern.compile("no space left on device|ENOSPC", Pattern.CASE_INSENSITIVE);

    private SaidCauses() {}

    /** The cause its lines name; absent when they name none that is known here. */
    static @Nullable StopCause of(Seen seen, LogFact log) {
        DefinitionFact.Container defined = seen.defined();
        if (defined == null) {
            return null;
        }
        for (int each = log.lines().size() - 1; each >= 0; each--) {
            String line = log.lines().get(each);
            StopCause variable = missingVariable(seen, defined, log, line);
            if (variable != null) {
                return variable;
            }
            if (NO_ROOM.matcher(line).find()) {
                return noRoom(seen, log, line);
            }
            StopCause credentials = CredentialCauses.of(seen, log, line);
            if (credentials != null) {
                return credentials;
            }
            StopCause database = DatabaseCauses.of(seen, defined, log, line);
            if (database != null) {
                return database;
            }
        }
        return null;
    }

    /** The environment variable that a line says is missing; empty when it says none is. */
    static String missing(String line) {
        return MISSING_VARIABLE.stream()
                .map(pattern -> pattern.matcher(line))
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .findFirst()
                .orElse("");
    }

    static List<Evidence> evidence(LogFact log, String line) {
        return List.of(new Evidence("CloudWatch Logs " + log.place(), line));
    }

    private static StopCause noRoom(Seen seen, LogFact log, String line) {
        String name = seen.container().name();
        return new StopCause(
                "ecs-container-storage-increase-ec2",
                Words.of(
                        "The program in container " + name + " finds no room on the disk it writes to.",
                        "コンテナ " + name + " のプログラムが書き込むディスクに空きがありません。"),
                List.of(
                        Fix.of(
                                "Let the disk grow where it lives (on AWS: aws ec2 modify-volume; in its partition:"
                                        + " growpart), then let the file system follow, while it is in use.",
                                "ディスクを拡張し（AWS では aws ec2 modify-volume、パーティションは growpart）、続いてファイルシステムを"
                                        + "拡張してください。使用中のまま実行できます。",
                                "resize2fs <DEVICE> || xfs_growfs <DEVICE>"),
                        Fix.of(
                                "Or keep the volume it writes to on a larger disk of the container instance; what is"
                                        + " in it is yours to copy there.",
                                "または、書き込み先のボリュームをコンテナインスタンスの、より大きいディスクに移してください（中のデータは" + "手動でコピーします）。",
                                Definitions.change(
                                        seen.task(),
                                        ".volumes |= map(if .name == \"<VOLUME>\" then .host.sourcePath ="
                                                + " \"<DIRECTORY>\" else . end)")),
                        Fix.of(
                                "Or take the container instance out, and let the task go to one with more.",
                                "または、このコンテナインスタンスをドレインし、空きの多いインスタンスでタスクを動かしてください。",
                                "aws ecs update-container-instances-state --cluster "
                                        + Commands.quoted(seen.cluster()) + " --container-instances "
                                        + seen.task().instanceArn() + " --status DRAINING")),
                Confidence.LIKELY,
                seen.container(),
                evidence(log, line));
    }

    private static @Nullable StopCause missingVariable(
            Seen seen, DefinitionFact.Container defined, LogFact log, String line) {
        for (Pattern pattern : MISSING_VARIABLE) {
            Matcher found = pattern.matcher(line);
            if (found.find()
                    && defined.environment().getOrDefault(found.group(1), "").isEmpty()) {
                return missing(seen, defined, log, line, found.group(1));
            }
        }
        return null;
    }

    private static StopCause missing(
            Seen seen, DefinitionFact.Container defined, LogFact log, String line, String name) {
        String container = defined.name();
        String alike = alike(defined.environment(), name);
        Fix add = Fix.of(
                "Give the container " + name + ", and deploy again: only new tasks get it.",
                "環境変数 " + name + " を追加して再デプロイしてください。反映されるのは新しいタスクだけです。",
                Definitions.change(
                        seen.task(),
                        Definitions.container(
                                container,
                                ".environment = (((.environment // []) | map(select(.name != \"" + name
                                        + "\"))) + [{name: \"" + name + "\", value: \"<VALUE>\"}])")));
        if (alike == null) {
            return new StopCause(
                    "ecs-task-environment-variables",
                    Words.of(
                            "The program in container " + container + " wants the environment variable " + name
                                    + ", and " + seen.task().definition() + " does not set it.",
                            "コンテナ " + container + " のプログラムが必要とする環境変数 " + name + " が、"
                                    + seen.task().definition() + " に設定されていません。"),
                    List.of(add),
                    Confidence.LIKELY,
                    seen.container(),
                    evidence(log, line));
        }
        return new StopCause(
                "ecs-task-environment-variables",
                Words.of(
                        "The program in container " + container + " wants the environment variable " + name + "; "
                                + seen.task().definition() + " sets " + alike + " instead.",
                        "コンテナ " + container + " のプログラムが必要とする環境変数は " + name + " ですが、"
                                + seen.task().definition() + " では " + alike + " が設定されています。"),
                List.of(
                        Fix.of(
                                "Correct the name, and deploy again: only new tasks get it.",
                                "変数名を修正して再デプロイしてください。反映されるのは新しいタスクだけです。",
                                Definitions.change(
                                        seen.task(),
                                        Definitions.container(
                                                container,
                                                ".environment |= map(if .name == \"" + alike + "\" then .name = \""
                                                        + name + "\" else . end)"))),
                        add),
                Confidence.LIKELY,
                seen.container(),
                evidence(log, line));
    }

    /** A variable whose name is the wanted one but for case, signs or two letters; absent when there is none. */
    private static @Nullable String alike(Map<String, String> environment, String name) {
        return environment.keySet().stream()
                .sorted()
                .filter(other -> !other.equals(name) && distance(plain(other), plain(name)) <= 2)
                .findFirst()
                .orElse(null);
    }

    private static String plain(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "").toUpperCase(Locale.ROOT);
    }

    /** Letters to be changed, added or left out to get from one to the other. */
    static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int column = 0; column < row.length; column++) {
            row[column] = column;
        }
        for (int line = 1; line <= one.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column < row.length; column++) {
                int same = diagonal + (one.charAt(line - 1) == other.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(same, Math.min(row[column], row[column - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
