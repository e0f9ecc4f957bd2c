package io.roadstead.control.gateway;

import static io.roadstead.control.gateway.Samples.SCOPE;
import static io.roadstead.control.gateway.Samples.container;
import static io.roadstead.control.gateway.Samples.definition;
import static io.roadstead.control.gateway.Samples.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.control.gateway.TaskCredentials.RoleType;
import io.roadstead.core.model.ContainerDefinition;
import io.roadstead.core.model.ContainerOverride;
import io.roadstead.core.model.Dependency;
import io.roadstead.core.model.DockerOptions;
import io.roadstead.core.model.DockerOptions.HostEntry;
import io.roadstead.core.model.DockerOptions.Ulimit;
import io.roadstead.core.model.HealthCheck;
import io.roadstead.core.model.IpcMode;
import io.roadstead.core.model.KeyValue;
import io.roadstead.core.model.LaunchType;
import io.roadstead.core.model.LinuxParameters;
import io.roadstead.core.model.LinuxParameters.Capabilities;
import io.roadstead.core.model.LinuxParameters.Device;
import io.roadstead.core.model.LinuxParameters.Tmpfs;
import io.roadstead.core.model.LogConfiguration;
import io.roadstead.core.model.NetworkMode;
import io.roadstead.core.model.PidMode;
import io.roadstead.core.model.PortMapping;
import io.roadstead.core.model.PortRange;
import io.roadstead.core.model.Protocol;
import io.roadstead.core.model.RestartPolicy;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.model.TaskOverride;
import io.roadstead.core.model.VolumeFrom;
import io.roadstead.wire.agent.IamRoleCredentials;
import io.roadstead.wire.agent.ProtocolContainer;
import io.roadstead.wire.agent.ProtocolTask;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PayloadBuilderTest {
    private static final ContainerDefinition RICH = new ContainerDefinition(
            "web",
            "nginx:1",
            256,
            512,
            128,
            true,
            List.of(new PortMapping(80, 0, Protocol.TCP, "http"), new PortMapping(53, 5353, Protocol.UDP, null)),
            List.of("/entry"),
            List.of("serve"),
            List.of(new KeyValue("A", "1"), new KeyValue("B", "2")),
            60,
            5,
            "nobody",
            "/srv",
            Map.of("team", "blue"),
            new HealthCheck(List.of("CMD-SHELL", "wget -q localhost"), 30, 5, 3, 10),
            DockerOptions.NONE);

    @Test
    void aTaskCarriesItsNamesAndItsDefinition() {
        ProtocolTask sent = run(task("t1", definition(container("web"))), definition(container("web")));

        assertThat(sent.arn()).isEqualTo("arn:aws:ecs:us-east-1:123456789012:task/default/t1");
        assertThat(sent.taskClusterArn()).isEqualTo("arn:aws:ecs:us-east-1:123456789012:cluster/default");
        assertThat(sent.taskDefinitionAccountId()).isEqualTo("123456789012");
        assertThat(sent.desiredStatus()).isEqualTo("RUNNING");
        assertThat(sent.family()).isEqualTo("fam");
        assertThat(sent.version()).isEqualTo("3");
        assertThat(sent.overrides()).isEqualTo("{}");
        assertThat(sent.launchType()).isEqualTo("EC2");
        assertThat(sent.networkMode()).isEqualTo("bridge");
        assertThat(sent.group()).isEqualTo("family:fam");
        assertThat(sent.serviceName()).isNull();
        assertThat(sent.cpu()).isNull();
        assertThat(sent.memory()).isNull();
    }

    @Test
    void aContainerCarriesEverythingOfItsDefinition() {
        ProtocolContainer sent = only(run(task("t1", definition(RICH)), definition(RICH)));

        assertThat(sent)
                .isEqualTo(new ProtocolContainer(
                        "web",
                        "nginx:1",
                        "arn:aws:ecs:us-east-1:123456789012:container/default/t1/uuid-of-web",
                        256,
                        512,
                        true,
                        List.of("serve"),
                        List.of("/entry"),
                        Map.of("AWS_EXECUTION_ENV", "AWS_ECS_EC2", "A", "1", "B", "2"),
                        "{}",
                        List.of(
                                new ProtocolContainer.PortMapping(80, 0, null, "tcp"),
                                new ProtocolContainer.PortMapping(53, 5353, null, "udp")),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        60,
                        5,
                        null,
                        "docker",
                        null,
                        new ProtocolContainer.DockerConfig(
                                "{\"User\":\"nobody\",\"WorkingDir\":\"/srv\",\"Labels\":{\"team\":\"blue\"},"
                                        + "\"Healthcheck\":{\"Test\":[\"CMD-SHELL\",\"wget -q localhost\"],"
                                        + "\"Interval\":30000000000,\"Timeout\":5000000000,\"Retries\":3,"
                                        + "\"StartPeriod\":10000000000}}",
                                "{\"MemoryReservation\":134217728}",
                                "1.29")));
    }

    @Test
    void orderRestartsMountsAndRangesGoOutInTheProtocolsOwnMembers() {
        ContainerDefinition plain = container("app");
        ContainerDefinition ordered = new ContainerDefinition(
                plain.name(),
                plain.image(),
                plain.cpu(),
                plain.memory(),
                plain.memoryReservation(),
                plain.essential(),
                List.of(new PortMapping(0, 0, Protocol.UDP, null, new PortRange(8000, 8002))),
                plain.entryPoint(),
                plain.command(),
                plain.environment(),
                20,
                plain.stopTimeout(),
                plain.user(),
                plain.workingDirectory(),
                plain.dockerLabels(),
                null,
                DockerOptions.NONE,
                List.of(new Dependency("init", Dependency.Condition.SUCCESS)),
                new RestartPolicy(true, List.of(3), 300),
                List.of(new VolumeFrom("data", true)),
                0,
                List.of());
        TaskDefinition all = definition(ordered, container("init"), container("data"));
        ProtocolContainer sent = run(task("t1", all), all).containers().getFirst();

        assertThat(sent.dependsOn()).containsExactly(new ProtocolContainer.Dependency("init", "SUCCESS"));
        assertThat(sent.startTimeout()).isEqualTo(20);
        assertThat(sent.restartPolicy()).isEqualTo(new ProtocolContainer.RestartPolicy(true, List.of(3), 300));
        assertThat(sent.volumesFrom()).containsExactly(new ProtocolContainer.VolumeFrom("data", true));
        assertThat(sent.portMappings())
                .containsExactly(new ProtocolContainer.PortMapping(null, null, "8000-8002", "udp"));
        assertThat(sent.overrides()).isEqualTo("{}");
    }

    @ParameterizedTest
    @EnumSource(IpcMode.class)
    void namespacesAreTheTasks(IpcMode mode) {
        TaskDefinition plain = definition(container("app"));
        TaskDefinition shared = new TaskDefinition(
                plain.scope(),
                plain.family(),
                plain.revision(),
                plain.status(),
                plain.containers(),
                plain.volumes(),
                plain.networkMode(),
                plain.cpu(),
                plain.memory(),
                plain.taskRoleArn(),
                plain.executionRoleArn(),
                plain.placementConstraints(),
                plain.requiresCompatibilities(),
                plain.compatibilities(),
                plain.requiresAttributes(),
                plain.tags(),
                plain.registeredAt(),
                plain.registeredBy(),
                null,
                PidMode.TASK,
                mode,
                null);
        ProtocolTask sent = run(task("t1", shared), shared);

        assertThat(sent.pidMode()).isEqualTo("task");
        assertThat(sent.ipcMode()).isEqualTo(mode.wire());
        assertThat(only(sent).dockerConfig()).isEqualTo(new ProtocolContainer.DockerConfig("{}", "{}", "1.17"));
    }

    @Test
    void aPlainContainerLeavesDockersConfigurationAlone() {
        ProtocolContainer sent = only(run(task("t1", definition(container("web"))), definition(container("web"))));

        assertThat(sent.dockerConfig()).isEqualTo(new ProtocolContainer.DockerConfig("{}", "{}", "1.17"));
        assertThat(sent.entryPoint()).isNull();
        assertThat(sent.startTimeout()).isNull();
    }

    @Test
    void aHealthCheckWithoutStartPeriodSaysNothingOfOne() {
        ContainerDefinition checked = checked(new HealthCheck(List.of("CMD", "true"), 5, 2, 1, null));

        ProtocolContainer sent = only(run(task("t1", definition(checked)), definition(checked)));

        assertThat(sent.healthCheckType()).isEqualTo("docker");
        assertThat(sent.dockerConfig())
                .isEqualTo(new ProtocolContainer.DockerConfig(
                        "{\"Healthcheck\":{\"Test\":[\"CMD\",\"true\"],"
                                + "\"Interval\":5000000000,\"Timeout\":2000000000,\"Retries\":1}}",
                        "{}",
                        "1.24"));
    }

    private static ContainerDefinition checked(HealthCheck check) {
        return with(check, 4, DockerOptions.NONE);
    }

    private static ContainerDefinition with(
            @Nullable HealthCheck check, @Nullable Integer memory, DockerOptions options) {
        return new ContainerDefinition(
                "web", "i", 0, memory, null, true, List.of(), null, null, List.of(), null, null, null, null, Map.of(),
                check, options);
    }

    @Test
    void whatIsForDockerIsSaidInDockersNamesAndUnits() {
        ContainerDefinition everything = with(
                null,
                64,
                new DockerOptions(
                        List.of("db:store", "cache"),
                        "here",
                        List.of("10.0.0.2"),
                        List.of("example.internal"),
                        List.of(new HostEntry("db", "10.0.0.3")),
                        true,
                        true,
                        true,
                        false,
                        List.of("no-new-privileges"),
                        List.of(new Ulimit("nofile", 100, 200)),
                        List.of(new KeyValue("net.core.somaxconn", "99")),
                        new LinuxParameters(
                                new Capabilities(List.of("NET_ADMIN"), List.of("MKNOD")),
                                List.of(
                                        new Device("/dev/null", null, List.of()),
                                        new Device("/dev/zero", "/dev/nil", List.of("read", "write"))),
                                true,
                                16,
                                List.of(
                                        new Tmpfs("/a", 8, List.of()),
                                        new Tmpfs("/b", 4, List.of("noexec", "mode=755"))),
                                32,
                                10),
                        new LogConfiguration("syslog", Map.of("syslog-address", "udp://127.0.0.1:514"))));

        ProtocolContainer.DockerConfig sent =
                Objects.requireNonNull(only(run(task("t1", definition(everything)), definition(everything)))
                        .dockerConfig());

        assertThat(sent.config()).isEqualTo("{\"Hostname\":\"here\",\"OpenStdin\":true,\"Tty\":false}");
        assertThat(sent.hostConfig())
                .isEqualTo("{\"Privileged\":true,\"ReadonlyRootfs\":true,\"Dns\":[\"10.0.0.2\"],"
                        + "\"DnsSearch\":[\"example.internal\"],\"ExtraHosts\":[\"db:10.0.0.3\"],"
                        + "\"SecurityOpt\":[\"no-new-privileges\"],"
                        + "\"Ulimits\":[{\"Name\":\"nofile\",\"Soft\":100,\"Hard\":200}],"
                        + "\"Sysctls\":{\"net.core.somaxconn\":\"99\"},"
                        + "\"CapAdd\":[\"NET_ADMIN\"],\"CapDrop\":[\"MKNOD\"],"
                        + "\"Devices\":[{\"PathOnHost\":\"/dev/null\",\"PathInContainer\":\"/dev/null\","
                        + "\"CgroupPermissions\":\"rwm\"},{\"PathOnHost\":\"/dev/zero\","
                        + "\"PathInContainer\":\"/dev/nil\",\"CgroupPermissions\":\"rw\"}],"
                        + "\"Init\":true,\"ShmSize\":16777216,"
                        + "\"Tmpfs\":{\"/a\":\"size=8m\",\"/b\":\"size=4m,noexec,mode=755\"},"
                        + "\"MemorySwap\":100663296,\"MemorySwappiness\":10,"
                        + "\"LogConfig\":{\"Type\":\"syslog\",\"Config\":{\"syslog-address\":"
                        + "\"udp://127.0.0.1:514\",\"mode\":\"non-blocking\",\"max-buffer-size\":\"10m\"}}}");
        assertThat(sent.version()).isEqualTo("1.25");
    }

    @Test
    void swapIsCountedFromTheMemoryThatIsLeftAfterOverrides() {
        ContainerDefinition swapping =
                with(null, 64, optionsOf(new LinuxParameters(null, List.of(), null, null, List.of(), 0, null), null));
        TaskOverride override = overriding(new ContainerOverride("web", null, List.of(), null, 128, null));

        assertThat(hostConfig(run(task("t1", definition(swapping), override), definition(swapping))))
                .isEqualTo("{\"MemorySwap\":134217728}");
    }

    @Test
    void aLogThatKeepsNothingHasNoOptionsAndOneThatBlocksHasNoBuffer() {
        ContainerDefinition silent = with(null, 4, optionsOf(null, new LogConfiguration("none", Map.of())));
        ContainerDefinition blocking =
                with(null, 4, optionsOf(null, new LogConfiguration("json-file", Map.of("mode", "blocking"))));

        assertThat(hostConfig(run(task("t1", definition(silent)), definition(silent))))
                .isEqualTo("{\"LogConfig\":{\"Type\":\"none\",\"Config\":{}}}");
        assertThat(hostConfig(run(task("t1", definition(blocking)), definition(blocking))))
                .isEqualTo("{\"LogConfig\":{\"Type\":\"json-file\",\"Config\":{\"mode\":\"blocking\"}}}");
    }

    private static DockerOptions optionsOf(@Nullable LinuxParameters linux, @Nullable LogConfiguration log) {
        return new DockerOptions(
                List.of(), null, List.of(), List.of(), List.of(), null, null, null, null, List.of(), List.of(),
                List.of(), linux, log);
    }

    private static @Nullable String hostConfig(ProtocolTask sent) {
        return Objects.requireNonNull(only(sent).dockerConfig()).hostConfig();
    }

    @Test
    void overridesAreMergedBeforeSendingBecauseTheAgentKnowsNone() {
        TaskOverride override = new TaskOverride(
                List.of(new ContainerOverride(
                        "web",
                        List.of("other", "words"),
                        List.of(new KeyValue("B", "20"), new KeyValue("C", "30")),
                        64,
                        1024,
                        256)),
                null,
                null,
                null,
                null);

        ProtocolContainer sent = only(run(task("t1", definition(RICH), override), definition(RICH)));

        assertThat(sent.command()).containsExactly("other", "words");
        assertThat(sent.environment())
                .isEqualTo(Map.of("AWS_EXECUTION_ENV", "AWS_ECS_EC2", "A", "1", "B", "20", "C", "30"));
        assertThat(sent.cpu()).isEqualTo(64);
        assertThat(sent.memory()).isEqualTo(1024);
        assertThat(Objects.requireNonNull(sent.dockerConfig()).hostConfig())
                .isEqualTo("{\"MemoryReservation\":268435456}");
        assertThat(sent.overrides()).isEqualTo("{}");
    }

    @Test
    void anOverrideOfAnotherContainerChangesNothing() {
        TaskOverride override = new TaskOverride(
                List.of(new ContainerOverride("other", List.of("x"), List.of(), 1, 2, 3)), null, null, null, null);

        assertThat(only(run(task("t1", definition(RICH), override), definition(RICH))))
                .isEqualTo(only(run(task("t1", definition(RICH)), definition(RICH))));
    }

    @Test
    void anEmptyCommandOverridesTheDefinitionsAndAnAbsentOneDoesNot() {
        ContainerOverride empty = new ContainerOverride("web", List.of(), List.of(), null, null, null);
        ContainerOverride absent = new ContainerOverride("web", null, List.of(), null, null, null);

        assertThat(only(run(task("t1", definition(RICH), overriding(empty)), definition(RICH)))
                        .command())
                .isEmpty();
        assertThat(only(run(task("t1", definition(RICH), overriding(absent)), definition(RICH)))
                        .command())
                .containsExactly("serve");
    }

    @ParameterizedTest
    @EnumSource(
            value = NetworkMode.class,
            names = {"HOST", "NONE"})
    void hostAndNoneGoThroughDockersHostConfigAndPublishNothing(NetworkMode mode) {
        TaskDefinition definition = definition(mode, null, null, RICH);

        ProtocolTask sent = run(task("t1", definition), definition);

        assertThat(sent.networkMode()).isEqualTo(mode.wire());
        assertThat(only(sent).portMappings()).isEmpty();
        assertThat(Objects.requireNonNull(only(sent).dockerConfig()).hostConfig())
                .isEqualTo("{\"NetworkMode\":\"" + mode.wire() + "\",\"MemoryReservation\":134217728}");
    }

    @Test
    void aContainerWithoutAHardLimitIsSentZero() {
        ContainerDefinition soft = new ContainerDefinition(
                "web", "i", 0, null, 32, false, List.of(), null, null, List.of(), null, null, null, null, Map.of());

        ProtocolContainer sent = only(run(task("t1", definition(soft)), definition(soft)));

        assertThat(sent.memory()).isZero();
        assertThat(sent.essential()).isFalse();
        assertThat(sent.command()).isNull();
    }

    @Test
    void taskLevelCpuIsSentInVcpu() {
        TaskDefinition definition = definition(RICH);
        Task plain = task("t1", definition);
        Task sized = new Task(
                plain.scope(),
                plain.cluster(),
                plain.id(),
                plain.family(),
                plain.revision(),
                plain.containerInstanceId(),
                LaunchType.EXTERNAL,
                plain.availabilityZone(),
                "service:web-service",
                null,
                256,
                512,
                plain.overrides(),
                List.of(),
                plain.createdAt(),
                1,
                plain.desired(),
                plain.observed(),
                null,
                false);

        ProtocolTask sent = run(sized, definition);

        assertThat(sent.cpu()).isEqualTo(0.25);
        assertThat(sent.memory()).isEqualTo(512);
        assertThat(sent.launchType()).isEqualTo("EXTERNAL");
        assertThat(sent.serviceName()).isEqualTo("web-service");
    }

    @Test
    void aVariableTheDefinitionSetsItselfWins() {
        ContainerDefinition definition = new ContainerDefinition(
                "web",
                "i",
                0,
                4,
                null,
                true,
                List.of(),
                null,
                null,
                List.of(new KeyValue("AWS_EXECUTION_ENV", "MINE")),
                null,
                null,
                null,
                null,
                Map.of());

        assertThat(only(run(task("t1", definition(definition)), definition(definition)))
                        .environment())
                .isEqualTo(Map.of("AWS_EXECUTION_ENV", "MINE"));
    }

    @Test
    void credentialsGoWithTheTaskWhenThereAreSome() {
        IamRoleCredentials role = new IamRoleCredentials("id", "role", "AK", "SK", "T", "2026", null);

        ProtocolTask sent = PayloadBuilder.toRun(task("t1", definition(RICH)), definition(RICH), role, null);

        assertThat(sent.roleCredentials()).isSameAs(role);
        assertThat(sent.executionRoleCredentials()).isNull();
    }

    @Test
    void theRoleOfATaskIsItsOverridesThenItsDefinitions() {
        TaskDefinition definition = definition(null, "def-role", "def-exec", RICH);
        TaskOverride override = new TaskOverride(List.of(), null, null, "own-role", null);
        Task plain = task("t1", definition);
        Task overridden = task("t1", definition, override);

        assertThat(PayloadBuilder.roleArn(plain, definition, RoleType.TASK_APPLICATION))
                .contains("def-role");
        assertThat(PayloadBuilder.roleArn(overridden, definition, RoleType.TASK_APPLICATION))
                .contains("own-role");
        assertThat(PayloadBuilder.roleArn(overridden, definition, RoleType.TASK_EXECUTION))
                .contains("def-exec");
        assertThat(PayloadBuilder.roleArn(plain, definition(RICH), RoleType.TASK_EXECUTION))
                .isEmpty();
    }

    @Test
    void aTaskToStopIsSentWithItsNameAlone() {
        ProtocolTask sent = PayloadBuilder.toStop(task("t1", definition(RICH)));

        assertThat(sent.desiredStatus()).isEqualTo("STOPPED");
        assertThat(sent.arn()).isEqualTo(SCOPE.arn("task/default/t1"));
        assertThat(sent.containers()).isEmpty();
    }

    private static TaskOverride overriding(ContainerOverride override) {
        return new TaskOverride(List.of(override), null, null, null, null);
    }

    private static ProtocolTask run(Task task, TaskDefinition definition) {
        return PayloadBuilder.toRun(task, definition, none(), none());
    }

    private static @Nullable IamRoleCredentials none() {
        return null;
    }

    private static ProtocolContainer only(ProtocolTask task) {
        assertThat(task.containers()).hasSize(1);
        return task.containers().getFirst();
    }
}
