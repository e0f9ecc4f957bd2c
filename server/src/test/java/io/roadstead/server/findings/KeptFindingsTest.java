package io.roadstead.server.findings;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.Scope;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Severity;
import io.roadstead.doctor.finding.Words;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptFindingsTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Subject WEB =
            new Subject(new Scope("000000000000", "us-east-1"), "default", Subject.Kind.SERVICE, "web");
    private static final Subject DB =
            new Subject(new Scope("000000000000", "us-east-1"), "default", Subject.Kind.SERVICE, "db");

    private static Finding finding(String article, Severity severity, String about) {
        return new Finding(
                article,
                severity,
                about,
                Words.of("a cause", "原因"),
                List.of(new Evidence("somebody", "something")),
                List.of(),
                Confidence.CERTAIN);
    }

    @Test
    void whatALaterLookDoesNotFindIsOverAndStaysToBeReadOf() {
        KeptFindings kept = new KeptFindings(10);
        kept.looked(WEB, List.of(finding("ecs-task-stopped", Severity.ERROR, "task/1")), NOON);
        kept.looked(DB, List.of(finding("ecs-task-stopped", Severity.WARNING, "task/2")), NOON);
        kept.looked(WEB, List.of(finding("ecs-task-stopped", Severity.ERROR, "task/1")), NOON.plusSeconds(10));
        assertThat(kept.all().getFirst().since()).isEqualTo(NOON);
        assertThat(kept.all().getFirst().seen()).isEqualTo(NOON.plusSeconds(10));
        kept.looked(WEB, List.of(), NOON.plusSeconds(20));
        assertThat(kept.has(WEB)).isFalse();
        assertThat(kept.has(DB)).isTrue();
        assertThat(kept.all()).extracting(KeptFindings.Kept::over).containsExactly(false, true);
        kept.looked(WEB, List.of(finding("ecs-task-stopped", Severity.ERROR, "task/1")), NOON.plusSeconds(30));
        assertThat(kept.all().getFirst().since()).as("it came back").isEqualTo(NOON.plusSeconds(30));
    }

    @Test
    void itGoesWithWhatItIsAbout() {
        KeptFindings kept = new KeptFindings(10);
        kept.looked(
                WEB,
                List.of(
                        finding("ecs-task-stopped", Severity.ERROR, "task/1"),
                        finding("ecs-service-stuck-update-status", Severity.ERROR, WEB.arn())),
                NOON);
        kept.forget("task/1");
        assertThat(kept.all()).hasSize(1);
        kept.forget(WEB.arn());
        assertThat(kept.all()).isEmpty();
    }

    @Test
    void ofMoreThanItHoldsWhatIsOverGoesFirst() {
        KeptFindings kept = new KeptFindings(3);
        kept.looked(DB, List.of(finding("over", Severity.ERROR, "db")), NOON);
        kept.looked(DB, List.of(), NOON);
        for (int i = 0; i < 4; i++) {
            kept.looked(
                    new Subject(WEB.scope(), "default", Subject.Kind.TASK, "t" + i),
                    List.of(finding("now", Severity.ERROR, "t" + i)),
                    NOON.plusSeconds(i));
        }
        assertThat(kept.all()).hasSize(3).noneMatch(KeptFindings.Kept::over);
        assertThat(kept.all()).extracting(each -> each.finding().subject()).doesNotContain("t0");
    }
}
