package io.roadstead.services.secrets;

import static io.roadstead.services.secrets.House.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.wire.client.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Secrets Manager as a client meets it. */
final class SecretsManagerTest {
    private static final String NOT_FOUND = "Secrets Manager can't find the specified secret.";

    private final House house;

    SecretsManagerTest() throws IOException {
        house = new House();
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Json made(String name, String value) {
        return house.secretsManager("CreateSecret", "'Name':'" + name + "','SecretString':'" + value + "'");
    }

    private String value(String members) {
        return house.secretsManager("GetSecretValue", members)
                .path("SecretString")
                .text();
    }

    @Test
    void aSecretIsFoundByItsNameItsArnAndItsArnWithoutTheSuffix() {
        Json made = made("app/db", "hunter2");
        String arn = made.path("ARN").text();

        assertThat(arn).matches("arn:aws:secretsmanager:us-east-1:000000000000:secret:app/db-[A-Za-z0-9]{6}");
        assertThat(value("'SecretId':'app/db'")).isEqualTo("hunter2");
        assertThat(value("'SecretId':'" + arn + "'")).isEqualTo("hunter2");
        assertThat(value("'SecretId':'" + arn.substring(0, arn.length() - 7) + "'"))
                .isEqualTo("hunter2");
        String wrong = arn.substring(0, arn.length() - 6) + "zzzzzz";
        refused("ResourceNotFoundException", NOT_FOUND, () -> value("'SecretId':'" + wrong + "'"));
        refused(
                "ResourceNotFoundException",
                NOT_FOUND,
                () -> house.elsewhere(
                        "eu-west-1", "secretsmanager", "secretsmanager", "GetSecretValue", "'SecretId':'" + arn + "'"));
    }

    @Test
    void aNameThatEndsLikeASuffixIsFoundByItsPartialArnToo() {
        String arn = made("app-abcdef", "v").path("ARN").text();

        assertThat(value("'SecretId':'" + arn.substring(0, arn.length() - 7) + "'"))
                .isEqualTo("v");
    }

    @Test
    void aNewValueIsCurrentAndTheFormerOneIsPrevious() throws IOException {
        String first = made("s", "one").path("VersionId").text();
        String second = house.secretsManager("PutSecretValue", "'SecretId':'s','SecretString':'two'")
                .path("VersionId")
                .text();

        assertThat(value("'SecretId':'s'")).isEqualTo("two");
        assertThat(value("'SecretId':'s','VersionStage':'AWSPREVIOUS'")).isEqualTo("one");
        assertThat(value("'SecretId':'s','VersionId':'" + first + "'")).isEqualTo("one");
        refused(
                "InvalidRequestException",
                "You provided a VersionStage that is not associated to the provided VersionId.",
                () -> value("'SecretId':'s','VersionStage':'AWSPREVIOUS','VersionId':'" + second + "'"));
        refused(
                "ResourceNotFoundException",
                "Secrets Manager can't find the specified secret value for staging label: AWSPENDING",
                () -> value("'SecretId':'s','VersionStage':'AWSPENDING'"));
        house.restart();
        assertThat(value("'SecretId':'s'")).isEqualTo("two");
    }

    @Test
    void aRotationMovesItsStagesStepByStep() {
        String old = made("s", "one").path("VersionId").text();
        String fresh = "a".repeat(32);
        house.secretsManager(
                "PutSecretValue",
                "'SecretId':'s','SecretString':'two','VersionStages':['AWSPENDING'],'ClientRequestToken':'" + fresh
                        + "'");
        assertThat(value("'SecretId':'s'")).isEqualTo("one");
        refused(
                "InvalidParameterException",
                "The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently attached to"
                        + " version " + old + ", so you must explicitly reference that version in RemoveFromVersionId.",
                () -> house.secretsManager(
                        "UpdateSecretVersionStage",
                        "'SecretId':'s','VersionStage':'AWSCURRENT','MoveToVersionId':'" + fresh + "'"));
        house.secretsManager(
                "UpdateSecretVersionStage",
                "'SecretId':'s','VersionStage':'AWSCURRENT','MoveToVersionId':'" + fresh + "','RemoveFromVersionId':'"
                        + old + "'");
        assertThat(value("'SecretId':'s'")).isEqualTo("two");
        assertThat(value("'SecretId':'s','VersionStage':'AWSPREVIOUS'")).isEqualTo("one");
        Json stages = house.secretsManager("DescribeSecret", "'SecretId':'s'").path("VersionIdsToStages");
        assertThat(stages.path(fresh).items())
                .extracting(Json::text)
                .containsExactlyInAnyOrder("AWSPENDING", "AWSCURRENT");
    }

    @Test
    void aCallThatIsSentTwiceIsAnsweredTwiceAlike() {
        String members = "'Name':'s','SecretString':'v','ClientRequestToken':'" + "t".repeat(32) + "'";
        Json first = house.secretsManager("CreateSecret", members);

        assertThat(house.secretsManager("CreateSecret", members).path("ARN").text())
                .isEqualTo(first.path("ARN").text());
        refused(
                "ResourceExistsException",
                "The operation failed because the secret s already exists.",
                () -> made("s", "v"));
        refused(
                "ResourceExistsException",
                "You can't use ClientRequestToken " + "t".repeat(32)
                        + " because that value is already in use for a version of secret "
                        + first.path("ARN").text() + ".",
                () -> house.secretsManager(
                        "PutSecretValue",
                        "'SecretId':'s','SecretString':'other','ClientRequestToken':'" + "t".repeat(32) + "'"));
    }

    @Test
    void aDeletedSecretIsKeptForItsWindowAndThenGone() {
        made("s", "v");
        refused(
                "InvalidParameterException",
                "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).",
                () -> house.secretsManager("DeleteSecret", "'SecretId':'s','RecoveryWindowInDays':6"));
        house.secretsManager("DeleteSecret", "'SecretId':'s','RecoveryWindowInDays':7");
        refused(
                "InvalidRequestException",
                "You can't perform this operation on the secret because it was marked for deletion.",
                () -> value("'SecretId':'s'"));
        refused(
                "InvalidRequestException",
                "You can't create this secret because a secret with this name is already scheduled for deletion.",
                () -> made("s", "w"));
        house.secretsManager("RestoreSecret", "'SecretId':'s'");
        assertThat(value("'SecretId':'s'")).isEqualTo("v");
        house.secretsManager("DeleteSecret", "'SecretId':'s','RecoveryWindowInDays':7");
        house.pass(Duration.ofDays(8));
        refused("ResourceNotFoundException", NOT_FOUND, () -> value("'SecretId':'s'"));
        made("s", "w");
        assertThat(value("'SecretId':'s'")).isEqualTo("w");
        house.secretsManager("DeleteSecret", "'SecretId':'s','ForceDeleteWithoutRecovery':true");
        refused("ResourceNotFoundException", NOT_FOUND, () -> value("'SecretId':'s'"));
    }

    @Test
    void nothingInTheStoreShowsAValue() {
        made("s", "correct horse battery staple");
        house.secretsManager("PutSecretValue", "'SecretId':'s','SecretBinary':'Y29ycmVjdCBob3JzZQ=='");

        assertThat(house.stored()).contains("\"name\":\"s\"").doesNotContain("correct", "Y29ycmVjdCBob3JzZQ");
        assertThat(house.secretsManager("GetSecretValue", "'SecretId':'s'")
                        .path("SecretBinary")
                        .text())
                .isEqualTo("Y29ycmVjdCBob3JzZQ==");
    }

    @Test
    void badInputIsRefusedWithoutRepeatingTheValue() {
        String tooLong = "x".repeat(65_537);
        refused(
                "ValidationException",
                "1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have"
                        + " length less than or equal to 65536",
                () -> made("s", tooLong));
        refused(
                "ValidationException",
                "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following:"
                        + " -/_+=.@!",
                () -> made("a b", "v"));
        refused(
                "ValidationException",
                "1 validation error detected: Value null at 'secretId' failed to satisfy constraint: Member must not be"
                        + " null",
                () -> house.secretsManager("GetSecretValue", ""));
        refused(
                "InvalidParameterException",
                "You can't specify both a binary secret value and a string secret value in the same secret.",
                () -> house.secretsManager("CreateSecret", "'Name':'s','SecretString':'a','SecretBinary':'YQ=='"));
        refused(
                "UnsupportedFeatureException",
                "Roadstead does not support RotateSecret yet. Nothing was changed. The operations it supports are"
                        + " listed in its documentation.",
                () -> house.secretsManager("RotateSecret", "'SecretId':'s'"));
    }

    @Test
    void ofManyVersionsTheOldestWithoutAStageGo() {
        made("s", "0");
        for (int i = 1; i <= 150; i++) {
            house.secretsManager("PutSecretValue", "'SecretId':'s','SecretString':'" + i + "'");
        }
        List<String> seen = new ArrayList<>();
        String token = "";
        do {
            Json page = house.secretsManager(
                    "ListSecretVersionIds",
                    "'SecretId':'s','IncludeDeprecated':true,'MaxResults':30"
                            + (token.isEmpty() ? "" : ",'NextToken':'" + token + "'"));
            page.path("Versions")
                    .forEach(version -> seen.add(version.path("VersionId").text()));
            token = page.path("NextToken").text();
        } while (!token.isEmpty());

        assertThat(seen).hasSize(100).doesNotHaveDuplicates();
        assertThat(value("'SecretId':'s'")).isEqualTo("150");
        assertThat(value("'SecretId':'s','VersionStage':'AWSPREVIOUS'")).isEqualTo("149");
    }

    @Test
    void secretsAreListedInPartsAndByFilter() {
        for (int i = 0; i < 7; i++) {
            house.secretsManager(
                    "CreateSecret",
                    "'Name':'" + (i % 2 == 0 ? "even/" : "odd/") + i
                            + "','SecretString':'v','Tags':[{'Key':'team','Value':'t" + i + "'}]");
        }
        Set<String> names = new HashSet<>();
        Json first = house.secretsManager("ListSecrets", "'MaxResults':4");
        first.path("SecretList").forEach(each -> names.add(each.path("Name").text()));
        assertThat(names).hasSize(4);
        Json second = house.secretsManager(
                "ListSecrets",
                "'MaxResults':4,'NextToken':'" + first.path("NextToken").text() + "'");
        second.path("SecretList").forEach(each -> names.add(each.path("Name").text()));
        assertThat(names).hasSize(7);
        assertThat(second.has("NextToken")).isFalse();
        assertThat(house.secretsManager("ListSecrets", "'Filters':[{'Key':'name','Values':['odd/']}]")
                        .path("SecretList")
                        .items())
                .hasSize(3);
        assertThat(house.secretsManager(
                                "ListSecrets",
                                "'Filters':[{'Key':'name','Values':['!odd/']},{'Key':'tag-value','Values':['t2']}]")
                        .path("SecretList")
                        .items())
                .hasSize(1);
        refused(
                "InvalidNextTokenException",
                "The NextToken value is invalid: give the one of the last answer.",
                () -> house.secretsManager("ListSecrets", "'NextToken':'!'"));
    }

    @Test
    void aBatchTellsForEachSecretWhyItHasNone() {
        made("a", "1");
        Json batch = house.secretsManager("BatchGetSecretValue", "'SecretIdList':['a','b']");

        assertThat(batch.path("SecretValues").first().path("SecretString").text())
                .isEqualTo("1");
        assertThat(batch.path("Errors").first().path("SecretId").text()).isEqualTo("b");
        assertThat(batch.path("Errors").first().path("Message").text()).isEqualTo(NOT_FOUND);
    }

    @Test
    void aPasswordHasOneCharacterOfEachTypeAndNoneThatIsExcluded() {
        for (int i = 0; i < 50; i++) {
            String password = house.secretsManager(
                            "GetRandomPassword", "'PasswordLength':4,'ExcludeCharacters':'abcXYZ019'")
                    .path("RandomPassword")
                    .text();
            assertThat(password)
                    .hasSize(4)
                    .matches(".*[a-z].*")
                    .matches(".*[A-Z].*")
                    .matches(".*[0-9].*")
                    .matches(".*[^a-zA-Z0-9].*")
                    .doesNotContainPattern("[abcXYZ019]");
        }
    }

    @Test
    void aPolicyIsKeptWhenItCanBeRead() {
        made("s", "v");
        refused(
                "MalformedPolicyDocumentException",
                "This resource policy contains a syntax error: it is not JSON.",
                () -> house.secretsManager("PutResourcePolicy", "'SecretId':'s','ResourcePolicy':'{'"));
        Json input = Json.object().put("SecretId", "s").put("ResourcePolicy", "{\"Statement\":[]}");
        refused(
                "MalformedPolicyDocumentException",
                "This resource policy contains a syntax error: it has no Statement.",
                () -> house.secretsManager("PutResourcePolicy", inner(input)));
        Json good = Json.object()
                .put("SecretId", "s")
                .put(
                        "ResourcePolicy",
                        "{\"Statement\":{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"secretsmanager:*\","
                                + "\"Resource\":\"*\"}}");
        house.secretsManager("PutResourcePolicy", inner(good));
        assertThat(house.secretsManager("GetResourcePolicy", "'SecretId':'s'")
                        .path("ResourcePolicy")
                        .text())
                .contains("Deny");
    }

    private static String inner(Json json) {
        String text = new String(json.bytes(), java.nio.charset.StandardCharsets.UTF_8);
        return text.substring(1, text.length() - 1);
    }
}
