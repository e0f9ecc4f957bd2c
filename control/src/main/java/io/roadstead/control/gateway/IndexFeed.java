package io.roadstead.control.gateway;

import io.roadstead.control.index.Index;
import io.roadstead.core.model.AgentConnection;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Task;
import java.util.List;
import java.util.function.Consumer;

/** Tells the gateway of what the index learned: the listener to give to {@link Index#listen}. */
public final class IndexFeed implements Consumer<List<Index.Changed>> {
    private final AgentGateway gateway;

    public IndexFeed(AgentGateway gateway) {
        this.gateway = gateway;
    }

    @Override
    public void accept(List<Index.Changed> changes) {
        for (Index.Changed change : changes) {
            switch (change.after() == null ? change.before() : change.after()) {
                case Task task ->
                    gateway.changed(new InstanceKey(task.scope(), task.cluster(), task.containerInstanceId()));
                case ContainerInstance instance ->
                    gateway.changed(new InstanceKey(instance.scope(), instance.cluster(), instance.id()));
                case AgentConnection connection -> gateway.taken(connection);
                case null, default -> {}
            }
        }
    }
}
