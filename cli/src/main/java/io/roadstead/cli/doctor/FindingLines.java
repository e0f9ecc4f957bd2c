package io.roadstead.cli.doctor;

import io.roadstead.cli.terminal.Terminal;
import io.roadstead.doctor.Doctor.Checked;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Language;
import io.roadstead.doctor.finding.Severity;
import io.roadstead.doctor.finding.Words;
import io.roadstead.doctor.report.Kept;
import io.roadstead.wire.client.Json;
import java.util.List;

/** Findings as lines for a person: the cause, the evidence beside it, the fix with its command, and what was checked. */
public final class FindingLines {
    private static final Words EVIDENCE = Words.of("evidence", "根拠");
    private static final Words FIX = Words.of("fix", "対処");
    private static final Words ARTICLE = Words.of("more", "詳細");
    private static final Words CHECKED = Words.of("Checked", "確認した項目");
    private static final Words UNSEEN = Words.of("not seen", "確認できませんでした");
    private static final Words WELL = Words.of("Nothing is wrong.", "問題は見つかりませんでした。");

    private static final Words SINCE = Words.of("since", "発生時刻");
    private static final Words EARLIER = Words.of("Earlier, and over", "過去の問題（解消済み）");
    private static final Words MORE = Words.of(" more: --json tells all of them", " 件（--json ですべて表示）");
    /** Lines of evidence of one finding; more of them only push the fix off the screen. */
    private static final int EVIDENCE_LINES = 15;

    private final Terminal terminal;
    private final Language language;

    public FindingLines(Terminal terminal, Language language) {
        this.terminal = terminal;
        this.language = language;
    }

    /** @param findings worst first */
    public void print(List<Finding> findings, List<Checked> checked, List<String> unseen, Kept kept) {
        for (Finding finding : findings) {
            print(finding, kept);
            terminal.line("");
        }
        if (findings.isEmpty()) {
            terminal.line(terminal.green(WELL.in(language)));
        }
        if (!kept.earlier().isEmpty()) {
            terminal.line(terminal.dim(EARLIER.in(language)));
            for (Json one : kept.earlier()) {
                terminal.line("  " + one.path("since").text() + " – "
                        + one.path("lastSeen").text() + "  "
                        + one.path("severity").text() + "  "
                        + one.path("cause").text());
            }
            terminal.line("");
        }
        terminal.line(terminal.dim(CHECKED.in(language)));
        for (Checked one : checked) {
            terminal.line("  " + mark(one) + " " + one.what().in(language));
        }
        for (String one : unseen) {
            terminal.line("  " + terminal.yellow("?") + " " + UNSEEN.in(language) + ": " + one);
        }
    }

    private String mark(Checked one) {
        return one.findings().isEmpty()
                ? terminal.green("✓")
                : one.findings().stream().anyMatch(finding -> finding.severity() == Severity.ERROR)
                        ? terminal.red("✗")
                        : terminal.yellow("!");
    }

    /** One finding alone. */
    public void print(Finding finding) {
        print(finding, Kept.NOTHING);
    }

    private void print(Finding finding, Kept kept) {
        terminal.line(severity(finding.severity()) + "  "
                + terminal.bold(finding.cause().in(language)));
        terminal.line("  "
                + terminal.dim(finding.subject()
                        + kept.since(finding)
                                .map(at -> "  " + SINCE.in(language) + " " + at)
                                .orElse("")));
        terminal.line("  " + EVIDENCE.in(language));
        tree(finding.evidence());
        for (Fix fix : finding.fix()) {
            terminal.line("  " + FIX.in(language) + "  " + fix.words().in(language));
            for (String command : fix.commands()) {
                terminal.line("    " + command);
            }
        }
        terminal.line("  " + ARTICLE.in(language) + "  ./roadstead doctor article " + finding.article());
    }

    /** A branch for each piece of evidence, and how many more there are. */
    private void tree(List<Evidence> evidence) {
        int shown = evidence.size() <= EVIDENCE_LINES ? evidence.size() : EVIDENCE_LINES - 1;
        for (int each = 0; each < shown; each++) {
            Evidence one = evidence.get(each);
            boolean last = each == evidence.size() - 1;
            terminal.line("    " + (last ? "└ " : "├ ") + terminal.dim(one.source() + ":") + " " + one.text());
        }
        if (shown < evidence.size()) {
            terminal.line("    └ " + (evidence.size() - shown) + MORE.in(language));
        }
    }

    private String severity(Severity severity) {
        return switch (severity) {
            case ERROR -> terminal.red("ERROR");
            case WARNING -> terminal.yellow("WARNING");
            case INFO -> "INFO";
        };
    }
}
