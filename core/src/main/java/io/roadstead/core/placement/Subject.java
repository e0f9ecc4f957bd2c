package io.roadstead.core.placement;

import io.roadstead.core.model.Attribute;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an {@link Expression} may ask of a container instance. {@link Node} is one; an index may offer its own. */
public interface Subject {
    /** The attribute of that name, built-in or custom; absent when the instance has none. */
    @Nullable
    Attribute attribute(String name);

    boolean agentConnected();

    /** As the agent says, for example {@code 1.105.1}; absent before it ever connected. */
    @Nullable
    String agentVersion();

    /** Absent for a host that is not an EC2 instance. */
    @Nullable
    String ec2InstanceId();

    Instant registeredAt();

    int runningTasksCount();

    /** The groups of the tasks on it, each named once. */
    Set<String> taskGroups();
}
