package io.roadstead.core.lifecycle;

import static io.roadstead.core.model.TaskStatus.ACTIVATING;
import static io.roadstead.core.model.TaskStatus.DEACTIVATING;
import static io.roadstead.core.model.TaskStatus.DEPROVISIONING;
import static io.roadstead.core.model.TaskStatus.PENDING;
import static io.roadstead.core.model.TaskStatus.PROVISIONING;
import static io.roadstead.core.model.TaskStatus.RUNNING;
import static io.roadstead.core.model.TaskStatus.STOPPED;
import static io.roadstead.core.model.TaskStatus.STOPPING;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.lifecycle.TaskTransitions.Road;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.ContainerStatus;
import io.roadstead.core.model.TaskStatus;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TaskTransitionsTest {
    private record Pair<S>(S from, S to) {}

    private static final Set<Pair<TaskStatus>> SHARED = Set.of(
            pair(PENDING, ACTIVATING),
            pair(PENDING, RUNNING),
            pair(PENDING, STOPPED),
            pair(ACTIVATING, RUNNING),
            pair(ACTIVATING, DEACTIVATING),
            pair(ACTIVATING, STOPPING),
            pair(ACTIVATING, STOPPED),
            pair(RUNNING, DEACTIVATING),
            pair(RUNNING, STOPPING),
            pair(RUNNING, STOPPED),
            pair(DEACTIVATING, STOPPING),
            pair(DEACTIVATING, STOPPED),
            pair(STOPPING, STOPPED));

    private static final Set<Pair<TaskStatus>> OF_THE_INTERFACE = Set.of(
            pair(PROVISIONING, PENDING),
            pair(PROVISIONING, DEPROVISIONING),
            pair(PROVISIONING, STOPPED),
            pair(PENDING, DEPROVISIONING),
            pair(ACTIVATING, DEPROVISIONING),
            pair(RUNNING, DEPROVISIONING),
            pair(DEACTIVATING, DEPROVISIONING),
            pair(STOPPING, DEPROVISIONING),
            pair(DEPROVISIONING, STOPPED));

    @Test
    void onASharedNetworkEveryPairOfTaskStatusesIsNamedOrIllegal() {
        for (TaskStatus from : TaskStatus.values()) {
            for (TaskStatus to : TaskStatus.values()) {
                assertThat(TaskTransitions.allows(Road.SHARED_NETWORK, from, to))
                        .as(from + " -> " + to)
                        .isEqualTo(SHARED.contains(pair(from, to)));
            }
        }
    }

    @Test
    void withAnInterfaceEveryPairOfTaskStatusesIsNamedOrIllegal() {
        Set<Pair<TaskStatus>> named = new HashSet<>(SHARED);
        named.addAll(OF_THE_INTERFACE);
        for (TaskStatus from : TaskStatus.values()) {
            for (TaskStatus to : TaskStatus.values()) {
                assertThat(TaskTransitions.allows(Road.OWN_INTERFACE, from, to))
                        .as(from + " -> " + to)
                        .isEqualTo(named.contains(pair(from, to)));
            }
        }
    }

    @Test
    void aTaskOnlyEverMovesForward() {
        for (TaskStatus from : TaskStatus.values()) {
            for (TaskStatus to : TaskStatus.values()) {
                if (TaskTransitions.allows(Road.OWN_INTERFACE, from, to)) {
                    assertThat(to).isGreaterThan(from);
                }
            }
        }
    }

    @Test
    void everyTaskStatusButTheLastCanEndInStopped() {
        for (TaskStatus from : TaskStatus.values()) {
            assertThat(TaskTransitions.allows(Road.OWN_INTERFACE, from, STOPPED))
                    .as(from + " -> STOPPED")
                    .isEqualTo(from != STOPPED);
        }
    }

    @Test
    void everyPairOfContainerStatusesIsNamedOrIllegal() {
        Set<Pair<ContainerStatus>> named = Set.of(
                pair(ContainerStatus.PENDING, ContainerStatus.RUNNING),
                pair(ContainerStatus.PENDING, ContainerStatus.STOPPED),
                pair(ContainerStatus.RUNNING, ContainerStatus.STOPPED));
        for (ContainerStatus from : ContainerStatus.values()) {
            for (ContainerStatus to : ContainerStatus.values()) {
                assertThat(TaskTransitions.allows(from, to))
                        .as(from + " -> " + to)
                        .isEqualTo(named.contains(pair(from, to)));
            }
        }
    }

    @Test
    void everyPairOfInstanceStatusesIsNamedOrIllegal() {
        Set<Pair<ContainerInstance.Status>> named = Set.of(
                pair(ContainerInstance.Status.ACTIVE, ContainerInstance.Status.DRAINING),
                pair(ContainerInstance.Status.ACTIVE, ContainerInstance.Status.INACTIVE),
                pair(ContainerInstance.Status.DRAINING, ContainerInstance.Status.ACTIVE),
                pair(ContainerInstance.Status.DRAINING, ContainerInstance.Status.INACTIVE));
        for (ContainerInstance.Status from : ContainerInstance.Status.values()) {
            for (ContainerInstance.Status to : ContainerInstance.Status.values()) {
                assertThat(InstanceTransitions.allows(from, to))
                        .as(from + " -> " + to)
                        .isEqualTo(named.contains(pair(from, to)));
            }
        }
    }

    private static <S> Pair<S> pair(S from, S to) {
        return new Pair<>(from, to);
    }
}
