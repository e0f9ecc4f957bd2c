package io.roadstead.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.roadstead.agent.engine.ContainerRef;
import io.roadstead.agent.engine.ContainerRequest;
import io.roadstead.agent.engine.Death;
import io.roadstead.agent.engine.Fault;
import io.roadstead.agent.engine.HealthReading;
import io.roadstead.agent.engine.Inspection;
import io.roadstead.agent.engine.LocalVolume;
import io.roadstead.agent.engine.VolumeRequest;
import io.roadstead.core.model.PortMapping;
import io.roadstead.core.model.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the engine relies on, of Docker and of the fake alike. */
public abstract class RuntimeContract {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final List<String> FOREVER =
            List.of("sh", "-c", "trap 'exit 143' TERM; while :; do sleep 0.1; done");

    private final List<String> made = new ArrayList<>();
    private final Queue<Told> told = new ConcurrentLinkedQueue<>();

    /** Set up before each test. */
    protected ContainerRuntime runtime = unset();

    private record Told(ContainerRef container, String id, Death death) {}

    private static ContainerRuntime unset() {
        return new FakeRuntime(java.time.Instant::now);
    }

    /** A runtime that has this test's image. */
    protected abstract ContainerRuntime open() throws RuntimeFault;

    protected abstract String image();

    @BeforeEach
    void connect() throws RuntimeFault {
        runtime = open();
    }

    @AfterEach
    void tidy() throws RuntimeFault {
        for (String id : made) {
            runtime.remove(id);
        }
        runtime.close();
    }

    protected ContainerRequest request(List<String> command) {
        return request(command, List.of(), null, null);
    }

    protected ContainerRequest request(
            List<String> command, List<PortMapping> ports, @Nullable String config, @Nullable String hostConfig) {
        Map<String, String> labels = new HashMap<>();
        labels.put(ContainerRequest.TASK_ARN_LABEL, "arn:aws:ecs:us-east-1:1:task/default/contract");
        labels.put(ContainerRequest.CONTAINER_NAME_LABEL, "app");
        return new ContainerRequest(
                "roadstead-contract-" + UUID.randomUUID(),
                image(),
                2,
                16L << 20,
                command,
                null,
                List.of("A=1"),
                labels,
                ports,
                List.of(),
                config,
                hostConfig,
                null,
                false);
    }

    protected CreatedContainer create(ContainerRequest request) throws RuntimeFault {
        CreatedContainer created = runtime.create(request, TIMEOUT);
        made.add(created.id());
        return created;
    }

    protected String started(ContainerRequest request) throws RuntimeFault {
        String id = create(request).id();
        runtime.start(id, TIMEOUT);
        return id;
    }

    private void listen() throws RuntimeFault {
        runtime.watch(new RuntimeListener() {
            @Override
            public void died(ContainerRef container, String dockerId, Death death) {
                told.add(new Told(container, dockerId, death));
            }

            @Override
            public void started(ContainerRef container, String dockerId) {}

            @Override
            public void healthChanged(ContainerRef container, String dockerId, HealthReading reading) {}

            @Override
            public void back() {}
        });
    }

    private Fault faultOf(ThrowingRunnable call) {
        RuntimeFault thrown = catchThrowableOfType(RuntimeFault.class, call::run);
        assertThat(thrown).isNotNull();
        return thrown.fault();
    }

    /** A call that may fail. */
    protected interface ThrowingRunnable {
        void run() throws Exception;
    }

    @Test
    void aContainerGoesFromCreatedToRunningToExitedToAbsent() throws RuntimeFault {
        ContainerRequest request = request(FOREVER);
        String id = create(request).id();
        assertThat(runtime.inspect(id)).isEqualTo(new Inspection.NeverRan(id, List.of()));
        assertThat(runtime.inspect(request.dockerName())).isEqualTo(new Inspection.NeverRan(id, List.of()));

        runtime.start(id, TIMEOUT);
        assertThat(runtime.inspect(id)).isEqualTo(new Inspection.Running(id, List.of()));

        runtime.stop(id, Duration.ofSeconds(5), TIMEOUT);
        assertThat(runtime.inspect(id)).isInstanceOfSatisfying(Inspection.Exited.class, exited -> assertThat(
                        exited.death().exitCode())
                .isEqualTo(143));

        runtime.remove(id);
        assertThat(runtime.inspect(id)).isEqualTo(new Inspection.Absent());
    }

    @Test
    void startingAgainWhatRunsAndStoppingAgainWhatStoppedAndRemovingNothingAreNoErrors() throws RuntimeFault {
        String id = started(request(FOREVER));
        runtime.start(id, TIMEOUT);
        runtime.stop(id, Duration.ofSeconds(5), TIMEOUT);
        runtime.stop(id, Duration.ofSeconds(5), TIMEOUT);
        runtime.remove(id);
        runtime.remove(id);
        assertThat(runtime.inspect(id)).isEqualTo(new Inspection.Absent());
    }

