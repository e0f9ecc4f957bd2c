package io.roadstead.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.wire.client.ControlClient;
import io.roadstead.wire.client.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Refused calls as a server keeps them, and as the doctor explains them. */
class DoctorCallTest {
    private final ServerAtHand server;

    DoctorCallTest(@TempDir Path directory) throws IOException {
        server = new ServerAtHand(directory);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Json last() {
        return server.own("ExplainCall", Json.object().put("requestId", "last")).path("call");
    }

    private void refused(String operation, String input) {
        assertThatThrownBy(() -> server.call(operation, input)).isNotNull();
    }

    @Test
    void aRefusedCallIsKeptWithWhatItNamedAndNothingThatCouldBeASecret() {
        refused("RunTask", """
                {"cluster":"shop","taskDefinition":"web:7","count":2,"overrides":{"containerOverrides":[{"name":"main",
                 "environment":[{"name":"PASSWORD","value":"hunter2"}],"command":["--token","hunter2"]}]}}""");
        Json call = last();
        assertThat(call.path("operation").text()).isEqualTo("ecs.RunTask");
        assertThat(call.path("errorType").text()).isEqualTo("ClusterNotFoundException");
        assertThat(call.path("principal").text()).isEqualTo("arn:aws:iam::000000000000:root");
        assertThat(call.path("parameters").texts())
                .isEqualTo(Map.of("cluster", "shop", "taskDefinition", "web:7", "count", "2"));
        assertThat(call.path("members").items())
                .extracting(Json::text)
                .containsExactly("cluster", "taskDefinition", "count", "overrides");
        assertThat(new String(call.bytes(), java.nio.charset.StandardCharsets.UTF_8))
                .doesNotContain("hunter2");
    }

    @Test
    void theDoctorExplainsItByItsRequestId() {
        refused("DescribeServices", "{\"cluster\":\"shop\",\"services\":[\"web\"]}");
        String id = last().path("requestId").text();
        assertThat(server.roadstead("doctor", "call", id, "--lang", "en")).isEqualTo(2);
        assertThat(server.out())
                .contains("ERROR  DescribeServices: There is no cluster shop in this account and region.")
                .contains("request " + id)
                .contains("answer: HTTP 400 ClusterNotFoundException: Cluster not found.")
                .contains("    aws ecs list-clusters")
                .contains("./roadstead doctor article ecs-api-common-errors");
        assertThat(server.roadstead("doctor", "call", "last", "--json")).isEqualTo(2);
        assertThat(server.out()).contains("\"subject\" : \"request " + id + "\"");
    }

    @Test
    void whoCouldNotBeRecognizedIsExplainedToo() {
        ControlClient stranger = server.client("AKIAUNKNOWN", "nothing");
        assertThatThrownBy(() -> stranger.call("ecs", "AmazonEC2ContainerServiceV20141113.ListClusters", Json.object()))
                .isNotNull();
        assertThat(last().path("errorType").text()).isEqualTo("UnrecognizedClientException");
        assertThat(server.roadstead("doctor", "call", "last", "--lang", "en")).isEqualTo(2);
        assertThat(server.out())
                .contains("This server knows no such access key")
                .contains("nobody was recognized");
    }

    @Test
    void ofAnotherAccountsCallsNothingIsTold() {
        refused("DeleteCluster", "{\"cluster\":\"shop\"}");
        String id = last().path("requestId").text();
        Json account = server.own("CreateAccount", Json.object());
        ControlClient other = server.client(
                account.path("accessKeyId").text(),
                account.path("secretAccessKey").text());
        Json answer = other.call(
                "roadstead", "Roadstead_20261101.ExplainCall", Json.object().put("requestId", id));
        assertThat(answer.has("call")).isFalse();
        assertThat(answer.path("kept").path("calls").number()).isEqualTo(1000);
    }

    @Test
    void anUnknownIdIsAnsweredWithHowLongCallsAreKept() {
        assertThat(server.roadstead("doctor", "call", "00000000-0000-4000-8000-000000000000"))
                .isEqualTo(3);
        assertThat(server.err())
                .contains("knows of no refused call 00000000-0000-4000-8000-000000000000")
                .contains("keeps the last 1000 of the past 60 minutes in memory");
    }
}
