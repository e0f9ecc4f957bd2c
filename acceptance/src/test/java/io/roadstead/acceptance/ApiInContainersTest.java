package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.testkit.BusyboxImage;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server on loopback is reached from within containers, at the address that their environment names. */
@Tag("docker")
@Tag("alone")
class ApiInContainersTest {
    private static final Installation HOUSE = new Installation(Map.of("ROADSTEAD_BIND_ADDRESS", "127.0.0.1"));

    /** A call without a signature, which ECS refuses in words that nobody else uses. */
    private static final String CALL =
            "address=${AWS_ENDPOINT_URL#http://}; printf 'POST / HTTP/1.1\\r\\nHost: %s\\r\\n"
                    + "X-Amz-Target: AmazonEC2ContainerServiceV20141113.ListClusters\\r\\nContent-Type: application/x-amz-json-1.1"
                    + "\\r\\nContent-Length: 2\\r\\nConnection: close\\r\\n\\r\\n{}' $address | nc -w 5 ${address%:*} ${address#*:}";

    @BeforeAll
    static void start() {
        HOUSE.start();
    }

    @AfterAll
    static void close() {
        HOUSE.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bridge", "host"})
    void theApiAnswersWithinAContainer(String network) {
        String id = container(network, "{\"command\":[\"sleep\",\"1000\"],\"stopTimeout\":2}");
        String expected = "http://169.254.170.2:" + HOUSE.endpoint().getPort();
        assertThat(inside(id, "echo $AWS_ENDPOINT_URL")).isEqualTo(expected + "\n");
        Awaitility.await("the API's answer in " + network)
                .atMost(Installation.LIMIT)
                .untilAsserted(
                        () -> assertThat(inside(id, CALL)).contains("x-amzn-RequestId", "MissingAuthenticationToken"));
    }

    @Test
    void aDefinitionThatNamesAnotherKeepsIt() {
        String id = container("bridge", """
                {"command":["sleep","1000"],"stopTimeout":2,
                 "environment":[{"name":"AWS_ENDPOINT_URL","value":"http://other:1"}]}""");
        assertThat(inside(id, "echo $AWS_ENDPOINT_URL")).isEqualTo("http://other:1\n");
    }

    private static String container(String network, String definition) {
        try {
            ObjectNode container = (ObjectNode) Installation.JSON.readTree(definition);
            container.put("name", "main").put("image", BusyboxImage.NAME).put("memory", 32);
            ObjectNode input = Installation.input().put("family", "caller").put("networkMode", network);
            input.putArray("containerDefinitions").add(container);
            HOUSE.call("RegisterTaskDefinition", input);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
        String task = HOUSE.call("RunTask", Installation.input().put("taskDefinition", "caller"))
                .path("tasks")
                .path(0)
                .path("taskArn")
                .asText();
        HOUSE.awaitStatus(task, "RUNNING");
        return Installation.containersOf(task).getFirst();
    }

    private static String inside(String id, String script) {
        return Installation.docker("exec", id, "sh", "-c", script).output();
    }
}
