package io.roadstead.doctor.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.doctor.article.KnowledgeCenter;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Severity;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each error means, and that the way out can be pasted. */
class RefusedCallTest {
    private static Finding examine(String operation, String error, String message, Map<String, String> parameters) {
        return RefusedCall.examine(new CallFact(
                "4bf2c1de-0000-4000-8000-000000000001",
                "2026-03-01T12:00:00Z",
                "arn:aws:iam::000000000000:root",
                "ecs",
                operation,
                error,
                400,
                message,
                parameters,
                List.of("cluster", "containerDefinitions")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            ClusterNotFoundException | Cluster not found. | ecs-api-common-errors | There is no cluster shop in this account | aws ecs list-clusters
            ServiceNotFoundException | Service not found. | ecs-api-common-errors | There is no service web in cluster shop | aws ecs list-services --cluster shop
            ServiceNotActiveException | Service was not ACTIVE. | ecs-delete-terminate | Service web is being deleted | aws ecs wait services-inactive --cluster shop --services web
            ClientException | TaskDefinition not found. | ecs-api-common-errors | There is no task definition web:7 | aws ecs list-task-definitions --family-prefix web
            ClientException | TaskDefinition is inactive | ecs-api-common-errors | web:7 was deregistered | --status ACTIVE
            ClientException | The environment file 'arn:aws:s3:::config/web/app.txt' of container 'main' must have the file extension .env. | ecs-task-environment-variables | config/web/app.txt does not end in .env | aws s3 cp 's3://config/web/app.txt' 's3://config/web/app.env'
            ClientException | Container name is empty | ecs-api-common-errors | Container name is empty | aws ecs run-task --generate-cli-skeleton
            InvalidParameterException | Creation of service was not idempotent. | ecs-api-common-errors | A service of this name | aws ecs update-service --cluster shop --service web
            InvalidParameterException | The referenced task was not found. | ecs-task-stopped | There is no task | aws ecs list-tasks --cluster shop
            InvalidParameterException | No Container Instances were found in your cluster. | ecs-run-task-cluster | has no container instance | ./roadstead agent
            InvalidSignatureException | Signature expired: 20260301T110000Z is now earlier | ecs-api-common-errors | clock | date -u
            InvalidSignatureException | The request signature we calculated does not match | ecs-api-common-errors | the secret does not belong | aws configure list
            UnrecognizedClientException | The security token included in the request is invalid. | ecs-api-common-errors | no such access key | ./roadstead account add
            AccessDeniedException | User: x is not authorized | ecs-api-common-errors | not allowed | AWS_ACCESS_KEY_ID
            ThrottlingException | Rate exceeded | ecs-api-common-errors | try again | AWS_MAX_ATTEMPTS
            ServerException | Service Unavailable. | ecs-api-common-errors | server's own fault | grep -A20 4bf2c1de
            ClientException | ECS was unable to assume the role 'arn:x' | ecs-unable-to-assume-role | may not take on the role | aws iam get-role
            """)
    void eachErrorHasItsArticleItsCauseAndALineToPaste(
            String error, String message, String article, String cause, String command) {
        Finding finding = examine(
                "ecs.RunTask", error, message, Map.of("cluster", "shop", "service", "web", "taskDefinition", "web:7"));
        assertThat(finding.article()).isEqualTo(article);
        assertThat(KnowledgeCenter.load().article(article)).isPresent();
        assertThat(finding.cause().en()).startsWith("RunTask: ").contains(cause);
        assertThat(finding.fix().stream()
                        .flatMap(fix -> fix.commands().stream())
                        .collect(Collectors.joining(" ; ")))
                .contains(command);
        assertThat(finding.evidence().getFirst().text()).isEqualTo("HTTP 400 " + error + ": " + message);
    }

    @Test
    void aClusterThatWasNotNamedIsTheDefaultOne() {
        assertThat(examine("ecs.ListTasks", "ClusterNotFoundException", "Cluster not found.", Map.of())
                        .cause()
                        .en())
                .contains("no cluster default")
                .contains("the request names none, and then ECS means default");
    }

    @Test
    void whatACallerWroteIsOneWordOfTheShellAndNothingElse() {
        Finding finding = examine(
                "ecs.UpdateService",
                "ServiceNotActiveException",
                "Service was not ACTIVE.",
                Map.of("cluster", "<$(rm -rf ~)>", "service", "a'b"));
        assertThat(finding.fix().getFirst().commands().getFirst())
                .isEqualTo("aws ecs wait services-inactive --cluster '<$(rm -rf ~)>' --services 'a'\\''b'");
    }

    @Test
    void whatPassesByItselfIsAWarning() {
        assertThat(examine("ecs.RunTask", "ThrottlingException", "Rate exceeded", Map.of())
                        .severity())
                .isEqualTo(Severity.WARNING);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            user/ann | ecs:RunTask | because no identity-based policy allows the ecs:RunTask action | no policy allows it | aws iam put-user-policy --user-name ann --policy-name allow-ecs-RunTask-40f58569 --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ecs:RunTask","Resource":"arn:aws:x:::y"}]}'
            user/ann | iam:PassRole | because no identity-based policy allows the iam:PassRole action | must be allowed to pass it | "Condition":{"StringEquals":{"iam:PassedToService":"ecs-tasks.amazonaws.com"}}}]}'
            assumed-role/web/one | ecs:TagResource | because no identity-based policy allows the ecs:TagResource action | The role web may not do ecs:TagResource | aws iam put-role-policy --role-name web
            user/a/ann | ecs:RunTask | with an explicit deny in an identity-based policy | a policy denies it | aws iam simulate-principal-policy --policy-source-arn arn:aws:iam::000000000000:user/a/ann --action-names ecs:RunTask --resource-arns arn:aws:x:::y
            user/ann | ecs:RunTask | because no permissions boundary allows the ecs:RunTask action | its permissions boundary does not | --query User.PermissionsBoundary
            assumed-role/web/one | ecs:RunTask | because no session policy allows the ecs:RunTask action | when the role was assumed | aws sts assume-role
            """)
    void aDenialNamesWhoAndWhatAndTheCommandThatAllowsIt(
            String who, String action, String ending, String cause, String command) {
        String principal = (who.startsWith("user") ? "arn:aws:iam::000000000000:" : "arn:aws:sts::000000000000:") + who;
        Finding finding = RefusedCall.examine(
                new CallFact(
                        "r",
                        "2026-11-23T12:00:00Z",
                        principal,
                        "ecs",
                        "ecs.RunTask",
                        "AccessDeniedException",
                        400,
                        "User: " + principal + " is not authorized to perform: " + action
                                + " on resource: arn:aws:x:::y " + ending,
                        Map.of(),
                        List.of()),
                new Decided("statement 2 of X", "", 0, List.of()),
                null);
        assertThat(finding.cause().en()).contains(cause);
        assertThat(finding.fix().toString()).contains(command);
        assertThat(finding.evidence()).contains(new Evidence("decided by", "statement 2 of X"));
    }

    @Test
    void whatAllowsOneResourceDoesNotTakeTheOthersPlace() {
        assertThat(allowing("arn:aws:ssm:::parameter/a")).isNotEqualTo(allowing("arn:aws:ssm:::parameter/b"));
    }

    /** The name of the policy that allows it. */
    private static String allowing(String resource) {
        String ann = "arn:aws:iam::000000000000:user/ann";
        Finding finding = RefusedCall.examine(
                new CallFact(
                        "r",
                        "2026-11-23T12:00:00Z",
                        ann,
                        "ssm",
                        "ssm.GetParameter",
                        "AccessDeniedException",
                        400,
                        "User: " + ann + " is not authorized to perform: ssm:GetParameter on resource: " + resource
                                + " because no identity-based policy allows the ssm:GetParameter action",
                        Map.of(),
                        List.of()),
                new Decided("no policy allows it", "", 0, List.of()),
                null);
        return finding.fix().getFirst().commands().getFirst().replaceFirst(".* --policy-name (\\S+) .*", "$1");
    }
}
