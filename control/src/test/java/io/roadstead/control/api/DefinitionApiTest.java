package io.roadstead.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.control.House;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.Attribute;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.DescribeTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTaskDefinitionResponse;
import software.amazon.awssdk.services.ecs.model.Device;
import software.amazon.awssdk.services.ecs.model.DockerVolumeConfiguration;
import software.amazon.awssdk.services.ecs.model.EFSVolumeConfiguration;
import software.amazon.awssdk.services.ecs.model.HealthCheck;
import software.amazon.awssdk.services.ecs.model.HostEntry;
import software.amazon.awssdk.services.ecs.model.HostVolumeProperties;
import software.amazon.awssdk.services.ecs.model.KernelCapabilities;
import software.amazon.awssdk.services.ecs.model.LinuxParameters;
import software.amazon.awssdk.services.ecs.model.ListTaskDefinitionsRequest;
import software.amazon.awssdk.services.ecs.model.ListTaskDefinitionsResponse;
import software.amazon.awssdk.services.ecs.model.LogConfiguration;
import software.amazon.awssdk.services.ecs.model.MountPoint;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionResponse;
import software.amazon.awssdk.services.ecs.model.Secret;
import software.amazon.awssdk.services.ecs.model.SortOrder;
import software.amazon.awssdk.services.ecs.model.SystemControl;
import software.amazon.awssdk.services.ecs.model.TaskDefinition;
import software.amazon.awssdk.services.ecs.model.Tmpfs;
import software.amazon.awssdk.services.ecs.model.Ulimit;
import software.amazon.awssdk.services.ecs.model.Volume;

class DefinitionApiTest {
    private final House house = new House();

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void definitionsAreListedByFamilyAndThenByRevisionAsANumberPageAfterPage() {
        List<String> expected = new ArrayList<>();
        for (String family : List.of("f", "f-long", "f0", "g")) {
            for (int revision = 1; revision <= 11; revision++) {
                house.definition(family, container -> container.memory(16));
                expected.add(family + ":" + revision);
            }
        }
        assertThat(listed(SortOrder.ASC)).isEqualTo(expected);
        assertThat(listed(SortOrder.DESC)).isEqualTo(expected.reversed());
    }

    @Test
    void everythingThatIsForDockerIsToldBackAsItWasRegistered() {
        ContainerDefinition everything = ContainerDefinition.builder()
                .name("main")
                .image("busybox")
                .memory(64)
                .hostname("here")
                .dnsServers("10.0.0.2", "fd00::2")
                .dnsSearchDomains("example.internal")
                .extraHosts(
                        HostEntry.builder().hostname("db").ipAddress("10.0.0.3").build())
                .privileged(false)
                .readonlyRootFilesystem(true)
                .interactive(true)
                .pseudoTerminal(true)
                .dockerSecurityOptions("no-new-privileges")
                .ulimits(Ulimit.builder()
                        .name("nofile")
                        .softLimit(100)
                        .hardLimit(200)
                        .build())
                .systemControls(SystemControl.builder()
                        .namespace("net.core.somaxconn")
                        .value("99")
                        .build())
                .linuxParameters(LinuxParameters.builder()
                        .capabilities(KernelCapabilities.builder()
                                .add("NET_ADMIN")
                                .drop("MKNOD")
                                .build())
                        .devices(Device.builder()
                                .hostPath("/dev/null")
                                .containerPath("/dev/nil")
                                .permissionsWithStrings("read", "write")
                                .build())
                        .initProcessEnabled(true)
                        .sharedMemorySize(16)
                        .tmpfs(Tmpfs.builder()
                                .containerPath("/scratch")
                                .size(8)
                                .mountOptions("noexec")
                                .build())
                        .maxSwap(0)
                        .swappiness(10)
                        .build())
                .logConfiguration(LogConfiguration.builder()
                        .logDriver("json-file")
                        .options(Map.of("max-size", "1m"))
                        .build())
                .healthCheck(HealthCheck.builder()
                        .command("CMD", "true")
                        .interval(7)
                        .timeout(6)
                        .retries(4)
                        .startPeriod(0)
                        .build())
                .build();

        TaskDefinition registered = house.call(
                        RegisterTaskDefinitionRequest.builder()
                                .family("everything")
                                .containerDefinitions(everything)
                                .build(),
                        RegisterTaskDefinitionResponse.class)
                .taskDefinition();

        assertThat(registered.containerDefinitions().getFirst())
                .isEqualTo(everything.toBuilder()
                        .cpu(0)
                        .essential(true)
                        .portMappings(List.of())
                        .environment(List.of())
                        .mountPoints(List.of())
                        .volumesFrom(List.of())
                        .build());
        assertThat(registered.requiresAttributes())
                .extracting(Attribute::name)
                .containsExactly(
                        "com.amazonaws.ecs.capability.docker-remote-api.1.19",
                        "com.amazonaws.ecs.capability.logging-driver.json-file",
                        "ecs.capability.container-health-check");
        assertThat(house.call(
                                DescribeTaskDefinitionRequest.builder()
                                        .taskDefinition("everything")
                                        .build(),
                                DescribeTaskDefinitionResponse.class)
                        .taskDefinition())
                .isEqualTo(registered);
    }

