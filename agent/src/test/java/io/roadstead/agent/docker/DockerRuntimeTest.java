package io.roadstead.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.roadstead.agent.cgroup.CgroupSettings;
import io.roadstead.agent.engine.ContainerRef;
import io.roadstead.agent.engine.ContainerRequest;
import io.roadstead.agent.engine.Death;
import io.roadstead.agent.engine.Fault;
import io.roadstead.agent.engine.HealthReading;
import io.roadstead.agent.engine.Inspection;
import io.roadstead.agent.engine.TaskGroup;
import io.roadstead.agent.engine.TaskGroups;
import io.roadstead.agent.engine.Untracked;
import io.roadstead.agent.runtime.ContainerRuntime;
import io.roadstead.agent.runtime.CreatedContainer;
import io.roadstead.agent.runtime.RuntimeContract;
import io.roadstead.agent.runtime.RuntimeFault;
import io.roadstead.agent.runtime.RuntimeListener;
import io.roadstead.core.model.HealthStatus;
import io.roadstead.core.model.PortMapping;
import io.roadstead.core.model.Protocol;
import io.roadstead.testkit.BusyboxImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("docker")
final class DockerRuntimeTest extends RuntimeContract {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final List<String> SLEEP = List.of("sleep", "60");

    static DockerSettings settings(int firstPort) {
        return new DockerSettings(
                URI.create("unix:///var/run/docker.sock"),
                "127.0.0.1",
                firstPort,
                firstPort + 99,
                Map.of(),
                Path.of("/sys/fs/cgroup"));
    }

    @Override
    protected ContainerRuntime open() throws RuntimeFault {
        return new DockerRuntime(settings(41_000));
    }

    @Override
    protected String image() {
        return BusyboxImage.ensure();
    }

    private JsonNode raw(String id) throws RuntimeFault {
        try (DockerApi api = new DockerApi(URI.create("unix:///var/run/docker.sock"))) {
            return api.call("GET", "/containers/" + id + "/json", null, TIMEOUT, "inspecting");
        }
    }

    /** All ends of labelled containers on this host by id: others run theirs at the same time. */
    private Map<String, Death> deaths() throws RuntimeFault {
        Map<String, Death> deaths = new ConcurrentHashMap<>();
        runtime.watch(new RuntimeListener() {
            @Override
            public void died(ContainerRef container, String dockerId, Death death) {
                deaths.put(dockerId, death);
            }

            @Override
            public void started(ContainerRef container, String dockerId) {}

            @Override
            public void healthChanged(ContainerRef container, String dockerId, HealthReading reading) {}

            @Override
            public void back() {}
        });
        return deaths;
    }

    private static Death awaitDeath(Map<String, Death> deaths, String id) {
        await().atMost(Duration.ofSeconds(60)).until(() -> deaths.containsKey(id));
        return Objects.requireNonNull(deaths.get(id));
    }

    @Test
    void whatTheTaskSaysAndItsOwnDockerConfigBothReachDocker() throws RuntimeFault {
        String id = create(request(
                        SLEEP,
                        List.of(),
                        "{\"User\":\"1000\",\"workingdir\":\"/tmp\",\"Labels\":{\"mine\":\"yes\"},"
                                + "\"Healthcheck\":{\"Test\":[\"CMD\",\"true\"],\"Interval\":2000000000}}",
                        "{\"MemoryReservation\":8388608,\"CapAdd\":[\"NET_ADMIN\"],\"Ulimits\":[{\"Name\":\"nofile\","
                                + "\"Soft\":100,\"Hard\":200}],\"Init\":true}"))
                .id();

        JsonNode found = raw(id);
        assertThat(found.path("Config").path("User").asText()).isEqualTo("1000");
        assertThat(found.path("Config").path("WorkingDir").asText()).isEqualTo("/tmp");
        assertThat(found.path("Config").path("Labels").path("mine").asText()).isEqualTo("yes");
        assertThat(found.path("Config")
                        .path("Labels")
                        .path(ContainerRequest.CONTAINER_NAME_LABEL)
                        .asText())
                .isEqualTo("app");
        assertThat(found.path("Config").path("Env").toString()).contains("A=1");
        assertThat(found.path("Config").path("Healthcheck").path("Interval").asLong())
                .isEqualTo(2_000_000_000L);
        assertThat(found.path("HostConfig").path("Memory").asLong()).isEqualTo(16L << 20);
        assertThat(found.path("HostConfig").path("MemoryReservation").asLong()).isEqualTo(8L << 20);
        assertThat(found.path("HostConfig").path("CpuShares").asInt()).isEqualTo(2);
        assertThat(found.path("HostConfig").path("CapAdd").toString()).contains("NET_ADMIN");
        assertThat(found.path("HostConfig").path("Ulimits").toString()).contains("nofile");
        assertThat(found.path("HostConfig").path("Init").asBoolean()).isTrue();
    }

