package io.roadstead.core.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.core.Rejected;
import io.roadstead.core.definition.FetchedDraft.RepositoryCredentialsDraft;
import io.roadstead.core.definition.FetchedDraft.SecretDraft;
import io.roadstead.core.model.Fetched;
import io.roadstead.core.model.KeyValue;
import io.roadstead.core.model.LogConfiguration;
import io.roadstead.core.model.SecretReference;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class FetchedRulesTest {
    private static final String ARN = "arn:aws:secretsmanager:eu-west-1:000000000000:secret:db-AbCdEf";

    private static Fetched read(FetchedDraft draft) {
        return FetchedRules.read(
                "app",
                draft,
                List.of(new KeyValue("TAKEN", "1")),
                new LogConfiguration("splunk", Map.of("splunk-url", "u")));
    }

    private static FetchedDraft secret(@Nullable String name, @Nullable String from) {
        return new FetchedDraft(List.of(new SecretDraft(name, from)), List.of(), null);
    }

    private static void refused(String message, FetchedDraft draft) {
        assertThatThrownBy(() -> read(draft)).isInstanceOfSatisfying(Rejected.class, rejected -> assertThat(
                        rejected.rejection().message())
                .isEqualTo(message));
    }

    @Test
    void secretsAreReadAsTheyAreNamed() {
        Fetched fetched = read(new FetchedDraft(
                List.of(new SecretDraft("A", ARN + ":key::"), new SecretDraft("B", "/app/b:3")),
                List.of(new SecretDraft("splunk-token", "token")),
                new RepositoryCredentialsDraft(ARN)));

        assertThat(fetched.secrets())
                .containsExactly(new SecretReference("A", ARN + ":key::"), new SecretReference("B", "/app/b:3"));
        assertThat(fetched.credentialsParameter()).isEqualTo(ARN);
        assertThat(FetchedRules.attributes(fetched))
                .containsExactlyInAnyOrder(
                        "ecs.capability.secrets.asm.environment-variables",
                        "ecs.capability.secrets.ssm.environment-variables",
                        "ecs.capability.secrets.ssm.bootstrap.log-driver",
                        "ecs.capability.private-registry-authentication.secretsmanager");
    }

    @Test
    void aNameThatIsTakenOrAPlaceThatIsNoneIsRefused() {
        refused(
                "The secret name must be unique and not shared with any new or existing environment variables set on"
                        + " the container, such as 'TAKEN'.",
                secret("TAKEN", "x"));
        refused("Container.secrets.name should not be null or empty.", secret(null, "x"));
        refused("Container.secrets.valueFrom should not be null or empty.", secret("A", ""));
        refused(
                "The Systems Manager parameter name specified for secret A is invalid. The parameter name can be up to"
                        + " 2048 characters and include the following letters and symbols: a-zA-Z0-9_.-,",
                secret("A", "a b"));
        refused(
                "The valueFrom of secret 'A' of container 'app' must be the ARN of a Secrets Manager secret, or the"
                        + " name or ARN of a Systems Manager parameter, and is 'arn:aws:s3:::bucket'.",
                secret("A", "arn:aws:s3:::bucket"));
        refused(
                "RepositoryCredentials.credentialsParameter should not be null or empty.",
                new FetchedDraft(List.of(), List.of(), new RepositoryCredentialsDraft(null)));
    }

    @Test
    void aReferenceKnowsWhereItsSecretIs() {
        assertThat(new SecretReference("A", ARN).region("us-east-1")).isEqualTo("eu-west-1");
        assertThat(new SecretReference("A", "/app/a").region("us-east-1")).isEqualTo("us-east-1");
        String parameter = "arn:aws:ssm:us-east-1:000000000000:parameter/";
        assertThat(new SecretReference("A", parameter + "app/a").asked("000000000000"))
                .isEqualTo("/app/a");
        assertThat(new SecretReference("A", parameter + "a").asked("000000000000"))
                .isEqualTo("a");
        assertThat(new SecretReference("A", parameter + "a").asked("111111111111"))
                .isEqualTo(parameter + "a");
        assertThat(new SecretReference("A", ARN + ":k::").asked("000000000000")).isEqualTo(ARN + ":k::");
    }
}