    @Test
    void secretsAreToldBackAsTheyWereNamed() {
        ContainerDefinition container = ContainerDefinition.builder()
                .name("main")
                .image("busybox")
                .memory(64)
                .secrets(Secret.builder().name("KEY").valueFrom("/app/key").build())
                .repositoryCredentials(credentials -> credentials.credentialsParameter(
                        "arn:aws:secretsmanager:us-east-1:000000000000:secret:login-AbCdEf"))
                .logConfiguration(LogConfiguration.builder()
                        .logDriver("syslog")
                        .secretOptions(Secret.builder()
                                .name("syslog-tls-cert")
                                .valueFrom("cert")
                                .build())
                        .build())
                .build();
        RegisterTaskDefinitionRequest request = RegisterTaskDefinitionRequest.builder()
                .family("f")
                .containerDefinitions(container)
                .build();
        assertThat(house.refusal(request).text())
                .isEqualTo("When you are specifying container secrets, you must also specify a value for"
                        + " 'executionRoleArn'.");

        ContainerDefinition told = house.call(
                        request.toBuilder()
                                .executionRoleArn("arn:aws:iam::000000000000:role/execution")
                                .build(),
                        RegisterTaskDefinitionResponse.class)
                .taskDefinition()
                .containerDefinitions()
                .getFirst();
        assertThat(told.secrets()).isEqualTo(container.secrets());
        assertThat(told.repositoryCredentials()).isEqualTo(container.repositoryCredentials());
        assertThat(told.logConfiguration().secretOptions())
                .isEqualTo(container.logConfiguration().secretOptions());
    }

    @Test
    void volumesAreToldBackAsTheyWereRegistered() {
        List<Volume> volumes = List.of(
                Volume.builder().name("scratch").build(),
                Volume.builder()
                        .name("data")
                        .host(HostVolumeProperties.builder().sourcePath("/srv").build())
                        .build(),
                Volume.builder()
                        .name("shared")
                        .dockerVolumeConfiguration(DockerVolumeConfiguration.builder()
                                .scope("shared")
                                .autoprovision(true)
                                .driver("local")
                                .driverOpts(Map.of("type", "tmpfs"))
                                .labels(Map.of("a", "b"))
                                .build())
                        .build());
        MountPoint mount = MountPoint.builder()
                .sourceVolume("data")
                .containerPath("/data")
                .readOnly(true)
                .build();

        TaskDefinition registered = house.call(
                        RegisterTaskDefinitionRequest.builder()
                                .family("volumes")
                                .volumes(volumes)
                                .containerDefinitions(ContainerDefinition.builder()
                                        .name("main")
                                        .image("busybox")
                                        .memory(64)
                                        .mountPoints(mount)
                                        .build())
                                .build(),
                        RegisterTaskDefinitionResponse.class)
                .taskDefinition();

        assertThat(registered.volumes())
                .containsExactly(
                        Volume.builder()
                                .name("scratch")
                                .host(HostVolumeProperties.builder().build())
                                .build(),
                        volumes.get(1),
                        volumes.get(2));
        assertThat(registered.containerDefinitions().getFirst().mountPoints()).containsExactly(mount);
        assertThat(registered.requiresAttributes())
                .extracting(Attribute::name)
                .containsExactly("ecs.capability.docker-plugin.local");
        assertThat(house.call(
                                DescribeTaskDefinitionRequest.builder()
                                        .taskDefinition("volumes")
                                        .build(),
                                DescribeTaskDefinitionResponse.class)
                        .taskDefinition())
                .isEqualTo(registered);
    }

    @Test
    void volumesThatAreNotBuiltAreRefusedByName() {
        refusesVolume(
                "efsVolumeConfiguration",
                Volume.builder()
                        .name("v")
                        .efsVolumeConfiguration(EFSVolumeConfiguration.builder()
                                .fileSystemId("fs-1")
                                .build())
                        .build());
        refusesVolume(
                "configuredAtLaunch",
                Volume.builder().name("v").configuredAtLaunch(true).build());
    }

    private void refusesVolume(String member, Volume volume) {
        assertThat(house.refusal(RegisterTaskDefinitionRequest.builder()
                                .family("f")
                                .volumes(volume)
                                .containerDefinitions(ContainerDefinition.builder()
                                        .name("main")
                                        .image("busybox")
                                        .memory(64)
                                        .build())
                                .build())
                        .text())
                .contains("Roadstead does not support volumes." + member + " yet");
    }

    private List<String> listed(SortOrder order) {
        List<String> listed = new ArrayList<>();
        @Nullable String token = null;
        do {
            ListTaskDefinitionsResponse page = house.call(
                    ListTaskDefinitionsRequest.builder()
                            .sort(order)
                            .maxResults(4)
                            .nextToken(token)
                            .build(),
                    ListTaskDefinitionsResponse.class);
            page.taskDefinitionArns().forEach(arn -> listed.add(arn.substring(arn.lastIndexOf('/') + 1)));
            token = page.nextToken();
        } while (token != null);
        return listed;
    }
}
