package io.roadstead.agent.engine;

import static io.roadstead.agent.engine.Bench.only;
import static io.roadstead.agent.engine.Bench.reports;
import static io.roadstead.agent.engine.Samples.ARN;
import static io.roadstead.agent.engine.Samples.container;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class VolumesTest {
    private static final VolumeSpec SCRATCH = new VolumeSpec.Scratch("v");
    private static final VolumeSpec TASK_SCOPED =
            new VolumeSpec.Docker("v", false, false, "local", Map.of("type", "tmpfs"), Map.of("a", "1"));
    private static final String INITIALIZED = "resource cannot be initialized for task " + ARN + ": ";

    private final Bench bench = new Bench();

    private static VolumeSpec shared(boolean autoprovision) {
        return new VolumeSpec.Docker("v", true, autoprovision, null, Map.of("o", "2"), Map.of("b", "1", "a", "2"));
    }

    private static TaskSpec task(VolumeSpec volume, ContainerSpec.Mount... mounts) {
        return new TaskSpec(
                ARN,
                "web",
                "3",
                0,
                0,
                List.of(Samples.mounting(container("app"), mounts)),
                List.of(volume),
                TaskFacts.NONE);
    }

    private static ContainerSpec.Mount mount(String volume) {
        return new ContainerSpec.Mount(volume, "/data", false);
    }

    private static VolumeRef ref() {
        return new VolumeRef(ARN, "v");
    }

    private static Event.VolumeInspectFailed missing() {
        return new Event.VolumeInspectFailed(
                ref(), new Fault.NotFound("Error response from daemon: get v: no such volume"));
    }

    private VolumeRequest made(List<Effect> effects) {
        List<Effect.CreateVolume> creates = only(effects, Effect.CreateVolume.class);
        assertThat(creates).hasSize(1);
        return creates.getFirst().request();
    }

    private static List<String> binds(List<Effect> effects) {
        return only(effects, Effect.Create.class).getFirst().request().binds();
    }

    @Test
    void aPathOfTheHostIsBoundAsItStands() {
        bench.run(task(
                new VolumeSpec.HostPath("v", "/srv/data"), mount("v"), new ContainerSpec.Mount("v", "/also", true)));

        assertThat(binds(bench.pulled())).containsExactly("/srv/data:/data", "/srv/data:/also:ro");
    }

    @Test
    void scratchSpaceIsAVolumeOfTheTasksOwnAndItsContainersWaitForIt() {
        VolumeRequest request = made(bench.run(task(SCRATCH, mount("v"))));

        assertThat(request.dockerName()).matches("ecs-web-3-v-[0-9a-f]{32}");
        assertThat(request.driver()).isEqualTo("local");
        assertThat(only(bench.pulled(), Effect.Create.class)).isEmpty();
        assertThat(binds(bench.send(new Event.VolumeCreated(ref())))).containsExactly(request.dockerName() + ":/data");
    }

    @Test
    void scratchSpaceThatNobodyMountsIsNotMade() {
        assertThat(only(bench.run(task(SCRATCH)), Effect.CreateVolume.class)).isEmpty();
        assertThat(only(bench.pulled(), Effect.Create.class)).hasSize(1);
    }

    @Test
    void aContainerThatDoesNotMountAVolumeDoesNotWaitForIt() {
        bench.run(new TaskSpec(
                ARN,
                "web",
                "3",
                0,
                0,
                List.of(Samples.mounting(container("app"), mount("v")), Samples.sidecar("log")),
                List.of(SCRATCH),
                TaskFacts.NONE));

        assertThat(only(bench.pulled(), Effect.Create.class))
                .extracting(create -> create.container().name())
                .containsExactly("log");
    }

    @Test
    void aTaskScopedVolumeIsMadeAsTheDefinitionSaysEvenIfNobodyMountsIt() {
        VolumeRequest request = made(bench.run(task(TASK_SCOPED)));

        assertThat(request.dockerName()).startsWith("ecs-web-3-v-");
        assertThat(request.driverOpts()).isEqualTo(Map.of("type", "tmpfs"));
        assertThat(request.labels()).isEqualTo(Map.of("a", "1"));
    }

    @Test
    void aSharedVolumeThatIsThereIsTakenAsItIs() {
        assertThat(bench.run(task(shared(true), mount("v")))).contains(new Effect.InspectVolume(ref(), "v"));
        bench.pulled();

        assertThat(binds(
                        bench.send(new Event.VolumeInspected(ref(), new LocalVolume("v", Map.of(), Map.of("x", "y"))))))
                .containsExactly("v:/data");
    }

    @Test
    void aSharedVolumeThatIsNotThereIsMadeUnderItsOwnName() {
        bench.run(task(shared(true), mount("v")));

        VolumeRequest request = made(bench.send(missing()));

        assertThat(request).isEqualTo(new VolumeRequest("v", null, Map.of("o", "2"), Map.of("a", "2", "b", "1")));
    }

    @Test
    void aSharedVolumeThatIsNotThereAndMayNotBeMadeStopsTheTask() {
        bench.run(task(shared(false), mount("v")));

        assertThat(stopped(bench.send(missing())))
                .isEqualTo(INITIALIZED + "initialize volume: volume detection failed, volume 'v' does not exist and"
                        + " autoprovision is set to false: Error response from daemon: get v: no such volume");
    }

    @Test
    void anEngineThatDoesNotAnswerForAVolumeStopsTheTask() {
        bench.run(task(shared(true), mount("v")));

        assertThat(stopped(bench.send(new Event.VolumeInspectFailed(
                        ref(), new Fault.TimedOut("inspecting volume", Duration.ofMinutes(5))))))
                .isEqualTo(INITIALIZED + "Could not transition to inspecting volume; timed out after waiting 5m0s");
    }

    @Test
    void whereSharedVolumesMustMatchADifferenceStopsTheTask() {
        assertThat(withFullMatch(new LocalVolume("v", Map.of("o", "2"), Map.of("b", "2", "a", "1"))))
                .isEqualTo(INITIALIZED + "intialize volume: non-autoprovisioned volume does not match existing volume"
                        + " labels: existing: map[a:1 b:2], expected: map[a:2 b:1]");
        assertThat(withFullMatch(new LocalVolume("v", Map.of(), Map.of("b", "1", "a", "2"))))
                .isEqualTo(INITIALIZED + "initialize volume: non-autoprovisioned volume does not match existing volume"
                        + " options: existing: map[], expected: map[o:2]");
    }

    private static String withFullMatch(LocalVolume found) {
        Bench strict = new Bench(Samples.matchingSharedVolumes());
        strict.run(task(shared(true), mount("v")));
        return stopped(strict.send(new Event.VolumeInspected(ref(), found)));
    }

    @Test
    void aVolumeThatCannotBeMadeStopsTheTaskWithDockersWords() {
        bench.run(task(TASK_SCOPED, mount("v")));

        assertThat(stopped(bench.send(new Event.VolumeCreateFailed(
                        ref(), new Fault.Refused("error response from daemon: no\n such   driver")))))
                .isEqualTo("Error response from daemon: no such driver");
    }

    @Test
    void aTaskScopedVolumeThatAsksToBeProvisionedStopsTheTask() {
        assertThat(stopped(
                        bench.run(task(new VolumeSpec.Docker("v", false, true, null, Map.of(), Map.of()), mount("v")))))
                .isEqualTo(INITIALIZED + "volume [v] : task scoped volume could not be autoprovisioned");
    }

    @Test
    void aMountOfNoVolumeStopsItsContainer() {
        bench.run(task(SCRATCH, mount("other")));

        TaskReport told = reports(bench.pulled()).getFirst();

        assertThat(told.status()).isEqualTo(TaskStatus.STOPPED);
        assertThat(told.containers().getFirst().reason())
                .isEqualTo("HostConfigError: Invalid volume referenced: other");
    }

    @Test
    void aMountWithoutAPathStopsItsContainer() {
        bench.run(task(new VolumeSpec.HostPath("v", "/srv"), new ContainerSpec.Mount("v", "", false)));

        assertThat(reports(bench.pulled()).getFirst().containers().getFirst().reason())
                .isEqualTo("HostConfigError: Unable to resolve volume mounts; invalid path: app v; /srv -> ");
    }

    @Test
    void theTasksOwnVolumeIsRemovedAfterItsContainersAndTheTaskForgottenAfterThat() {
        String name = made(bench.run(task(SCRATCH, mount("v")))).dockerName();
        bench.pulled();
        bench.send(new Event.VolumeCreated(ref()));
        stopAndSettle();

        List<Effect> cleaning = bench.pass(Duration.ofHours(3));
        assertThat(only(cleaning, Effect.RemoveVolume.class)).isEmpty();
        List<Effect> removed = bench.send(new Event.Removed(new ContainerRef(ARN, "app")));
        assertThat(removed).contains(new Effect.RemoveVolume(ref(), name));
        bench.send(new Event.VolumeRemoveFailed(ref(), new Fault.Refused("volume is in use")));
        assertThat(bench.state.tasks()).containsKey(ARN);
        assertThat(bench.pass(Duration.ofSeconds(5))).contains(new Effect.RemoveVolume(ref(), name));
        bench.send(new Event.VolumeRemoved(ref()));

        assertThat(bench.state.tasks()).isEmpty();
    }

    @Test
    void aSharedVolumeOutlivesTheTask() {
        bench.run(task(shared(true), mount("v")));
        bench.pulled();
        bench.send(new Event.VolumeInspected(ref(), new LocalVolume("v", Map.of(), Map.of())));
        stopAndSettle();
        bench.pass(Duration.ofHours(3));

        assertThat(only(bench.send(new Event.Removed(new ContainerRef(ARN, "app"))), Effect.RemoveVolume.class))
                .isEmpty();
        assertThat(bench.state.tasks()).isEmpty();
    }

    @Test
    void aTaskIsNotForgottenWhileItsVolumeIsStillBeingMade() {
        String name = made(bench.run(task(SCRATCH, mount("v")))).dockerName();
        bench.settle(bench.stop(ARN));
        bench.pass(Duration.ofHours(3));

        assertThat(bench.state.tasks()).containsKey(ARN);
        assertThat(bench.send(new Event.VolumeCreated(ref()))).contains(new Effect.RemoveVolume(ref(), name));
    }

    @Test
    void afterARestartAVolumeIsMadeUnderTheNameDecidedBefore() {
        String name = made(bench.run(task(SCRATCH, mount("v")))).dockerName();

        assertThat(made(bench.send(new Event.Resumed())).dockerName()).isEqualTo(name);
    }

    private void stopAndSettle() {
        bench.created(ARN, "app");
        bench.settle(bench.started(ARN, "app"));
        bench.stop(ARN);
        bench.settle(bench.died(ARN, "app", 143));
    }

    private static String stopped(List<Effect> effects) {
        TaskReport told = reports(effects).getLast();
        assertThat(told.status()).isEqualTo(TaskStatus.STOPPED);
        return told.reason();
    }
}
