package io.roadstead.core.name;

import static io.roadstead.core.Rejections.assertClientException;
import static io.roadstead.core.Rejections.assertInvalidParameter;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferencesTest {
    private static final Scope SCOPE = new Scope("123456789012", "us-east-1");
    private static final String HEX = "41a16cac43b14382bc4eec8d50ec5cce";
    private static final String UUID = "41a16cac-43b1-4382-bc4e-ec8d50ec5cce";

    @Test
    void aClusterNotNamedIsTheDefaultOne() {
        assertThat(ClusterRef.parse(null, SCOPE)).isEqualTo(new ClusterRef("default"));
        assertThat(ClusterRef.parse("", SCOPE)).isEqualTo(new ClusterRef("default"));
    }

    @Test
    void aClusterIsNamedByNameOrArn() {
        assertThat(ClusterRef.parse("blue", SCOPE)).isEqualTo(new ClusterRef("blue"));
        assertThat(ClusterRef.parse("arn:aws:ecs:us-east-1:123456789012:cluster/blue", SCOPE))
                .isEqualTo(new ClusterRef("blue"));
    }

    @Test
    void anArnOfAnotherRegionIsRefusedInTheWordsOfEcs() {
        assertInvalidParameter(
                "Invalid Region in ARN",
                () -> ClusterRef.parse("arn:aws:ecs:eu-west-1:123456789012:cluster/blue", SCOPE));
    }

    @Test
    void anArnOfAnotherAccountNamesBothAccounts() {
        assertInvalidParameter(
                "Invalid Account in ARN: it names 999999999999, your account is 123456789012",
                () -> ClusterRef.parse("arn:aws:ecs:us-east-1:999999999999:cluster/blue", SCOPE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:ecs:us-east-1:123456789012:service/blue",
                "arn:aws:s3:us-east-1:123456789012:cluster/blue",
                "arn:aws:ecs:us-east-1:123456789012:cluster/blue/green",
                "arn:aws:ecs:us-east-1:123456789012:cluster/",
                "arn:aws",
                "a name",
                "blue/green"
            })
    void whatIsNoClusterIsRefusedWithTheWayOut(String text) {
        assertInvalidParameter(
                "Invalid identifier: '" + text + "' is neither the name nor the ARN of a cluster. Use"
                        + " arn:aws:ecs:us-east-1:123456789012:cluster/<name> or the name alone.",
                () -> ClusterRef.parse(text, SCOPE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                HEX,
                "arn:aws:ecs:us-east-1:123456789012:task/default/" + HEX,
                "arn:aws:ecs:us-east-1:123456789012:task/" + HEX
            })
    void aTaskIsNamedByIdOrArn(String text) {
        assertThat(TaskRef.parse(text, SCOPE, "default")).isEqualTo(new TaskRef("default", HEX));
    }

    @ParameterizedTest
    @ValueSource(strings = {UUID, "arn:aws:ecs:us-east-1:123456789012:task/" + UUID})
    void aTaskOfTheOldFormIsNamedByUuid(String text) {
        assertThat(TaskRef.parse(text, SCOPE, "default")).isEqualTo(new TaskRef("default", UUID));
    }

    @Test
    void aTaskOfAnotherClusterIsRefusedInTheWordsOfEcs() {
        assertInvalidParameter(
                "Invalid identifier: Identifier is for cluster blue. Your cluster is default",
                () -> TaskRef.parse("arn:aws:ecs:us-east-1:123456789012:task/blue/" + HEX, SCOPE, "default"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "short", "41a16cac43b14382bc4eec8d50ec5cc", "arn:aws:ecs:us-east-1:123456789012:task/x"})
    void aTaskIdOfTheWrongLengthIsRefusedInTheWordsOfEcs(String text) {
        assertInvalidParameter("taskId length should be one of [32,36]", () -> TaskRef.parse(text, SCOPE, "default"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
                "41a16cac43b14382bc4eec8d50ec5cce----",
                "arn:aws:ecs:us-east-1:123456789012:container-instance/default/" + HEX,
                "arn:aws:ecs:us-east-1:123456789012:task/a/b/" + HEX
            })
    void whatIsNoTaskIsRefusedInTheWordsOfEcs(String text) {
        assertInvalidParameter("Task Identifier is invalid", () -> TaskRef.parse(text, SCOPE, "default"));
    }

    @Test
    void aContainerInstanceIsNamedByIdOrArn() {
        assertThat(InstanceRef.parse(HEX, SCOPE, "default")).isEqualTo(new InstanceRef("default", HEX));
        assertThat(InstanceRef.parse(
                        "arn:aws:ecs:us-east-1:123456789012:container-instance/default/" + HEX, SCOPE, "default"))
                .isEqualTo(new InstanceRef("default", HEX));
    }

    @Test
    void aContainerInstanceOfAnotherClusterIsRefused() {
        assertInvalidParameter(
                "Invalid identifier: Identifier is for cluster blue. Your cluster is default",
                () -> InstanceRef.parse(
                        "arn:aws:ecs:us-east-1:123456789012:container-instance/blue/" + HEX, SCOPE, "default"));
    }

    @Test
    void aContainerInstanceIdOfTheWrongLengthIsRefused() {
        assertInvalidParameter(
                "instanceId length should be one of [32,36]", () -> InstanceRef.parse("i-0abc", SCOPE, "default"));
    }

    @Test
    void aTaskDefinitionIsNamedByFamilyRevisionOrArn() {
        assertThat(TaskDefinitionRef.parse("web", SCOPE)).isEqualTo(new TaskDefinitionRef("web", null));
        assertThat(TaskDefinitionRef.parse("web:7", SCOPE)).isEqualTo(new TaskDefinitionRef("web", 7));
        assertThat(TaskDefinitionRef.parse("arn:aws:ecs:us-east-1:123456789012:task-definition/web:7", SCOPE))
                .isEqualTo(new TaskDefinitionRef("web", 7));
        assertThat(TaskDefinitionRef.parse("arn:aws:ecs:us-east-1:123456789012:task-definition/web", SCOPE))
                .isEqualTo(new TaskDefinitionRef("web", null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"latest", "0", "-1", "", "12345678901", "1:2"})
    void aRevisionThatIsNoneIsRefusedInTheWordsOfEcs(String revision) {
        assertInvalidParameter(
                "Invalid revision number. Number: " + revision,
                () -> TaskDefinitionRef.parse("web:" + revision, SCOPE));
    }

    @Test
    void aRevisionIsMissingWhereItIsNeeded() {
        assertThat(TaskDefinitionRef.parse("web:7", SCOPE).requireRevision()).isEqualTo(7);
        assertClientException("Revision is missing.", () -> TaskDefinitionRef.parse("web", SCOPE)
                .requireRevision());
    }

    @Test
    void aTaskDefinitionOfAnotherRegionIsRefused() {
        assertInvalidParameter(
                "Invalid Region in ARN",
                () -> TaskDefinitionRef.parse("arn:aws:ecs:us-east-2:123456789012:task-definition/web:7", SCOPE));
    }

    @Test
    void anArnThatIsNoTaskDefinitionIsRefusedWithTheWayOut() {
        String arn = "arn:aws:ecs:us-east-1:123456789012:task/default/" + HEX;
        assertInvalidParameter(
                "Invalid identifier: '" + arn + "' is not the ARN of a task definition. Use"
                        + " arn:aws:ecs:us-east-1:123456789012:task-definition/<family>:<revision>,"
                        + " <family>:<revision> or <family>.",
                () -> TaskDefinitionRef.parse(arn, SCOPE));
    }

    @Test
    void aFamilyThatCannotBeOneIsRefused() {
        assertClientException("Family can not be blank.", () -> TaskDefinitionRef.parse("", SCOPE));
        assertClientException("Family can not be blank.", () -> TaskDefinitionRef.parse(":7", SCOPE));
        assertClientException("Family contains invalid characters.", () -> TaskDefinitionRef.parse("we b:7", SCOPE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "web",
                "arn:aws:ecs:us-east-1:123456789012:service/blue/web",
                "arn:aws:ecs:us-east-1:123456789012:service/web"
            })
    void aServiceIsNamedByNameOrByEitherArn(String text) {
        assertThat(ServiceRef.parse(text, SCOPE, "blue")).isEqualTo(new ServiceRef("blue", "web"));
    }

    @Test
    void aServiceOfAnotherClusterIsRefusedInTheWordsOfEcs() {
        assertInvalidParameter(
                "Invalid identifier: Identifier is for cluster green. Your cluster is blue",
                () -> ServiceRef.parse("arn:aws:ecs:us-east-1:123456789012:service/green/web", SCOPE, "blue"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a name",
                "blue/web",
                "arn:aws:ecs:us-east-1:123456789012:service/",
                "arn:aws:ecs:us-east-1:123456789012:service/blue/",
                "arn:aws:ecs:us-east-1:123456789012:service/blue/web/x",
                "arn:aws:ecs:us-east-1:123456789012:cluster/web"
            })
    void whatIsNoServiceIsRefusedWithTheWayOut(String text) {
        assertInvalidParameter(
                "Invalid identifier: '" + text + "' is neither the name nor the ARN of a service. Use"
                        + " arn:aws:ecs:us-east-1:123456789012:service/blue/<name> or the name alone.",
                () -> ServiceRef.parse(text, SCOPE, "blue"));
    }

    @Test
    void serviceDeploymentsAndRevisionsAreNamedByArnAlone() {
        String id = "r9i43YFjvgF_xlg7m2eJ1";
        assertThat(ServicePartRef.deployment(
                        "arn:aws:ecs:us-east-1:123456789012:service-deployment/blue/web/" + id, SCOPE))
                .isEqualTo(new ServicePartRef("blue", "web", id));
        assertThat(ServicePartRef.revision(
                        "arn:aws:ecs:us-east-1:123456789012:service-revision/blue/web/4980306466373577095", SCOPE))
                .isEqualTo(new ServicePartRef("blue", "web", "4980306466373577095"));
        assertInvalidParameter(
                "Invalid identifier: '" + id + "' is not the ARN of a service deployment. Use"
                        + " arn:aws:ecs:us-east-1:123456789012:service-deployment/<cluster>/<service>/<id>.",
                () -> ServicePartRef.deployment(id, SCOPE));
        String other = "arn:aws:ecs:us-east-1:123456789012:service-deployment/blue/web/" + id;
        assertInvalidParameter(
                "Invalid identifier: '" + other + "' is not the ARN of a service revision. Use"
                        + " arn:aws:ecs:us-east-1:123456789012:service-revision/<cluster>/<service>/<number>.",
                () -> ServicePartRef.revision(other, SCOPE));
    }
}
