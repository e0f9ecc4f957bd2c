package io.roadstead.agent.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.agent.credentials.RoleCredentials;
import io.roadstead.agent.credentials.RoleCredentials.Role;
import io.roadstead.agent.endpoint.Handler;
import io.roadstead.agent.engine.ContainerRef;
import io.roadstead.agent.engine.ContainerRequest;
import io.roadstead.agent.engine.EngineState;
import io.roadstead.agent.engine.Running;
import io.roadstead.agent.engine.Samples;
import io.roadstead.agent.engine.TaskFacts;
import io.roadstead.agent.engine.TaskSpec;
import io.roadstead.agent.runtime.FakeRuntime;
import io.roadstead.wire.agent.IamRoleCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CredentialsApiTest {
    private static final String ROLE = "arn:aws:iam::000000000000:role/web";

    private final Path directory;

    private final EndpointIds ids = new EndpointIds("secret");
    private final RoleCredentials credentials = new RoleCredentials();
    private EngineState state = Running.of(task(ROLE));
    private Instant now = Instant.parse("2026-11-23T10:00:00.5Z");

    CredentialsApiTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private static TaskSpec task(@Nullable String role) {
        return new TaskSpec(
                Samples.ARN,
                "web",
                "3",
                0,
                0,
                List.of(Samples.published("web", 8080)),
                List.of(),
                new TaskFacts("EC2", null, null, Map.of(), role));
    }

    private Handler.Answer get(String path, Map<String, String> query) {
        AuditLog audit = new AuditLog(
                directory.resolve("log/audit.log"), () -> new HostFacts("default", "arn:instance", null), () -> now);
        Handler.Request request = new Handler.Request(
                "GET", path, query, "", "172.17.0.9", 41234, Map.of("user-agent", "aws-cli/2.9.19 Python"));
        return new Lookup(() -> state, ids, new FakeRuntime(() -> Running.NOW))
                .credentials(credentials, audit)
                .answer(request)
                .orElseThrow();
    }

    private Handler.Answer get(String path) {
        return get(path, Map.of());
    }

    private void push(Role role, String secret) {
        credentials.hold(
                Samples.ARN,
                role,
                new IamRoleCredentials("cp-id", ROLE, "ASIA1", secret, "token", "2026-11-23T16:00:00Z", null));
    }

    private List<String> logged() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("log"))) {
            return files.sorted()
                    .flatMap(file -> {
                        try {
                            return Files.readAllLines(file).stream();
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .toList();
        }
    }

    @Test
    void whoKnowsTheIdGetsTheCredentialsOfTheTasksRoleAndTheNewestAfterARefresh() {
        push(Role.TASK, "first");
        String path = "/v2/credentials/" + ids.of(Samples.ARN, Role.TASK);
        assertThat(get(path))
                .isEqualTo(Handler.Answer.json(
                        200,
                        "{\"RoleArn\":\"" + ROLE + "\",\"AccessKeyId\":\"ASIA1\",\"SecretAccessKey\":\"first\","
                                + "\"Token\":\"token\",\"Expiration\":\"2026-11-23T16:00:00Z\"}"));
        push(Role.TASK, "second");
        assertThat(get(path).body()).contains("\"SecretAccessKey\":\"second\"");
        assertThat(get("/v1/credentials", Map.of("id", ids.of(Samples.ARN, Role.TASK)))
                        .body())
                .contains("second");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /v2/credentials/ | {"code":"NoIdInRequest","message":"CredentialsV2Request: No Credential ID in the request","HTTPErrorCode":400}
            /v1/credentials | {"code":"NoIdInRequest","message":"CredentialsV1Request: No Credential ID in the request","HTTPErrorCode":400}
            /v2/credentials/00000000-0000-0000-0000-000000000000 | {"code":"InvalidIdInRequest","message":"CredentialsV2Request: Credentials not found","HTTPErrorCode":400}
            """)
    void anIdThatIsNobodysGetsNothing(String path, String body) {
        push(Role.TASK, "secret");
        assertThat(get(path)).isEqualTo(Handler.Answer.json(400, body));
    }

    @Test
    void untilTheyArePushedAgainAfterARestartItIsSaidThatTheyAreNotThereYet() {
        assertThat(get("/v2/credentials/" + ids.of(Samples.ARN, Role.TASK)))
                .isEqualTo(Handler.Answer.json(
                        503,
                        "{\"code\":\"CredentialsUninitialized\",\"message\":\"CredentialsV2Request: Credentials"
                                + " uninitialized for ID\",\"HTTPErrorCode\":503}"));
    }

    @Test
    void aContainersOwnMetadataIdIsNoIdOfCredentials() {
        push(Role.TASK, "secret");
        push(Role.EXECUTION, "secret");
        assertThat(get("/v2/credentials/" + ids.of(new ContainerRef(Samples.ARN, "web")))
                        .status())
                .isEqualTo(400);
        assertThat(ids.of(Samples.ARN, Role.TASK))
                .startsWith(ids.tag() + "-")
                .isNotEqualTo(ids.of(Samples.ARN, Role.EXECUTION))
                .isNotEqualTo(new EndpointIds("other").of(Samples.ARN, Role.TASK));
    }

    @Test
    void everyRequestIsLoggedAsTheOriginalLogsItWithoutTheId() throws IOException {
        push(Role.TASK, "secret");
        push(Role.EXECUTION, "secret");
        get("/v2/credentials/" + ids.of(Samples.ARN, Role.TASK));
        get("/v2/credentials/" + ids.of(Samples.ARN, Role.EXECUTION));
        get("/v2/credentials/nobody");
        assertThat(logged())
                .containsExactly(
                        "2026-11-23T10:00:00Z 200 172.17.0.9:41234 \"/v2/credentials\" \"aws-cli/2.9.19 Python\" "
                                + Samples.ARN + " GetCredentials 2 default arn:instance",
                        "2026-11-23T10:00:00Z 200 172.17.0.9:41234 \"/v2/credentials\" \"aws-cli/2.9.19 Python\" "
                                + Samples.ARN + " GetCredentialsExecutionRole 2 default arn:instance",
                        "2026-11-23T10:00:00Z 400 172.17.0.9:41234 \"/v2/credentials\" \"aws-cli/2.9.19 Python\" - ");
        assertThat(directory.resolve("log/audit.log.2026-11-23-10")).exists();
    }

    @Test
    void theLogsOfTheLast24HoursAreKept() throws IOException {
        for (int hour = 0; hour < 30; hour++) {
            get("/v2/credentials/nobody");
            now = now.plus(Duration.ofHours(1));
        }
        assertThat(logged()).hasSize(24);
        assertThat(directory.resolve("log/audit.log.2026-11-24-15")).exists();
        assertThat(directory.resolve("log/audit.log.2026-11-23-15")).doesNotExist();
    }

    @Test
    void onlyTheContainersOfATaskWithARoleAreToldWhereItsCredentialsAre() {
        TaskAttendant attendant = TaskAttendant.withoutFiles(ids, () -> state);
        ContainerRef web = new ContainerRef(Samples.ARN, "web");
        ContainerRequest request = new ContainerRequest(
                "n", "i", 2, 0, null, null, List.of(), Map.of(), List.of(), List.of(), null, null, null, false);
        assertThat(attendant.creates(web, request).environment())
                .as("nobody listens there")
                .isEmpty();
        attendant.endpointAt("169.254.170.2");
        assertThat(attendant.creates(web, request).environment())
                .contains("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=/v2/credentials/" + ids.of(Samples.ARN, Role.TASK));
        state = Running.of(task(null));
        assertThat(attendant.creates(web, request).environment())
                .noneMatch(line -> line.startsWith("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"));
    }

    @Test
    void theAgentItselfSignsAsTheExecutionRole() {
        assertThat(credentials.execution(Samples.ARN)).isEmpty();
        push(Role.EXECUTION, "hidden");
        assertThat(credentials.execution(Samples.ARN))
                .hasValueSatisfying(found -> assertThat(found.sessionToken()).isEqualTo(Optional.of("token")));
        credentials.forget((arn, role) -> role == Role.EXECUTION);
        assertThat(credentials.execution(Samples.ARN)).isEmpty();
    }
}
