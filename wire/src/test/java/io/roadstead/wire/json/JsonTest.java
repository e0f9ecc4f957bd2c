package io.roadstead.wire.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.wire.AwsException;
import io.roadstead.wire.EcsClasses;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.CreateServiceRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.ListClustersRequest;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.SubmitTaskStateChangeRequest;
import software.amazon.awssdk.services.ecs.model.Task;

class JsonTest {
    private static final long SEED = 20261122;

    static Stream<Class<? extends SdkPojo>> requestsAndResponses() {
        return EcsClasses.requestsAndResponses();
    }

    @ParameterizedTest
    @MethodSource("requestsAndResponses")
    void whatIsWrittenReadsBackEqual(Class<? extends SdkPojo> type) {
        RandomPojos pojos = new RandomPojos(SEED);
        for (int i = 0; i < 20; i++) {
            SdkPojo value = pojos.next(type);
            assertThat(Json.decode(Json.encode(value), type))
                    .as("seed %d, round %d", SEED, i)
                    .isEqualTo(value);
        }
    }

    @Test
    void unsetMembersAreOmittedAndEmptyListsThatWereSetAreWritten() {
        assertThat(text(DescribeTasksResponse.builder()
                        .tasks(Task.builder().taskArn("a").tags(List.of()).build())
                        .failures(List.of())
                        .build()))
                .isEqualTo("{\"tasks\":[{\"tags\":[],\"taskArn\":\"a\"}],\"failures\":[]}");
        assertThat(text(DescribeTasksResponse.builder().build())).isEqualTo("{}");
    }

    @Test
    void timesAreEpochSecondsWithMilliseconds() {
        assertThat(text(Task.builder()
                        .createdAt(Instant.ofEpochMilli(1_795_344_633_325L))
                        .build()))
                .isEqualTo("{\"createdAt\":1795344633.325}");
        assertThat(text(Task.builder().createdAt(Instant.ofEpochSecond(0)).build()))
                .isEqualTo("{\"createdAt\":0.000}");
    }

    @ParameterizedTest
    @CsvSource({
        "1795344633.325,1795344633325",
        "1795344633,1795344633000",
        "1.795344633325E9,1795344633325",
        "-1.5,-1500"
    })
    void timesAreReadFromAnyNumber(String number, long milliseconds) {
        assertThat(decode("{\"pullStartedAt\":" + number + "}", SubmitTaskStateChangeRequest.class)
                        .pullStartedAt())
                .isEqualTo(Instant.ofEpochMilli(milliseconds));
    }

    @Test
    void anEnumValueThisSdkDoesNotKnowPassesAsItsText() {
        RunTaskRequest request = decode("{\"launchType\":\"HOVERCRAFT\"}", RunTaskRequest.class);
        assertThat(request.launchTypeAsString()).isEqualTo("HOVERCRAFT");
        assertThat(text(request)).isEqualTo("{\"launchType\":\"HOVERCRAFT\"}");
    }

    @Test
    void unknownMembersAreSkippedWhateverTheyHold() {
        assertThat(decode(
                        "{\"new\":{\"a\":[1,{\"b\":null}]},\"taskDefinition\":\"web\",\"x\":[[],{}]}",
                        RunTaskRequest.class))
                .isEqualTo(RunTaskRequest.builder().taskDefinition("web").build());
    }

    @Test
    void theLastOfRepeatedMembersWinsAndNullIsAbsent() {
        assertThat(decode("{\"cluster\":\"a\",\"count\":null,\"cluster\":\"b\"}", RunTaskRequest.class))
                .isEqualTo(RunTaskRequest.builder().cluster("b").build());
    }

    @Test
    void anEmptyListStaysApartFromAnAbsentOne() {
        assertThat(decode("{\"tags\":[]}", RunTaskRequest.class).hasTags()).isTrue();
        assertThat(decode("{}", RunTaskRequest.class).hasTags()).isFalse();
    }

    @Test
    void anEmptyBodyIsAnEmptyRequest() {
        assertThat(decode("", ListClustersRequest.class))
                .isEqualTo(ListClustersRequest.builder().build());
    }

