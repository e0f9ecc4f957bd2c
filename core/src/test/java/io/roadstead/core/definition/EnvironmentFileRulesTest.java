package io.roadstead.core.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.core.Rejected;
import io.roadstead.core.definition.FetchedDraft.FileDraft;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which environment files a container may name. */
class EnvironmentFileRulesTest {
    private static final String ARN = "arn:aws:s3:::config/web/app.env";

    @ParameterizedTest
    @ValueSource(
            strings = {
                ARN,
                "arn:aws:s3:::config/.env",
                "arn:aws-cn:s3:::con.fig-1/a b.env",
                "arn:aws:s3:::config/日本.env"
            })
    void anObjectIsNamedByItsArn(String arn) {
        assertThat(EnvironmentFileRules.read("app", List.of(new FileDraft("s3", arn))))
                .containsExactly(arn);
    }

    @ParameterizedTest
    @CsvSource({
        "s3://config/app.env, must be named by the ARN",
        "arn:aws:s3:::config, must be named by the ARN",
        "arn:aws:s3:::config/, must be named by the ARN",
        "arn:aws:s3:us-east-1::config/app.env, must be named by the ARN",
        "arn:aws:s3:::Config/app.env, must be named by the ARN",
        "arn:aws:s3:::config/app.txt, must have the file extension .env",
        "arn:aws:s3:::config/app.env.bak, must have the file extension .env",
        "arn:aws:s3:::config/app.ENV, must have the file extension .env"
    })
    void whatIsNoEnvironmentFileIsRefused(String arn, String why) {
        assertThatThrownBy(() -> EnvironmentFileRules.read("app", List.of(new FileDraft("s3", arn))))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining(arn)
                .hasMessageContaining(why);
    }

    @Test
    void thereIsOneTypeAndALimit() {
        assertThatThrownBy(() -> EnvironmentFileRules.read("app", List.of(new FileDraft("efs", ARN))))
                .hasMessageContaining("must be s3, and is 'efs'");
        List<FileDraft> ten = Collections.nCopies(10, new FileDraft("s3", ARN));
        assertThat(EnvironmentFileRules.read("app", ten)).hasSize(10);
        assertThatThrownBy(() -> EnvironmentFileRules.read("app", Collections.nCopies(11, new FileDraft("s3", ARN))))
                .hasMessageEndingWith("Container 'app' has 11 environmentFiles. A container can have at most 10.");
    }
}
