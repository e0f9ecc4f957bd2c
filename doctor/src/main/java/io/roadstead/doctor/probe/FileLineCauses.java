package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.DefinitionFact;
import io.roadstead.doctor.facts.FileLines;
import io.roadstead.doctor.facts.LackFacts;
import io.roadstead.doctor.facts.LogFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Words;
import io.roadstead.doctor.probe.StopCause.Seen;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A variable that a program misses though an environment file has a line for it: one that the agent reads otherwise than a
 * shell would, or one that the definition itself outweighs. Source: ecs-behaviour 10.2.
 */
final class FileLineCauses {
    private static final String PREFIX = "arn:aws:s3:::";

    private FileLineCauses() {}

    /** Absent where no line of a file is about the variable that the program misses. */
    static @Nullable StopCause of(Seen seen, LogFact log, LackFacts facts) {
        DefinitionFact.Container defined = seen.defined();
        if (defined == null || facts.lines().isEmpty()) {
            return null;
        }
        for (String said : log.lines().reversed()) {
            String name = SaidCauses.missing(said);
            for (FileLines file : name.isEmpty() ? List.<FileLines>of() : facts.lines()) {
                boolean own = defined.environmentFiles().contains(file.arn());
                for (FileLines.Line line : own ? file.lines() : List.<FileLines.Line>of()) {
                    if (line.meant().equals(name)) {
                        return line.name().equals(name)
                                ? outweighed(seen, defined, log, said, file, line)
                                : misread(seen, log, said, file, line);
                    }
                }
            }
        }
        return null;
    }

    private static String place(FileLines file) {
        return "s3://" + file.arn().substring(PREFIX.length());
    }

    private static List<Evidence> evidence(LogFact log, String said, FileLines file, FileLines.Line line) {
        List<Evidence> evidence = new ArrayList<>(SaidCauses.evidence(log, said));
        evidence.add(new Evidence(
                "GetObject " + place(file) + " line " + line.number(),
                line.name().isEmpty()
                        ? "begins with " + line.meant() + " and has no = behind a name"
                        : "sets \"" + line.name() + "\""));
        return evidence;
    }

    private static StopCause misread(Seen seen, LogFact log, String said, FileLines file, FileLines.Line line) {
        String name = line.meant();
        String told = line.name().isEmpty() ? "sets nothing" : "sets a variable called \"" + line.name() + "\"";
        String place = Commands.quoted(place(file));
        return new StopCause(
                LackCauses.FILES,
                Words.of(
                        "The program in container " + seen.container().name() + " wants the environment variable "
                                + name
                                + "; line " + line.number() + " of " + place(file) + " means it and " + told
                                + ": a line is NAME=VALUE and nothing else.",
                        "コンテナ " + seen.container().name() + " のプログラムが必要とする環境変数 " + name + " が設定されていません。" + place(file)
                                + " の " + line.number() + " 行目は NAME=VALUE の形式ではないため、"
                                + (line.name().isEmpty() ? "無視されます。" : "「" + line.name() + "」という名前の変数になります。")),
                List.of(Fix.of(
                        "Write the line as the agent reads it, and start new tasks: only they get it.",
                        "正しい形式に直して、タスクを開始し直してください。反映されるのは新しいタスクだけです。",
                        "aws s3 cp " + place + " - | sed -E '" + line.number()
                                + "s/^[[:space:]]*(export[[:space:]]+)?" + name
                                + "[[:space:]]*[:=]?[[:space:]]*/" + name + "=/' | aws s3 cp - " + place + " && "
                                + Definitions.anew(seen.task()))),
                Confidence.CERTAIN,
                seen.container(),
                evidence(log, said, file, line));
    }

    /** The file sets it, and the definition's own environment sets it to nothing, which counts before. */
    private static @Nullable StopCause outweighed(
            Seen seen,
            DefinitionFact.Container defined,
            LogFact log,
            String said,
            FileLines file,
            FileLines.Line line) {
        String name = line.name();
        if (!defined.environment().getOrDefault(name, "-").isEmpty()) {
            return null;
        }
        return new StopCause(
                LackCauses.FILES,
                Words.of(
                        "The program in container " + seen.container().name() + " wants the environment variable "
                                + name
                                + ": " + place(file) + " sets it, and environment of "
                                + seen.task().definition()
                                + " sets it to nothing, which counts before any file.",
                        "コンテナ " + seen.container().name() + " のプログラムが必要とする環境変数 " + name + " は " + place(file)
                                + " で設定されていますが、" + seen.task().definition()
                                + " の environment で空に設定されており、そちらが優先されます。"),
                List.of(Fix.of(
                        "Take it out of environment, and deploy again.",
                        "environment から取り除いて再デプロイしてください。",
                        Definitions.change(
                                seen.task(),
                                Definitions.container(
                                        defined.name(), ".environment |= map(select(.name != \"" + name + "\"))")))),
                Confidence.CERTAIN,
                seen.container(),
                evidence(log, said, file, line));
    }
}