    /** A request like the others, with a check that finds its container well for about two seconds. */
    private ContainerRequest checked(String config) {
        ContainerRequest plain = request(
                List.of("sh", "-c", "touch /tmp/well; sleep 2; rm /tmp/well; sleep 60"), List.of(), config, null);
        return new ContainerRequest(
                plain.dockerName(),
                plain.image(),
                plain.cpuShares(),
                plain.memoryBytes(),
                plain.command(),
                plain.entryPoint(),
                plain.environment(),
                plain.labels(),
                plain.ports(),
                plain.links(),
                plain.config(),
                plain.hostConfig(),
                plain.cgroupParent(),
                true);
    }

    @Test
    void changesOfHealthAreToldAndALookShowsWhatTheCheckSaid() throws RuntimeFault {
        Map<String, List<HealthReading>> told = new ConcurrentHashMap<>();
        runtime.watch(new RuntimeListener() {
            @Override
            public void died(ContainerRef container, String dockerId, Death death) {}

            @Override
            public void started(ContainerRef container, String dockerId) {}

            @Override
            public void healthChanged(ContainerRef container, String dockerId, HealthReading reading) {
                told.computeIfAbsent(dockerId, _ -> new CopyOnWriteArrayList<>())
                        .add(reading);
            }

            @Override
            public void back() {}
        });
        String id = started(checked("{\"Healthcheck\":{\"Test\":[\"CMD-SHELL\",\"ls /tmp/well\"],"
                + "\"Interval\":300000000,\"Timeout\":2000000000,\"Retries\":2}}"));
        assertThat(runtime.inspect(id)).isInstanceOfSatisfying(Inspection.Running.class, running -> assertThat(
                        Objects.requireNonNull(running.health()).status())
                .isEqualTo(HealthStatus.UNKNOWN));

        await().atMost(Duration.ofSeconds(60)).until(() -> told.getOrDefault(id, List.of()).stream()
                .anyMatch(reading -> reading.status() == HealthStatus.UNHEALTHY));
        assertThat(told.get(id))
                .extracting(HealthReading::status)
                .containsExactly(HealthStatus.HEALTHY, HealthStatus.UNHEALTHY);
        assertThat(runtime.inspect(id)).isInstanceOfSatisfying(Inspection.Running.class, running -> {
            HealthReading reading = Objects.requireNonNull(running.health());
            assertThat(reading.status()).isEqualTo(HealthStatus.UNHEALTHY);
            assertThat(reading.output()).contains("No such file");
            assertThat(reading.exitCode()).isEqualTo(1);
            assertThat(reading.at())
                    .isCloseTo(Objects.requireNonNull(told.get(id)).getLast().at(), within(5, ChronoUnit.SECONDS));
        });
    }

    @Test
    void aCheckThatIsToBeReportedAndIsNotThereIsRefusedInTheAgentsWords() {
        assertThat(catchThrowableOfType(RuntimeFault.class, () -> create(checked("{}")))
                        .fault())
                .isEqualTo(
                        new Fault.BadConfig("docker health check is nil while container health check type is DOCKER"));
    }

