package io.roadstead.cli.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.cli.host.EngineFacts.Reach;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EnginePlanTest {
    private static final EngineFacts ROOT_ON_BARE_DEBIAN =
            new EngineFacts("unix:///var/run/docker.sock", false, Reach.SILENT, true, true, false, false, null);

    @Test
    void anEngineThatAnswersIsLeftAlone() {
        assertThat(EnginePlan.of(with(Reach.ANSWERS, true, true, true, false, null)))
                .isEqualTo(new EnginePlan.Ready());
    }

    @Test
    void rootOnDebianGetsItInstalledAndStarted() {
        assertThat(EnginePlan.of(ROOT_ON_BARE_DEBIAN)).isEqualTo(new EnginePlan.SetUp(true, false));
        assertThat(EnginePlan.of(with(Reach.SILENT, true, true, false, true, null)))
                .isEqualTo(new EnginePlan.SetUp(true, true));
    }

    @Test
    void rootGetsAnInstalledEngineStartedOnAnySystem() {
        assertThat(EnginePlan.of(with(Reach.SILENT, true, false, true, true, null)))
                .isEqualTo(new EnginePlan.SetUp(false, true));
    }

    @Test
    void anEngineThatLivesButIsSilentIsWaitedForAndNeverDoubled() {
        assertThat(EnginePlan.of(with(Reach.SILENT, true, true, true, false, 4711L)))
                .isEqualTo(new EnginePlan.Wait(4711));
    }

    @Test
    void nothingIsInstalledWhereTheUserNamedAnEngine() {
        EngineFacts facts = new EngineFacts("tcp://10.0.0.9:2375", true, Reach.SILENT, true, true, false, false, null);
        assertThat(sentence(facts))
                .isEqualTo("DOCKER_HOST is tcp://10.0.0.9:2375, and no Docker Engine answers there."
                        + " Start that engine, or run: unset DOCKER_HOST");
    }

    @Test
    void everybodyElseGetsTheCommandToRun() {
        assertThat(sentence(with(Reach.SILENT, false, true, false, true, null)))
                .isEqualTo(
                        "No Docker Engine answers at unix:///var/run/docker.sock. Run: sudo apt-get install docker.io");
        assertThat(sentence(with(Reach.SILENT, false, true, true, true, null)))
                .endsWith("Run: sudo systemctl start docker");
        assertThat(sentence(with(Reach.SILENT, false, true, true, false, null))).endsWith("Run: sudo dockerd &");
        assertThat(sentence(with(Reach.SILENT, true, false, false, true, null)))
                .endsWith("https://docs.docker.com/engine/install/");
        assertThat(sentence(with(Reach.NO_PERMISSION, false, true, true, true, 1L)))
                .contains("sudo usermod -aG docker \"$USER\"");
    }

    private static String sentence(EngineFacts facts) {
        return ((EnginePlan.Refuse) EnginePlan.of(facts)).sentence();
    }

    private static EngineFacts with(
            Reach reach, boolean root, boolean debian, boolean installed, boolean systemd, @Nullable Long dockerd) {
        return new EngineFacts("unix:///var/run/docker.sock", false, reach, root, debian, installed, systemd, dockerd);
    }
}
