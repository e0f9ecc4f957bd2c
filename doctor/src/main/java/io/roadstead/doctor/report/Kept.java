package io.roadstead.doctor.report;

import io.roadstead.doctor.finding.Finding;
import io.roadstead.wire.client.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a Roadstead server found as it happened, beside what is found now.
 *
 * @param since by article and subject, since when what is found now is so
 * @param earlier what was found and is over, the latest first, as ListFindings tells it
 */
public record Kept(Map<String, String> since, List<Json> earlier) {
    /** Nobody kept anything. */
    public static final Kept NOTHING = new Kept(Map.of(), List.of());

    /** Findings that are over, told at most. */
    private static final int EARLIER_TOLD = 20;

    public Kept {
        since = Map.copyOf(since);
        earlier = List.copyOf(earlier);
    }

    /**
     * @param answer of ListFindings
     * @param told which of those that are over are worth telling
     */
    public static Kept of(Json answer, Predicate<Json> told) {
        Map<String, String> since = new HashMap<>();
        List<Json> earlier = new ArrayList<>();
        for (Json finding : answer.path("findings")) {
            if (!finding.path("over").truth()) {
                since.put(
                        key(
                                finding.path("article").text(),
                                finding.path("subject").text()),
                        finding.path("since").text());
            } else if (earlier.size() < EARLIER_TOLD && told.test(finding)) {
                earlier.add(finding);
            }
        }
        return new Kept(since, earlier);
    }

    /** Since when a finding is so; empty when nobody noticed. */
    public Optional<String> since(Finding finding) {
        return Optional.ofNullable(since.get(key(finding.article(), finding.subject())));
    }

    private static String key(String article, String subject) {
        return article + " " + subject;
    }
}