    @Test
    void anImagesOwnHealthCheckIsSwitchedOff() throws Exception {
        String image = "roadstead-checked:" + UUID.randomUUID();
        Process build = new ProcessBuilder("docker", "build", "-q", "-t", image, "-")
                .redirectErrorStream(true)
                .start();
        try (var dockerfile = build.outputWriter()) {
            dockerfile.write("FROM " + image() + "\nHEALTHCHECK --interval=1s CMD false\n");
        }
        assertThat(build.waitFor()).isZero();
        ContainerRequest plain = request(SLEEP);
        String id = started(new ContainerRequest(
                plain.dockerName(),
                image,
                2,
                0,
                plain.command(),
                null,
                List.of(),
                plain.labels(),
                List.of(),
                List.of(),
                null,
                null,
                null,
                false));

        assertThat(runtime.inspect(id)).isEqualTo(new Inspection.Running(id, List.of()));
        runtime.remove(id);
        new ProcessBuilder("docker", "rmi", image)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    @Test
    void aPortThatIsTakenAtTheStartIsTold() throws RuntimeFault, IOException {
        CreatedContainer created =
                create(request(SLEEP, List.of(new PortMapping(80, 0, Protocol.TCP, null)), null, null));
        try (ServerSocket thief =
                new ServerSocket(created.bindings().getFirst().hostPort(), 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertThat(thief.isBound()).isTrue();
            RuntimeFault thrown = catchThrowableOfType(RuntimeFault.class, () -> runtime.start(created.id(), TIMEOUT));
            assertThat(thrown.fault()).isInstanceOf(Fault.PortTaken.class);
        }
    }

    @Test
    void portsThatAreInUseAreNotChosen() throws RuntimeFault, IOException {
        try (DockerRuntime two = new DockerRuntime(new DockerSettings(
                        URI.create("unix:///var/run/docker.sock"),
                        "127.0.0.1",
                        41_200,
                        41_201,
                        Map.of(),
                        Path.of("/sys/fs/cgroup")));
                ServerSocket taken = new ServerSocket(41_200, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertThat(taken.isBound()).isTrue();
            CreatedContainer created = two.create(
                    request(SLEEP, List.of(new PortMapping(80, 0, Protocol.TCP, null)), null, null), TIMEOUT);
            two.remove(created.id());
            assertThat(created.bindings().getFirst().hostPort()).isEqualTo(41_201);
        }
    }

    @Test
    void hostNetworkPublishesNothingAndNamesTheContainersOwnPorts() throws RuntimeFault {
        CreatedContainer created = create(request(
                SLEEP, List.of(new PortMapping(8099, 0, Protocol.TCP, null)), null, "{\"NetworkMode\":\"host\"}"));

        assertThat(created.bindings().getFirst().hostPort()).isEqualTo(8099);
        assertThat(raw(created.id()).path("HostConfig").path("PortBindings").isEmpty())
                .isTrue();
    }

    @Test
    void aKillForMemoryIsToldWithItsMoment() throws RuntimeFault {
        Map<String, Death> deaths = deaths();
        Death death = awaitDeath(deaths, started(request(List.of("sh", "-c", "tail /dev/zero"))));

        assertThat(death.exitCode()).isEqualTo(137);
        assertThat(death.oomAt()).isNotNull();
        assertThat(death.oomAt()).isCloseTo(death.at(), within(2, ChronoUnit.SECONDS));
    }

    /** On a busy machine news of the kill may come after news of the death. */
    @Test
    void killsForMemoryAreKnownAsSuchWhenManyComeAtOnce() throws Exception {
        int many = 16;
        Map<String, Death> deaths = deaths();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            ids.add(create(request(List.of("sh", "-c", "x=a; while true; do x=$x$x; done")))
                    .id());
        }
        List<Thread> starting = new ArrayList<>();
        for (String id : ids) {
            starting.add(Thread.ofVirtual().start(() -> {
                try {
                    runtime.start(id, TIMEOUT);
                } catch (RuntimeFault e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        for (Thread thread : starting) {
            thread.join();
        }

        assertThat(ids).allSatisfy(id -> {
            Death death = awaitDeath(deaths, id);
            assertThat(death.exitCode()).isEqualTo(137);
            assertThat(death.oomAt()).isNotNull();
        });
    }

    @Test
    void aKillFromOutsideIsNoKillForMemory() throws RuntimeFault, IOException, InterruptedException {
        Map<String, Death> deaths = deaths();
        String id = started(request(SLEEP));
        new ProcessBuilder("docker", "kill", id)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();

        Death death = awaitDeath(deaths, id);
        assertThat(death.exitCode()).isEqualTo(137);
        assertThat(death.oomAt()).isNull();
        assertThat(death.oomFlag()).isFalse();
    }

    @Test
    void aStopWaitsForItsGraceAndThenKills() throws RuntimeFault {
        Map<String, Death> deaths = deaths();
        String id = started(request(SLEEP));

        runtime.stop(id, Duration.ofSeconds(1), TIMEOUT);

        Death death = awaitDeath(deaths, id);
        assertThat(death.exitCode()).isEqualTo(137);
        assertThat(death.oomAt()).isNull();
    }

    @Test
    void aHostConfigThatIsNoJsonIsRefusedInTheAgentsWords() {
        RuntimeFault thrown =
                catchThrowableOfType(RuntimeFault.class, () -> create(request(SLEEP, List.of(), null, "{\"Memory\":")));

        assertThat(thrown.fault()).isInstanceOfSatisfying(Fault.BadHostConfig.class, bad -> assertThat(bad.text())
                .startsWith("Unable to decode given host config: "));
    }

    @Test
    void aPullOfWhatNoRegistryHasFailsAndKeepsDockersWords() {
        RuntimeFault thrown = catchThrowableOfType(
                RuntimeFault.class,
                () -> runtime.pull("127.0.0.1:1/no/such:image", null, Duration.ofSeconds(2), Duration.ofSeconds(1)));

        assertThat(thrown.fault()).isInstanceOfSatisfying(Fault.Refused.class, refused -> assertThat(refused.text())
                .startsWith("Error response from daemon: Get "));
    }

    @Test
    void aDockerThatIsNotThereIsToldAsItsOwnClientDoes() {
        RuntimeFault thrown = catchThrowableOfType(
                RuntimeFault.class,
                () -> new DockerRuntime(new DockerSettings(
                        URI.create("unix:///nowhere/docker.sock"),
                        "127.0.0.1",
                        41_300,
                        41_301,
                        Map.of(),
                        Path.of("/sys/fs/cgroup"))));

        assertThat(thrown.fault())
                .isEqualTo(new Fault.DaemonGone(
                        "Cannot connect to the Docker daemon at unix:///nowhere/docker.sock. Is the docker"
                                + " daemon running?"));
    }

    @Test
    void aCallThatTakesTooLongIsGivenUp() throws RuntimeFault {
        String id = started(request(SLEEP));

        RuntimeFault thrown = catchThrowableOfType(
                RuntimeFault.class, () -> runtime.stop(id, Duration.ofSeconds(5), Duration.ofMillis(200)));

        assertThat(thrown.fault()).isEqualTo(new Fault.TimedOut("stopped", Duration.ofMillis(200)));
    }

    @Test
    void whatIsOfNoTaskIsFoundAndAContainerOfItIsRemovedUnlessItRuns() throws Exception {
        String own = create(request(SLEEP, List.of(), "{}", "{}")).id();
        String ended = docker("run", "-d", image(), "true");
        String running = docker("run", "-d", image(), "sleep", "60");
        try {
            await().until(() -> runtime.untracked().containers().stream()
                    .anyMatch(each -> each.id().equals(ended)));
            Untracked found = runtime.untracked();
            assertThat(found.containers())
                    .filteredOn(each -> each.id().equals(ended))
                    .allSatisfy(each -> assertThat(each.since())
                            .isBetween(
                                    Instant.now().minusSeconds(60),
                                    Instant.now().plusSeconds(1)));
            assertThat(found.containers()).extracting(Untracked.Container::id).doesNotContain(own, running);
            assertThat(found.images())
                    .anySatisfy(each -> assertThat(each.tags()).contains(image()));
            runtime.removeStopped(ended);
            runtime.removeStopped(ended);
            assertThat(runtime.untracked().containers())
                    .extracting(Untracked.Container::id)
                    .doesNotContain(ended);
            assertThatThrownBy(() -> runtime.removeStopped(running)).isInstanceOf(RuntimeFault.class);
        } finally {
            docker("rm", "-f", running);
        }
    }

    private static String docker(String... words) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of("docker"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return said.strip();
    }

    @Test
    void aTasksCgroupLimitsAllItsContainersAndIsRemovedAfterThem() throws RuntimeFault, IOException {
        DockerSettings usual = settings(41_000);
        DockerRuntime docker = new DockerRuntime(new DockerSettings(
                usual.host(),
                usual.bindAddress(),
                usual.firstPort(),
                usual.lastPort(),
                usual.registries(),
                new CgroupSettings(CgroupSettings.USUAL_ROOT, Duration.ofMillis(50), 64),
                LogRoute.NONE,
                new RegistryLogins()));
        assertThat(docker.cgroups().probe(docker.info().cgroupDriver())).isEqualTo(new TaskGroups.Paths());
        TaskGroup group = new TaskGroup("/ecs/test-" + UUID.randomUUID(), 25_000, 128, 32L << 20);
        docker.createGroup(group);
        ContainerRequest plain = request(SLEEP);
        String id = started(new ContainerRequest(
                plain.dockerName(),
                plain.image(),
                2,
                0,
                plain.command(),
                null,
                List.of(),
                plain.labels(),
                List.of(),
                List.of(),
                null,
                null,
                group.parent(),
                false));

        boolean unified = docker.info().cgroupVersion() == 2;
        Path root = Path.of("/sys/fs/cgroup");
        Path memory =
                root.resolve(unified ? "" : "memory").resolve(group.parent().substring(1));
        Path cpu = root.resolve(unified ? "" : "cpu").resolve(group.parent().substring(1));
        assertThat(Files.readString(memory.resolve(unified ? "memory.max" : "memory.limit_in_bytes")))
                .isEqualToIgnoringNewLines(String.valueOf(32L << 20));
        assertThat(Files.readString(cpu.resolve(unified ? "cpu.max" : "cpu.cfs_quota_us")))
                .startsWith("12500");
        Path pids = root.resolve(unified ? "" : "pids").resolve(group.parent().substring(1));
        assertThat(Files.readString(pids.resolve("pids.max"))).isEqualToIgnoringNewLines("64");
        assertThat(memory.resolve(id)).isDirectory();

        docker.remove(id);
        docker.removeGroup(group);
        assertThat(memory).doesNotExist();
        docker.close();
    }
}
