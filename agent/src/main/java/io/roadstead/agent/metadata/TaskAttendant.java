package io.roadstead.agent.metadata;

import io.roadstead.agent.engine.ContainerRef;
import io.roadstead.agent.engine.ContainerRequest;
import io.roadstead.agent.loop.Attendant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives each container the variables by which it finds its metadata, once the endpoint is there. */
public final class TaskAttendant implements Attendant {
    private final EndpointIds ids;
    private volatile @Nullable String address;

    public TaskAttendant(EndpointIds ids) {
        this.ids = ids;
    }

    /** From now on containers can reach the endpoint there. */
    public void endpointAt(String newAddress) {
        address = newAddress;
    }

    @Override
    public ContainerRequest creates(ContainerRef container, ContainerRequest request) {
        String where = address;
        return where == null ? request : request.with(MetadataApi.variables(where, ids.of(container)), List.of());
    }
}