    @Test
    void mapsKeepTheirKeys() {
        ContainerDefinition definition =
                decode("{\"dockerLabels\":{\"a.b\":\"1\",\"\":\"2\"}}", ContainerDefinition.class);
        assertThat(definition.dockerLabels()).isEqualTo(Map.of("a.b", "1", "", "2"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"count\":\"3\"} | The member count must be an integer, and it is a string.",
                "{\"count\":1.5} | The member count must be an integer, and it is a number with a fraction.",
                "{\"count\":99999999999} | The member count is a number out of its range.",
                "{\"cluster\":5} | The member cluster must be a string, and it is an integer.",
                "{\"cluster\":{}} | The member cluster must be a string, and it is an object.",
                "{\"enableExecuteCommand\":\"true\"} | The member enableExecuteCommand must be true or false, and it is a string.",
                "{\"tags\":{}} | The member tags must be a list, and it is an object.",
                "{\"tags\":[{\"key\":\"a\"},{\"key\":[]}]} | The member tags[1].key must be a string, and it is a list.",
                "{\"tags\":[null]} | The member tags[0] must be an object, and it is null.",
                "{\"overrides\":{\"containerOverrides\":[{\"cpu\":true}]}} | The member overrides.containerOverrides[0].cpu must be an integer, and it is a boolean.",
                "[] | The request body must be a JSON object, and it starts with a list.",
                "{} {} | The request body goes on after its JSON object ended, at line 1, column 4.",
                "{\"cluster\":\"a\" | The request body is not valid JSON at line 1, column 15.",
                "nonsense | The request body is not valid JSON at line 1, column 1.",
            })
    void aBodyThatDoesNotFitIsRefusedWithItsPlace(String body, String message) {
        assertThatThrownBy(() -> decode(body, RunTaskRequest.class)).isInstanceOfSatisfying(AwsException.class, e -> {
            assertThat(e.errorType()).isEqualTo("SerializationException");
            assertThat(e.status()).isEqualTo(400);
            assertThat(e.text()).isEqualTo(message);
        });
    }

    @ParameterizedTest
    @CsvSource({"1e999999999", "-1e300", "99999999999999999999999999999999999999"})
    void aTimeBeyondTheYear9999IsRefused(String number) {
        assertThatThrownBy(() -> decode("{\"pullStartedAt\":" + number + "}", SubmitTaskStateChangeRequest.class))
                .isInstanceOf(AwsException.class);
    }

    @Test
    void aBodyNestedTooDeepIsRefused() {
        String deep = "{\"a\":" + "[".repeat(Json.MAX_DEPTH + 1) + "]".repeat(Json.MAX_DEPTH + 1) + "}";
        assertThatThrownBy(() -> decode(deep, RunTaskRequest.class))
                .isInstanceOf(AwsException.class)
                .hasMessageContaining("beyond a limit");
    }

    @Test
    void noDamagedBodyGivesAnythingButASerializationException() {
        Random random = new Random(SEED);
        RandomPojos pojos = new RandomPojos(SEED);
        for (Class<? extends SdkPojo> type :
                List.of(RegisterTaskDefinitionRequest.class, CreateServiceRequest.class, RunTaskRequest.class)) {
            for (int i = 0; i < 2_000; i++) {
                byte[] body = Json.encode(pojos.next(type));
                for (int damage = 1 + random.nextInt(4); damage > 0; damage--) {
                    body[random.nextInt(body.length)] = (byte) random.nextInt(256);
                }
                try {
                    Json.decode(body, type);
                } catch (AwsException e) {
                    assertThat(e.errorType()).isEqualTo("SerializationException");
                }
            }
        }
    }

    private static <T extends SdkPojo> T decode(String body, Class<T> type) {
        return Json.decode(body.getBytes(StandardCharsets.UTF_8), type);
    }

    private static String text(SdkPojo value) {
        return new String(Json.encode(value), StandardCharsets.UTF_8);
    }
}
