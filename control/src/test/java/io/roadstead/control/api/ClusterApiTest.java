package io.roadstead.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.control.House;
import io.roadstead.wire.AwsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ecs.model.Cluster;
import software.amazon.awssdk.services.ecs.model.CreateClusterRequest;
import software.amazon.awssdk.services.ecs.model.CreateClusterResponse;
import software.amazon.awssdk.services.ecs.model.DeleteClusterRequest;
import software.amazon.awssdk.services.ecs.model.DeleteClusterResponse;
import software.amazon.awssdk.services.ecs.model.DescribeClustersRequest;
import software.amazon.awssdk.services.ecs.model.DescribeClustersResponse;
import software.amazon.awssdk.services.ecs.model.ListClustersRequest;
import software.amazon.awssdk.services.ecs.model.ListClustersResponse;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.Tag;

class ClusterApiTest {
    private final House house = new House();

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void aNewClusterIsToldWithEcssDefaults() {
        Cluster cluster = create(CreateClusterRequest.builder().build());
        assertThat(cluster.clusterArn()).isEqualTo("arn:aws:ecs:us-east-1:000000000000:cluster/default");
        assertThat(cluster.status()).isEqualTo("ACTIVE");
        assertThat(cluster.settings()).singleElement().satisfies(setting -> assertThat(setting.value())
                .isEqualTo("disabled"));
        assertThat(cluster.hasStatistics()).isTrue();
        assertThat(cluster.statistics()).isEmpty();
    }

    @Test
    void theSameClusterAgainIsAnsweredWithTheFirst() {
        CreateClusterRequest request =
                CreateClusterRequest.builder().clusterName("c").build();
        assertThat(create(request)).isEqualTo(create(request));
    }

    @Test
    void otherArgumentsForTheSameNameAreInconsistent() {
        house.cluster("c");
        AwsException refusal = house.refusal(CreateClusterRequest.builder()
                .clusterName("c")
                .tags(Tag.builder().key("k").value("v").build())
                .build());
        assertThat(refusal.errorType()).isEqualTo("InvalidParameterException");
        assertThat(refusal.text())
                .isEqualTo("Arguments on this idempotent request are inconsistent with arguments used in previous"
                        + " request(s).");
    }

    @Test
    void unknownClustersAreMissingByTheirArn() {
        DescribeClustersResponse told = house.call(
                DescribeClustersRequest.builder().clusters("nowhere").build(), DescribeClustersResponse.class);
        assertThat(told.clusters()).isEmpty();
        assertThat(told.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.arn()).isEqualTo("arn:aws:ecs:us-east-1:000000000000:cluster/nowhere");
            assertThat(failure.reason()).isEqualTo("MISSING");
        });
    }

    @Test
    void onlyANamedClusterIsDeleted() {
        house.cluster("default");
        assertThat(house.refusal(DeleteClusterRequest.builder().build()).text()).isEqualTo("cluster can not be blank.");
        assertThat(list().clusterArns()).hasSize(1);
    }

    @Test
    void aDeletedClusterIsInactiveAndCanBeMadeAgain() {
        house.cluster("c");
        DeleteClusterResponse deleted =
                house.call(DeleteClusterRequest.builder().cluster("c").build(), DeleteClusterResponse.class);
        assertThat(deleted.cluster().status()).isEqualTo("INACTIVE");
        assertThat(list().clusterArns()).isEmpty();
        assertThat(house.refusal(RunTaskRequest.builder()
                                .cluster("c")
                                .taskDefinition("f")
                                .build())
                        .text())
                .isEqualTo("The referenced cluster was inactive.");
        house.cluster("c");
        assertThat(list().clusterArns()).hasSize(1);
    }

    @Test
    void aClusterWithInstancesOrTasksIsNotDeleted() {
        house.cluster("c").definition("f", container -> container.memory(16));
        house.instance("c", 1024, 1024);
        assertThat(house.refusal(DeleteClusterRequest.builder().cluster("c").build())
                        .errorType())
                .isEqualTo("ClusterContainsContainerInstancesException");
        house.call(RunTaskRequest.builder().cluster("c").taskDefinition("f").build(), SdkPojo.class);
        AwsException refusal =
                house.refusal(DeleteClusterRequest.builder().cluster("c").build());
        assertThat(refusal.errorType()).isEqualTo("ClusterContainsTasksException");
        assertThat(refusal.text()).isEqualTo("The Cluster cannot be deleted while Tasks are active.");
    }

    @Test
    void pagesNeitherRepeatNorHideClusters() {
        for (String name : new String[] {"a", "b", "c"}) {
            house.cluster(name);
        }
        ListClustersResponse first =
                house.call(ListClustersRequest.builder().maxResults(2).build(), ListClustersResponse.class);
        assertThat(first.clusterArns()).hasSize(2);
        house.cluster("bb");
        ListClustersResponse rest = house.call(
                ListClustersRequest.builder().nextToken(first.nextToken()).build(), ListClustersResponse.class);
        assertThat(rest.clusterArns())
                .containsExactly(
                        "arn:aws:ecs:us-east-1:000000000000:cluster/bb",
                        "arn:aws:ecs:us-east-1:000000000000:cluster/c");
        assertThat(rest.nextToken()).isNull();
        assertThat(house.refusal(ListClustersRequest.builder().nextToken("?").build())
                        .errorType())
                .isEqualTo("InvalidParameterException");
        assertThat(house.refusal(ListClustersRequest.builder().maxResults(101).build())
                        .text())
                .isEqualTo("Max results can not be greater than 100");
    }

    @Test
    void whatIsNotBuiltIsRefusedByName() {
        AwsException refusal = house.refusal(
                CreateClusterRequest.builder().capacityProviders("FARGATE").build());
        assertThat(refusal.errorType()).isEqualTo("UnsupportedFeatureException");
        assertThat(refusal.text()).contains("capacityProviders");
    }

    private Cluster create(CreateClusterRequest request) {
        return house.call(request, CreateClusterResponse.class).cluster();
    }

    private ListClustersResponse list() {
        return house.call(ListClustersRequest.builder().build(), ListClustersResponse.class);
    }
}
