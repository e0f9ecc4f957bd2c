package io.roadstead.core.definition;

import static io.roadstead.core.Rejections.assertClientException;
import static io.roadstead.core.Rejections.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.definition.DockerOptionsDraft.ControlDraft;
import io.roadstead.core.definition.Registration.PlatformDraft;
import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.IpcMode;
import io.roadstead.core.model.PidMode;
import io.roadstead.core.model.RuntimePlatform;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.model.TaskOverride;
import io.roadstead.core.placement.Demand;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What all containers of a task share. */
class RuntimeRulesTest {
    private static TaskDefinition registered(Consumer<Drafts.R> change) {
        return DefinitionRules.check(Drafts.registration(change))
                .revision(new Scope("123456789012", "us-east-1"), 1, Instant.EPOCH, "arn:aws:iam::123456789012:root");
    }

    @Test
    void modesAreReadAndSharedNamespacesAskForAnAgentThatHasThem() {
        TaskDefinition shared = registered(r -> {
            r.pidMode = "task";
            r.ipcMode = "none";
        });
        assertThat(shared.pidMode()).isEqualTo(PidMode.TASK);
        assertThat(shared.ipcMode()).isEqualTo(IpcMode.NONE);
        assertThat(shared.requiresAttributes())
                .contains(new Attribute("ecs.capability.pid-ipc-namespace-sharing", null));
        assertThat(registered(r -> r.pidMode = "host").requiresAttributes()).isEmpty();
        assertThat(registered(r -> r.pidMode = "").pidMode()).isNull();
        assertThat(PidMode.values()).extracting(PidMode::wire).containsExactly("host", "task");
    }

    @Test
    void unknownModesAndPlatformsAreRefused() {
        assertClientException("Pid mode should be one of [host,task]", () -> registered(r -> r.pidMode = "none"));
        assertClientException("Ipc mode should be one of [host,task,none]", () -> registered(r -> r.ipcMode = "all"));
        assertClientException(
                "cpuArchitecture should be one of [X86_64,ARM64]",
                () -> registered(r -> r.runtimePlatform = new PlatformDraft("RISCV", null)));
        assertRejected(
                "UnsupportedFeatureException",
                "Roadstead runs containers on Linux only: operatingSystemFamily WINDOWS_SERVER_2022_CORE has no host"
                        + " here. Use LINUX, or leave it out.",
                () -> registered(r -> r.runtimePlatform = new PlatformDraft(null, "WINDOWS_SERVER_2022_CORE")));
        assertClientException(
                "operatingSystemFamily should be LINUX or one of WINDOWS_SERVER_*",
                () -> registered(r -> r.runtimePlatform = new PlatformDraft(null, "FREEBSD")));
    }

    @Test
    void aPlatformMayLeaveTheSystemOrTheProcessorOpen() {
        assertThat(registered(r -> r.runtimePlatform = new PlatformDraft("ARM64", null))
                        .runtimePlatform())
                .isEqualTo(new RuntimePlatform("ARM64", null));
        assertThat(registered(r -> r.runtimePlatform = new PlatformDraft(null, "LINUX"))
                        .runtimePlatform())
                .isEqualTo(new RuntimePlatform(null, "LINUX"));
    }

    @Test
    void aPlatformIsAskedOfTheInstanceWithoutBeingToldAsARequiredAttribute() {
        TaskDefinition definition = registered(r -> r.runtimePlatform = new PlatformDraft("ARM64", "LINUX"));

        assertThat(definition.runtimePlatform()).isEqualTo(new RuntimePlatform("ARM64", "LINUX"));
        assertThat(definition.requiresAttributes()).isEmpty();
        assertThat(Demand.of(definition, TaskOverride.NONE).attributes())
                .containsExactly(new Attribute("ecs.cpu-architecture", "arm64"), new Attribute("ecs.os-type", "linux"));
    }

    @Test
    void theHostsMessageQueuesAreNotAContainersToSet() {
        DockerOptionsDraft options = new DockerOptionsDraft(
                List.of(),
                null,
                List.of(),
                List.of(),
                List.of(),
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                List.of(new ControlDraft("kernel.msgmax", "1000")),
                null,
                null);
        assertClientException(
                "Invalid setting for container 'app'. 'systemControls.namespace' must begin with net. in ipcMode host,"
                        + " where shared memory and message queues are the host's, and is 'kernel.msgmax'.",
                () -> registered(r -> {
                    r.ipcMode = "host";
                    r.containers = List.of(Drafts.container(c -> c.options = options));
                }));
    }
}
