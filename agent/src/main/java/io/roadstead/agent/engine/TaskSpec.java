package io.roadstead.agent.engine;

import io.roadstead.core.model.IpcMode;
import io.roadstead.core.model.PidMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task as the control plane described it, already judged to be one this agent can run.
 *
 * <p>Source: agent-protocol 2.7.
 *
 * @param arn the key; what follows its last slash is the id
 * @param version the task definition's revision
 * @param cpu the task's limit in vCPU, 0 for none
 * @param memory the task's limit in MiB, 0 for none
 * @param facts for its metadata; see {@link #known}
 * @param pidMode absent for containers that see their own processes alone
 * @param ipcMode absent for containers with shared memory of their own each
 * @param resources what is fetched for it before its containers are made
 */
public record TaskSpec(
        String arn,
        String family,
        String version,
        double cpu,
        int memory,
        List<ContainerSpec> containers,
        List<VolumeSpec> volumes,
        @Nullable TaskFacts facts,
        @Nullable PidMode pidMode,
        @Nullable IpcMode ipcMode,
        List<ResourceSpec> resources) {
    public TaskSpec {
        containers = List.copyOf(containers);
        volumes = List.copyOf(volumes);
        resources = List.copyOf(resources);
    }

    /** A task that needs nothing from elsewhere. */
    public TaskSpec(
            String arn,
            String family,
            String version,
            double cpu,
            int memory,
            List<ContainerSpec> containers,
            List<VolumeSpec> volumes,
            @Nullable TaskFacts facts,
            @Nullable PidMode pidMode,
            @Nullable IpcMode ipcMode) {
        this(arn, family, version, cpu, memory, containers, volumes, facts, pidMode, ipcMode, List.of());
    }

    /** A task without volumes, of whose metadata nothing is known. */
    public TaskSpec(String arn, String family, String version, double cpu, int memory, List<ContainerSpec> containers) {
        this(arn, family, version, cpu, memory, containers, List.of(), TaskFacts.NONE, null, null);
    }

    /** A task whose containers share no namespaces beyond its network. */
    public TaskSpec(
            String arn,
            String family,
            String version,
            double cpu,
            int memory,
            List<ContainerSpec> containers,
            List<VolumeSpec> volumes,
            @Nullable TaskFacts facts) {
        this(arn, family, version, cpu, memory, containers, volumes, facts, null, null);
    }

    /** A task of which only the name is known: enough to stop it, or to say that it cannot be run. */
    public static TaskSpec unknown(String arn) {
        return new TaskSpec(arn, "", "", 0, 0, List.of());
    }

    /** What its metadata tell; {@link TaskFacts#NONE} for a task remembered from before there were such. */
    public TaskFacts known() {
        return facts == null ? TaskFacts.NONE : facts;
    }

    public String id() {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }
}
