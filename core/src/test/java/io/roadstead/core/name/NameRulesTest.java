package io.roadstead.core.name;

import static io.roadstead.core.Rejections.assertClientException;
import static io.roadstead.core.Rejections.assertInvalidParameter;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameRulesTest {
    @Test
    void aNameHasLettersDigitsHyphensAndUnderscoresUpTo255() {
        assertThat(NameRules.isName("a")).isTrue();
        assertThat(NameRules.isName("Blue_green-7")).isTrue();
        assertThat(NameRules.isName("x".repeat(255))).isTrue();
        assertThat(NameRules.isName("x".repeat(256))).isFalse();
        assertThat(NameRules.isName("")).isFalse();
        assertThat(NameRules.isName("a.b")).isFalse();
        assertThat(NameRules.isName("a b")).isFalse();
        assertThat(NameRules.isName("é")).isFalse();
    }

    @Test
    void aClusterNameIsChecked() {
        assertThat(NameRules.cluster("blue")).isEqualTo("blue");
        assertInvalidParameter("Cluster name contains invalid characters.", () -> NameRules.cluster("a b"));
        assertInvalidParameter("clusterName longer than 255.", () -> NameRules.cluster("x".repeat(256)));
    }

    @Test
    void aFamilyIsChecked() {
        assertThat(NameRules.family("web")).isEqualTo("web");
        assertClientException("Family can not be blank.", () -> NameRules.family(null));
        assertClientException("Family can not be blank.", () -> NameRules.family(""));
        assertClientException("Family contains invalid characters.", () -> NameRules.family("web:1"));
        assertClientException("family longer than 255.", () -> NameRules.family("x".repeat(256)));
    }

    @Test
    void startedByMayBeLongerForRunTaskThanForStartTask() {
        String long128 = "x".repeat(128);
        assertThat(NameRules.startedBy(long128, NameRules.STARTED_BY_LIMIT_RUN_TASK))
                .isEqualTo(long128);
        assertInvalidParameter(
                "startedBy longer than 128.",
                () -> NameRules.startedBy(long128 + "x", NameRules.STARTED_BY_LIMIT_RUN_TASK));
        assertInvalidParameter(
                "startedBy longer than 36.",
                () -> NameRules.startedBy("x".repeat(37), NameRules.STARTED_BY_LIMIT_START_TASK));
    }

    @Test
    void startedByHasLettersDigitsHyphensSlashesAndUnderscores() {
        assertThat(NameRules.startedBy("events-rule/night_ly", 36)).isEqualTo("events-rule/night_ly");
        assertThat(NameRules.startedBy("", 36)).isNull();
        assertThat(NameRules.startedBy(null, 36)).isNull();
        assertInvalidParameter(
                "startedBy contains invalid characters. Use letters, digits, hyphens, slashes and underscores.",
                () -> NameRules.startedBy("a b", 36));
    }

    @Test
    void aClientTokenHasPrintableCharactersUpToItsLimit() {
        assertThat(NameRules.clientToken("!~", 64)).isEqualTo("!~");
        assertThat(NameRules.clientToken("", 64)).isNull();
        assertInvalidParameter(
                "idempotency token longer than 36.",
                () -> NameRules.clientToken("x".repeat(37), NameRules.CLIENT_TOKEN_LIMIT_CREATE_SERVICE));
        assertInvalidParameter(
                "idempotency token longer than 64.",
                () -> NameRules.clientToken("x".repeat(65), NameRules.CLIENT_TOKEN_LIMIT_RUN_TASK));
        assertInvalidParameter(
                "idempotency token contains invalid characters. Use printable ASCII characters without blanks.",
                () -> NameRules.clientToken("a b", 64));
    }

    @ParameterizedTest
    @ValueSource(strings = {"database", "family:web", "a/b.c_d-e:f"})
    void aGroupMayBeTheCallersOwn(String group) {
        assertThat(NameRules.group(group)).isEqualTo(group);
    }

    @Test
    void aGroupOfAServiceIsReserved() {
        assertInvalidParameter(
                "group 'service:web' is reserved: groups that start with 'service:' belong to services. Use another"
                        + " name.",
                () -> NameRules.group("service:web"));
    }

    @Test
    void aGroupIsChecked() {
        assertThat(NameRules.group(null)).isNull();
        assertThat(NameRules.group("")).isNull();
        assertInvalidParameter("group longer than 255.", () -> NameRules.group("x".repeat(256)));
        assertInvalidParameter(
                "group contains invalid characters. Use letters, digits, hyphens, underscores, colons, slashes and"
                        + " periods.",
                () -> NameRules.group("a b"));
    }
}
