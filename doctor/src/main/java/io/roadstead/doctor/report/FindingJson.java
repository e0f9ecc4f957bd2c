package io.roadstead.doctor.report;

import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Language;
import io.roadstead.wire.client.Json;

/** A finding as a JSON tree with the members that {@link JsonReport} writes, for who adds more. */
public final class FindingJson {
    private FindingJson() {}

    public static Json of(Finding finding, Language language) {
        return Json.object()
                .put("article", finding.article())
                .put("severity", finding.severity().name())
                .put("subject", finding.subject())
                .put("cause", finding.cause().in(language))
                .putItems(
                        "evidence",
                        finding.evidence().stream()
                                .map(each -> Json.object()
                                        .put("source", each.source())
                                        .put("text", each.text()))
                                .toList())
                .putItems(
                        "fix",
                        finding.fix().stream()
                                .map(each -> Json.object()
                                        .put("text", each.words().in(language))
                                        .put("commands", each.commands()))
                                .toList())
                .put("confidence", finding.confidence().name());
    }
}
