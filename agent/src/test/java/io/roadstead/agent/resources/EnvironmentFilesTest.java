package io.roadstead.agent.resources;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.agent.engine.ResourceSpec;
import io.roadstead.agent.loop.ResourceFetcher;
import io.roadstead.wire.client.ObjectReader;
import io.roadstead.wire.sigv4.Credentials;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What environment files say, which of them counts, and what is told of one that cannot be had. */
class EnvironmentFilesTest {
    private static final String TASK = "arn:aws:ecs:us-east-1:000000000000:task/default/0123";
    private static final Credentials ROLE = Credentials.of("key", "secret");

    /** Source: ecs-behaviour 10.2. */
    static Stream<Arguments> files() {
        return Stream.of(
                Arguments.of("", Map.of()),
                Arguments.of("A=1", Map.of("A", "1")),
                Arguments.of("A=1\nB=2\n", Map.of("A", "1", "B", "2")),
                Arguments.of("A=1\r\nB=2\r\n", Map.of("A", "1", "B", "2")),
                Arguments.of("# A=1\n#B=2\nC=3", Map.of("C", "3")),
                Arguments.of(" #A=1", Map.of(" #A", "1")),
                Arguments.of("A=1 # not a comment", Map.of("A", "1 # not a comment")),
                Arguments.of("A=b=c", Map.of("A", "b=c")),
                Arguments.of("A=\"quoted\"", Map.of("A", "\"quoted\"")),
                Arguments.of("A= spaced ", Map.of("A", " spaced ")),
                Arguments.of(" A =1", Map.of(" A ", "1")),
                Arguments.of("A=", Map.of("A", "")),
                Arguments.of("=1\n=\nA", Map.of()),
                Arguments.of("\n\n\nA=1\n\n", Map.of("A", "1")),
                Arguments.of("A=1\nA=2", Map.of("A", "2")),
                Arguments.of("A=$B ${C} \\n 'x'", Map.of("A", "$B ${C} \\n 'x'")),
                Arguments.of("名前=値", Map.of("名前", "値")),
                Arguments.of("export A=1", Map.of("export A", "1")));
    }

    @ParameterizedTest
    @MethodSource("files")
    void aFileSaysVariables(String text, Map<String, String> variables) {
        assertThat(EnvironmentFile.parse(text)).isEqualTo(variables);
    }

    private static EnvironmentFileSource source(Map<String, String> objects) {
        return new EnvironmentFileSource(
                (bucket, key, role) -> {
                    String text = objects.get(bucket + "/" + key);
                    if (text == null) {
                        return new ObjectReader(
                                        URI.create("http://127.0.0.1:1"),
                                        Credentials.of("a", "b"),
                                        HttpClient.newHttpClient(),
                                        InstantSource.system())
                                .read(bucket, key, "us-east-1", 1);
                    }
                    return text.getBytes(UTF_8);
                },
                Duration.ZERO);
    }

    private static ResourceSpec.EnvironmentFiles of(String... arns) {
        return new ResourceSpec.EnvironmentFiles("app", List.of(arns));
    }

    @Test
    void theFirstFileCountsWhereTwoSayTheSame() throws Exception {
        Map<String, String> objects = new HashMap<>();
        objects.put("config/web/a.env", "A=first\nB=first");
        objects.put("config/b.env", "B=second\nC=second");
        assertThat(source(objects).fetch(TASK, of("arn:aws:s3:::config/web/a.env", "arn:aws:s3:::config/b.env"), ROLE))
                .isEqualTo(Map.of("app", Provision.defaults(Map.of("A", "first", "B", "first", "C", "second"))));
    }

    @Test
    void allFailuresAreTold() {
        assertThatThrownBy(() -> source(Map.of("config/a.env", "A=1"))
                        .fetch(
                                TASK,
                                of("arn:aws:s3:::config/a.env", "arn:aws:s3:::config", "arn:aws:s3:::none/b.env"),
                                ROLE))
                .isInstanceOfSatisfying(ResourceFetcher.Failed.class, failed -> assertThat(failed.why())
                        .startsWith("unable to parse bucket and key from s3 ARN specified in environmentFile"
                                + " arn:aws:s3:::config, error: invalid s3 arn arn:aws:s3:::config;"
                                + "unable to download env file with key b.env from bucket none, error: operation error"
                                + " S3: GetObject, https response error StatusCode: 0, RequestID: , HostID: , request send"
                                + " failed, "));
    }
}
