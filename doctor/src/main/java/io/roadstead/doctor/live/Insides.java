package io.roadstead.doctor.live;

import java.io.IOException;
import java.time.Duration;

/** How containers of this host reach the network: a port for {@link LiveMetadata}, so that tests need no containers. */
public interface Insides {
    /**
     * Asks by HTTP at port 80, as the container would.
     *
     * @param runtimeId the container's id, as the engine has it
     * @param request such as {@code GET /latest/}
     * @param header one more header, {@code Name: value}
     * @return the answer's first line; empty when there is no answer within the limit
     * @throws IOException when the container's network cannot be entered
     */
    String ask(String runtimeId, String address, String request, String header, Duration limit) throws IOException;
}
