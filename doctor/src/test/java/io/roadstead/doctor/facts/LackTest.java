package io.roadstead.doctor.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What the agents' words say that a task could not have. Source: ecs-behaviour 4.6, 10.1, 10.2. */
class LackTest {
    private static final String ARN = "arn:aws:secretsmanager:us-east-1:000000000000:secret:app/db-AbCdEf";

    @Test
    void aRefusalOfAwsIsReadFromItsSentence() {
        assertThat(Lack.of("secret " + ARN + ": operation error Secrets Manager: GetSecretValue, https response error"
                        + " StatusCode: 400, RequestID: 1, api error AccessDeniedException: User:"
                        + " arn:aws:sts::000000000000:assumed-role/web/abc is not authorized to perform:"
                        + " secretsmanager:GetSecretValue on resource: " + ARN
                        + " because no identity-based policy allows the secretsmanager:GetSecretValue action"))
                .containsExactly(new Lack.Denied(
                        "web",
                        "secretsmanager:GetSecretValue",
                        ARN,
                        "because no identity-based policy allows the secretsmanager:GetSecretValue action"));
    }

    @Test
    void denialsComeFirst() {
        assertThat(Lack.of("retrieved secret from Secrets Manager did not contain json key a;secret x: User:"
                        + " arn:aws:sts::1:assumed-role/web/abc is not authorized to perform: ssm:GetParameters on"
                        + " resource: r with an explicit deny in an identity-based policy"))
                .containsExactly(
                        new Lack.Denied(
                                "web", "ssm:GetParameters", "r", "with an explicit deny in an identity-based policy"),
                        new Lack.NoKey("a"));
    }

    @Test
    void secretsThatAreNotThereAreReadFromTheAgentAndFromFargate() {
        assertThat(Lack.of("ResourceNotFoundException: The task can't retrieve the secret with ARN '" + ARN
                        + "' from AWS Secrets Manager. Check whether the secret exists in the specified Region: operation"
                        + " error Secrets Manager: GetSecretValue, ResourceNotFoundException: Secrets Manager can't find the"
                        + " specified secret."))
                .containsExactly(new Lack.NoSecret(ARN));
        assertThat(Lack.of("ResourceInitializationError: unable to pull secrets or registry auth: execution resource"
                        + " retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s):"
                        + " failed to fetch secret " + ARN + " from secrets manager: ResourceNotFoundException: Secrets"
                        + " Manager can't find the specified secret."))
                .containsExactly(new Lack.NoSecret(ARN));
        assertThat(
                        Lack.of(
                                "Asm fetching secret from the service for " + ARN + ": operation error Secrets Manager:"
                                        + " GetSecretValue, ResourceNotFoundException: Secrets Manager can't find the specified secret."))
                .containsExactly(new Lack.NoSecret(ARN));
    }

    @Test
    void formsKeysAndNamesAreRead() {
        assertThat(Lack.of("Trying to retrieve secret with value " + ARN
                        + ":a resulted in error: an invalid ARN format for"
                        + " the AWS Secrets Manager secret was specified. Specify a valid ARN and try again."))
                .containsExactly(new Lack.BadReference(ARN + ":a"));
        assertThat(Lack.of("Retrieved secret from Secrets Manager did not contain json key user"))
                .containsExactly(new Lack.NoKey("user"));
        assertThat(Lack.of("Invalid character '*' looking for beginning of value".replace("I", "i")))
                .containsExactly(new Lack.NoJson());
        assertThat(Lack.of("Json: cannot unmarshal array into Go value of type map[string]interface {}"))
                .containsExactly(new Lack.NoJson());
        assertThat(Lack.of("UnrecogniedTaskError: Error loading task - Multiple error:\n\t0: Could not unmarshal"
                        + " ContainerOverrides in any supported way\n\t1: json: cannot unmarshal string into Go value of"
                        + " type container.ContainerOverridesCopy"))
                .isEmpty();
        assertThat(Lack.of("Fetching secret data from SSM Parameter Store in us-east-1: invalid parameters: /a,/b"))
                .containsExactly(new Lack.NoParameters("us-east-1", List.of("/a", "/b")));
        assertThat(Lack.of("Asm fetching password: AuthorizationData is malformed, empty field"))
                .containsExactly(new Lack.BadLogin("password: AuthorizationData is malformed, empty field"));
    }

