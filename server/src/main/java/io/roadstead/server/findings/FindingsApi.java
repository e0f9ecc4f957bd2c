package io.roadstead.server.findings;

import io.roadstead.doctor.finding.Language;
import io.roadstead.doctor.report.FindingJson;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.OwnOperation;
import io.roadstead.wire.client.Json;
import java.io.IOException;
import java.util.List;

/** {@code ListFindings}: what was found as it happened, of the caller's account and region. */
public final class FindingsApi implements OwnOperation {
    private static final int MOST = 1000;

    private final FindingWorker worker;

    public FindingsApi(FindingWorker worker) {
        this.worker = worker;
    }

    @Override
    public byte[] handle(Caller caller, byte[] body) {
        Json input = input(body);
        String cluster = name(input.path("cluster").text());
        String subject = input.path("subject").text();
        boolean past = input.path("includePast").truth();
        Language language = Language.ofLang(input.path("language").text("en"));
        List<KeptFindings.Kept> wanted = worker.kept().all().stream()
                .filter(each -> each.subject().scope().equals(caller.scope()))
                .filter(each -> cluster.isEmpty() || each.subject().cluster().equals(cluster))
                .filter(each -> subject.isEmpty()
                        || is(each.finding().subject(), subject)
                        || is(each.subject().arn(), subject))
                .filter(each -> past || !each.over())
                .toList();
        return Json.object()
                .put("enabled", worker.enabled())
                .putItems(
                        "findings",
                        wanted.stream()
                                .limit(MOST)
                                .map(each -> shape(each, language))
                                .toList())
                .put("findingsLeftOut", Math.max(0, wanted.size() - MOST))
                .put("looksLeftOut", worker.leftOut())
                .bytes();
    }

    private static Json shape(KeptFindings.Kept kept, Language language) {
        return FindingJson.of(kept.finding(), language)
                .put("clusterArn", kept.subject().clusterArn())
                .put("lookedAt", kept.subject().arn())
                .put("since", kept.since().toString())
                .put("lastSeen", kept.seen().toString())
                .put("over", kept.over());
    }

    private static Json input(byte[] body) {
        try {
            return body.length == 0 ? Json.object() : Json.parse(body);
        } catch (IOException notJson) {
            throw AwsException.serialization("The request's body is not JSON: " + notJson.getMessage());
        }
    }

    /** A whole ARN, or what it ends with. */
    private static boolean is(String arn, String asked) {
        return arn.equals(asked) || name(arn).equals(asked);
    }

    private static String name(String reference) {
        return reference.substring(reference.lastIndexOf('/') + 1);
    }
}
