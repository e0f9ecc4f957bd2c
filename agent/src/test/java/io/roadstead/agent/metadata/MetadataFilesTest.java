package io.roadstead.agent.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.agent.engine.ContainerRef;
import io.roadstead.agent.engine.ContainerRequest;
import io.roadstead.agent.engine.EngineState;
import io.roadstead.agent.engine.Running;
import io.roadstead.agent.engine.Samples;
import io.roadstead.agent.runtime.CreatedContainer;
import io.roadstead.agent.runtime.FakeRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MetadataFilesTest {
    private static final ContainerRef WEB = new ContainerRef(Samples.ARN, "web");

    private final EngineState state = Running.of(Samples.task(Samples.ARN, Samples.published("web", 8080)));
    private final FakeRuntime runtime = new FakeRuntime(() -> Running.NOW).withLocal(Samples.IMAGE);
    private final EndpointIds ids = new EndpointIds("secret");

    @Test
    void aFileIsShortBeforeTheContainerRunsAndReadyOnceItDoes(@TempDir Path data) throws Exception {
        TaskAttendant attendant = TaskAttendant.withFiles(
                ids, data, false, () -> state, () -> new HostFacts("default", "arn:instance", "us-east-1a"), runtime);
        ContainerRequest request = attendant.creates(
                WEB,
                new ContainerRequest(
                        "ecs-web-3-web-1",
                        Samples.IMAGE,
                        2,
                        0,
                        null,
                        null,
                        List.of("A=1"),
                        Map.of(),
                        List.of(),
                        List.of(),
                        null,
                        null,
                        null,
                        false));
        Path directory = data.resolve("metadata/default/" + "a".repeat(32) + "/web");
        Path file = directory.resolve("ecs-container-metadata.json");
        String id = ids.of(WEB);
        assertThat(request.binds()).containsExactly(directory + ":/opt/ecs/metadata/" + id);
        assertThat(request.environment())
                .containsExactly(
                        "A=1", "ECS_CONTAINER_METADATA_FILE=/opt/ecs/metadata/" + id + "/ecs-container-metadata.json");
        assertThat(file)
                .hasContent("{\n\t\"Cluster\": \"default\",\n\t\"ContainerInstanceARN\": \"arn:instance\",\n"
                        + "\t\"TaskARN\": \"" + Samples.ARN + "\",\n\t\"TaskDefinitionFamily\": \"web\",\n"
                        + "\t\"TaskDefinitionRevision\": \"3\",\n\t\"ContainerName\": \"web\"\n}");

        CreatedContainer created = runtime.create(request, Duration.ofSeconds(1));
        attendant.started(WEB, created.id());
        assertThat(Files.readString(file))
                .contains(
                        "\"ContainerID\": \"" + created.id() + "\",\n\t\"ContainerName\": \"web\",\n",
                        "\"DockerContainerName\": \"/ecs-web-3-web-1\"",
                        "\"ImageName\": \"" + Samples.IMAGE + "\"",
                        "\"HostPort\": 8080,\n\t\t\t\"BindIp\": \"0.0.0.0\"",
                        "\"NetworkMode\": \"bridge\"",
                        "\"MetadataFileStatus\": \"READY\",\n\t\"AvailabilityZone\": \"us-east-1a\"\n}");

        attendant.removed(WEB);
        assertThat(data.resolve("metadata/default")).isEmptyDirectory();
    }

    @Test
    void aContainerWhoseFileCannotBeWrittenDoesWithout(@TempDir Path data) throws IOException {
        Path taken = Files.writeString(data.resolve("metadata"), "a file in its place");
        TaskAttendant attendant = TaskAttendant.withFiles(
                ids, data, false, () -> state, () -> new HostFacts("default", null, null), runtime);
        ContainerRequest request = new ContainerRequest(
                "n", "i", 2, 0, null, null, List.of(), Map.of(), List.of(), List.of(), null, null, null, false);

        assertThat(attendant.creates(WEB, request)).isEqualTo(request);
        attendant.endpointAt("169.254.170.2");
        assertThat(attendant.creates(WEB, request).environment())
                .containsExactly(
                        "ECS_AGENT_URI=http://169.254.170.2/api/" + ids.of(WEB),
                        "ECS_CONTAINER_METADATA_URI=http://169.254.170.2/v3/" + ids.of(WEB),
                        "ECS_CONTAINER_METADATA_URI_V4=http://169.254.170.2/v4/" + ids.of(WEB));
        assertThat(taken).exists();
    }

    @Test
    void theControlPlaneIsNamedUnlessTheDefinitionNamesAnother() {
        TaskAttendant attendant = TaskAttendant.withoutFiles(ids, () -> state);
        attendant.apiAt("http://169.254.170.2:4566");
        assertThat(attendant.creates(WEB, with(List.of("A=1"))).environment())
                .containsExactly("A=1", "AWS_ENDPOINT_URL=http://169.254.170.2:4566");
        assertThat(attendant
                        .creates(WEB, with(List.of("AWS_ENDPOINT_URL=http://other")))
                        .environment())
                .containsExactly("AWS_ENDPOINT_URL=http://other");
    }

    private static ContainerRequest with(List<String> environment) {
        return new ContainerRequest(
                "n", "i", 2, 0, null, null, environment, Map.of(), List.of(), List.of(), null, null, null, false);
    }
}