    @Test
    void aNameCanBeTakenOnce() throws RuntimeFault {
        ContainerRequest request = request(FOREVER);
        create(request);

        assertThat(faultOf(() -> create(request))).isInstanceOf(Fault.NameTaken.class);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThat(faultOf(() -> runtime.start("f".repeat(64), TIMEOUT))).isInstanceOf(Fault.NotFound.class);
        assertThat(faultOf(() -> runtime.stop("f".repeat(64), Duration.ofSeconds(1), TIMEOUT)))
                .isInstanceOf(Fault.NotFound.class);
    }

    @Test
    void anImageThatIsNotHereIsNotFoundWhenAContainerIsToBeMadeOfIt() throws RuntimeFault {
        ContainerRequest ours = request(FOREVER);
        ContainerRequest other = new ContainerRequest(
                ours.dockerName(),
                "roadstead-no-such-image:none",
                2,
                0,
                null,
                null,
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                null,
                null,
                null,
                false);

        assertThat(runtime.image("roadstead-no-such-image:none")).isEmpty();
        assertThat(runtime.image(image())).isPresent();
        assertThat(faultOf(() -> create(other)))
                .isInstanceOfSatisfying(Fault.NotFound.class, missing -> assertThat(missing.text())
                        .isEqualTo("Error response from daemon: No such image: roadstead-no-such-image:none"));
    }

    @Test
    void aVolumeIsMadeOnceFoundAndRemovedOnceNobodyHasIt() throws RuntimeFault {
        String name = "roadstead-contract-" + UUID.randomUUID();
        assertThat(faultOf(() -> runtime.volume(name)))
                .isEqualTo(new Fault.NotFound("Error response from daemon: get " + name + ": no such volume"));

        VolumeRequest request = new VolumeRequest(name, "local", Map.of(), Map.of("a", "1"));
        runtime.createVolume(request);
        runtime.createVolume(request);
        assertThat(runtime.volume(name)).isEqualTo(new LocalVolume(name, Map.of(), Map.of("a", "1")));

        ContainerRequest plain = request(FOREVER);
        String id = create(new ContainerRequest(
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
                        plain.volumesFrom(),
                        List.of(name + ":/data:ro"),
                        plain.config(),
                        plain.hostConfig(),
                        plain.cgroupParent(),
                        null,
                        null,
                        plain.healthChecked()))
                .id();
        assertThat(faultOf(() -> runtime.removeVolume(name)))
                .isInstanceOfSatisfying(Fault.Refused.class, refused -> assertThat(refused.text())
                        .contains("volume is in use"));

        runtime.remove(id);
        runtime.removeVolume(name);
        runtime.removeVolume(name);
        assertThat(faultOf(() -> runtime.volume(name))).isInstanceOf(Fault.NotFound.class);
    }

    @Test
    void aVolumeOfADriverThatIsNotThereIsNotMade() {
        assertThat(faultOf(() ->
                        runtime.createVolume(new VolumeRequest("roadstead-contract", "no-such", Map.of(), Map.of()))))
                .isInstanceOfSatisfying(Fault.NotFound.class, missing -> assertThat(missing.text())
                        .contains("error looking up volume plugin no-such: plugin \"no-such\" not found"));
    }

    @Test
    void aProgramThatIsNotThereIsRefusedAtTheStartAndNeverRan() throws RuntimeFault {
        String id = create(request(List.of("/no/such/program"))).id();

        assertThat(faultOf(() -> runtime.start(id, TIMEOUT)))
                .isInstanceOfSatisfying(Fault.Refused.class, refused -> assertThat(refused.text())
                        .startsWith("Error response from daemon: ")
                        .contains("no such file or directory"));
        assertThat(runtime.inspect(id)).isInstanceOf(Inspection.NeverRan.class);
    }

    @Test
    void anEndIsToldWithItsExitCodeAndWhoseItWas() throws RuntimeFault {
        listen();
        String id = started(request(List.of("sh", "-c", "exit 3")));

        await().until(() -> told.stream().anyMatch(one -> one.id().equals(id)));
        Told news = told.stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
        assertThat(news.container())
                .isEqualTo(new ContainerRef("arn:aws:ecs:us-east-1:1:task/default/contract", "app"));
        assertThat(news.death().exitCode()).isEqualTo(3);
    }

    @Test
    void dynamicPortsAreChosenAtCreationAndDiffer() throws RuntimeFault {
        List<PortMapping> ports = List.of(
                new PortMapping(80, 0, Protocol.TCP, null),
                new PortMapping(81, 0, Protocol.TCP, null),
                new PortMapping(82, 0, Protocol.UDP, null));
        CreatedContainer created = create(request(FOREVER, ports, null, null));

        assertThat(created.bindings()).hasSize(3);
        assertThat(created.bindings()).allSatisfy(b -> assertThat(b.hostPort()).isPositive());
        assertThat(created.bindings().get(0).hostPort())
                .isNotEqualTo(created.bindings().get(1).hostPort());
        runtime.start(created.id(), TIMEOUT);
        assertThat(runtime.inspect(created.id()))
                .isInstanceOfSatisfying(Inspection.Running.class, running -> assertThat(running.bindings())
                        .containsExactlyInAnyOrderElementsOf(created.bindings()));
    }
}
