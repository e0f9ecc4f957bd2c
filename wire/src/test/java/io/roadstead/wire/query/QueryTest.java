package io.roadstead.wire.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.wire.AwsException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.CreateClusterResponse;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.Tag;
import software.amazon.awssdk.services.ecs.model.Task;

/** The query protocol's shapes, by classes of ECS, which has lists, maps, structures and times. */
class QueryTest {
    private static final String NAMESPACE = "https://example.com/doc/";

    @Test
    void listsMapsAndStructuresAreReadByTheirNumbers() {
        RegisterTaskDefinitionRequest request = decode(
                "Action=RegisterTaskDefinition&family=web%26more&containerDefinitions.member.1.name=a"
                        + "&containerDefinitions.member.1.dockerLabels.entry.1.key=k"
                        + "&containerDefinitions.member.1.dockerLabels.entry.1.value=v%20w"
                        + "&containerDefinitions.member.2.name=b&containerDefinitions.member.2.essential=true"
                        + "&containerDefinitions.member.2.command.member.1=x+y"
                        + "&containerDefinitions.member.2.command.member.2=&tags=&unknown.member.1=z",
                RegisterTaskDefinitionRequest.class);
        assertThat(request.family()).isEqualTo("web&more");
        assertThat(request.containerDefinitions())
                .extracting(ContainerDefinition::name)
                .containsExactly("a", "b");
        assertThat(request.containerDefinitions().getFirst().dockerLabels()).isEqualTo(Map.of("k", "v w"));
        assertThat(request.containerDefinitions().getLast().essential()).isTrue();
        assertThat(request.containerDefinitions().getLast().command()).containsExactly("x y", "");
        assertThat(request.hasTags()).isTrue();
        assertThat(request.tags()).isEmpty();
        assertThat(request.hasVolumes()).isFalse();
    }

    @Test
    void tenAndMoreComeInTheOrderOfTheirNumbers() {
        StringBuilder form = new StringBuilder();
        for (int i = 12; i >= 1; i--) {
            form.append("&tags.member.").append(i).append(".key=").append(i);
        }
        assertThat(decode(form.toString(), RunTaskRequest.class).tags())
                .extracting(Tag::key)
                .containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12");
    }

    @ParameterizedTest
    @CsvSource({
        "count=many,ValidationError",
        "count.x=1,ValidationError",
        "enableECSManagedTags=yes,ValidationError",
        "count=99999999999,ValidationError",
        "cluster=%zz,MalformedQueryString",
    })
    void aParameterOfAnotherKindIsRefused(String form, String expected) {
        assertThatThrownBy(() -> decode(form, RunTaskRequest.class))
                .isInstanceOfSatisfying(AwsException.class, refused -> assertThat(refused.errorType())
                        .isEqualTo(expected));
    }

    @Test
    void tooManyParametersAreRefused() {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i <= Form.MAX_PARAMETERS; i++) {
            form.append("p").append(i).append("=1&");
        }
        assertThatThrownBy(() -> decode(form.toString(), RunTaskRequest.class)).hasMessageContaining("10000");
    }

    @Test
    void anAnswerStandsInItsResultAndEmptyListsAreSaid() {
        DescribeTasksResponse answer = DescribeTasksResponse.builder()
                .tasks(Task.builder()
                        .taskArn("a<b>&\"c\"\u0001")
                        .createdAt(Instant.parse("2026-11-23T01:02:03.456Z"))
                        .tags(Tag.builder().key("k").value("v").build())
                        .build())
                .failures(List.of())
                .build();
        assertThat(new String(XmlEncoder.encode("DescribeTasks", NAMESPACE, answer, "id"), UTF_8))
                .isEqualTo(
                        "<DescribeTasksResponse xmlns=\"https://example.com/doc/\"><DescribeTasksResult><tasks><member>"
                                + "<createdAt>2026-11-23T01:02:03Z</createdAt><tags><member><key>k</key><value>v</value></member>"
                                + "</tags><taskArn>a&lt;b&gt;&amp;&quot;c&quot;\uFFFD</taskArn></member></tasks>"
                                + "<failures></failures></DescribeTasksResult><ResponseMetadata><RequestId>id</RequestId>"
                                + "</ResponseMetadata></DescribeTasksResponse>\n");
    }

    @Test
    void anAnswerWhoseMembersAreUnsetHasAnEmptyResult() {
        assertThat(new String(
                        XmlEncoder.encode(
                                "CreateCluster",
                                NAMESPACE,
                                CreateClusterResponse.builder().build(),
                                "id"),
                        UTF_8))
                .contains("<CreateClusterResult></CreateClusterResult>");
    }

    @Test
    void anErrorSaysWhoseFaultItIs() {
        assertThat(new String(XmlEncoder.encode(NAMESPACE, new AwsException("NoSuchEntity", "no <x>"), "id"), UTF_8))
                .isEqualTo("<ErrorResponse xmlns=\"https://example.com/doc/\"><Error><Type>Sender</Type>"
                        + "<Code>NoSuchEntity</Code><Message>no &lt;x&gt;</Message></Error><RequestId>id</RequestId>"
                        + "</ErrorResponse>\n");
        assertThat(new String(XmlEncoder.encode(NAMESPACE, AwsException.server("x"), "id"), UTF_8))
                .contains("<Type>Receiver</Type>");
    }

    private static <T extends software.amazon.awssdk.core.SdkPojo> T decode(String form, Class<T> type) {
        return FormDecoder.decode(Form.parse(form.getBytes(UTF_8)), type);
    }
}