    @Test
    void filesAreReadOneByOne() {
        assertThat(Lack.of("Unable to download env file with key a.env from bucket config, error: operation error S3:"
                        + " GetObject, https response error StatusCode: 404, RequestID: 1, HostID: 2, NoSuchKey: The"
                        + " specified key does not exist.;unable to download env file with key b.env from bucket other,"
                        + " error: operation error S3: GetBucketLocation, https response error StatusCode: 404, NoSuchBucket:"
                        + " The specified bucket does not exist"))
                .containsExactly(
                        new Lack.NoFile("config", "a.env", "NoSuchKey"),
                        new Lack.NoFile("other", "b.env", "NoSuchBucket"));
    }

    @Test
    void whatS3RefusesWithoutASentenceIsTheExecutionRolesLack() {
        assertThat(Lack.of("unable to download env file with key a.env from bucket config, error: operation error S3:"
                        + " GetObject, https response error StatusCode: 403, RequestID: 1, HostID: 2, api error AccessDenied:"
                        + " Access Denied"))
                .containsExactly(new Lack.Denied("", "s3:GetObject", "arn:aws:s3:::config/a.env", ""));
    }

    @Test
    void otherWordsTellOfNothing() {
        assertThat(Lack.of("Essential container in task exited")).isEmpty();
        assertThat(Lack.of("ResourceInitializationError: unable to pull secrets or registry auth: There is a connection"
                        + " issue between the task and AWS Secrets Manager."))
                .isEmpty();
    }

    @Test
    void statementsAreCountedByWhereTheyBegin() {
        StatementPlaces two =
                new StatementPlaces("{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"{[\\\"\",\"Effect\":"
                        + "\"Allow\",\"Condition\":{\"StringEquals\":{\"a\":[\"b\"]}}},\n {\"Effect\":\"Deny\"}]}");
        assertThat(two.statements()).isEqualTo(2);
        assertThat(two.statementAt(1, 40)).isEqualTo(1);
        assertThat(two.statementAt(2, 2)).isEqualTo(2);
        assertThat(two.statementAt(1, 3)).isNull();
        assertThat(two.statementAt(9, 1)).isNull();
        StatementPlaces one = new StatementPlaces("{\"Statement\":{\"Effect\":\"Deny\",\"Condition\":{\"Bool\":{}}}}");
        assertThat(one.statements()).isEqualTo(1);
        assertThat(one.statementAt(1, 14)).isEqualTo(1);
    }

    @Test
    void linesOfAFileAreReadAsTheAgentDoesAndKeepNoValues() {
        FileLines file =
                FileLines.of("arn:aws:s3:::config/a.env", "# A=1\n\nA=secret\r\nexport B=secret\nC: secret\n=secret");
        assertThat(file.lines())
                .containsExactly(
                        new FileLines.Line(3, "A", "A"),
                        new FileLines.Line(4, "export B", "B"),
                        new FileLines.Line(5, "", "C"),
                        new FileLines.Line(6, "", ""));
        assertThat(file.toString()).doesNotContain("secret");
    }

    @Test
    void whatADefinitionNamesIsTakenApart() {
        assertThat(SecretFact.id(ARN + ":key:AWSCURRENT:")).isEqualTo(ARN);
        assertThat(SecretFact.key(ARN + ":key::")).isEqualTo("key");
        assertThat(SecretFact.key(ARN)).isEmpty();
        assertThat(SecretFact.name(ARN)).isEqualTo("app/db");
        assertThat(ParameterFact.name("arn:aws:ssm:us-east-1:1:parameter/app/key"))
                .isEqualTo("/app/key");
        assertThat(ParameterFact.name("arn:aws:ssm:us-east-1:1:parameter/plain"))
                .isEqualTo("plain");
        assertThat(ParameterFact.name("/app/key:3")).isEqualTo("/app/key");
        assertThat(ParameterFact.arn("plain", "eu-west-1", "1")).isEqualTo("arn:aws:ssm:eu-west-1:1:parameter/plain");
    }
}
