package io.roadstead.cli.watch;

import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.finding.Finding;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All there is to show.
 *
 * @param server where the cluster was looked at
 * @param cluster its name or ARN, as it was asked for
 * @param facts of the last look that came to an end
 * @param findings what the doctor makes of them, worst first
 * @param trouble why there is no newer look, absent while all is well
 */
public record View(
        String server,
        String cluster,
        ClusterFacts facts,
        List<Finding> findings,
        @Nullable Trouble trouble) {
    /**
     * Looks that fail.
     *
     * @param since when the first of them did
     * @param why what the last one said
     */
    public record Trouble(Instant since, String why) {}

    public View {
        findings = List.copyOf(findings);
    }

    /** The same after another look that failed. */
    View failed(Instant at, String why) {
        return new View(server, cluster, facts, findings, new Trouble(trouble == null ? at : trouble.since(), why));
    }
}
