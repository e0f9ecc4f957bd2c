package io.roadstead.doctor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.doctor.ToldCluster;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is worth knowing though nothing is broken: it never makes the doctor's exit status other than 0. */
class NotesTest {
    @Test
    void secretsInTheEnvironmentAreToldByNameAndNeverByValue() {
        assertThat(new ToldCluster()
                        .definition(
                                "web:1",
                                ",\"environment\":[{\"name\":\"DB_PASSWORD\",\"value\":\"hunter2\"},{\"name\":\"MODE\","
                                        + "\"value\":\"fast\"}]")
                        .service("web", 1, 1, 0, "")
                        .findings())
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.article()).isEqualTo("ecs-data-security-container-task");
                    assertThat(found.severity()).isEqualTo(Severity.INFO);
                    assertThat(found.toString()).contains("DB_PASSWORD").doesNotContain("hunter2", "MODE");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"DB_PASSWORD", "githubToken", "AWS_SECRET_ACCESS_KEY", "API_KEY", "apikey", "PRIVATE_KEY"})
    void namesOfSecrets(String name) {
        assertThat(Secrets.looksSecret(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"MODE", "KEYBOARD", "DB_PASSWORD_FILE", "TOKEN_URL", "SECRET_ARN", "PRIMARY_KEY", "TOKEN_TTL"})
    void namesOfOtherThings(String name) {
        assertThat(Secrets.looksSecret(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NONE", "SERVICE"})
    void tagsThatATaskLacksAreToldWithTheSetting(String propagate) {
        assertThat(new ToldCluster()
                        .service(
                                "web",
                                1,
                                1,
                                0,
                                "\"propagateTags\":\"" + propagate
                                        + "\",\"tags\":[{\"key\":\"team\",\"value\":\"shop\"}]")
                        .running("a", "web:1", "service:web", "i1")
                        .findings())
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.article()).isEqualTo("ecs-troubleshoot-tagging-tasks");
                    assertThat(found.severity()).isEqualTo(Severity.INFO);
                    assertThat(found.evidence().getFirst().text()).isEqualTo(propagate);
                    assertThat(found.fix().getFirst().commands().getFirst())
                            .endsWith("--propagate-tags SERVICE --force-new-deployment");
                });
    }

    @Test
    void aDeletedServiceIsSeenThoughItIsListedNoMore() {
        assertThat(new ToldCluster()
                        .service("web", 0, 1, 0, "\"status\":\"DRAINING\"")
                        .running("a", "web:1", "service:web", "i1")
                        .findings())
                .extracting(Finding::article)
                .containsExactly("ecs-delete-terminate");
    }
}
