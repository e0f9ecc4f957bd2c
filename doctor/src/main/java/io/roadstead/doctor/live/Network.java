package io.roadstead.doctor.live;

import java.io.IOException;
import java.time.Duration;

/** How this host reaches ports: a port for {@link LivePorts}, so that tests need no network. */
public interface Network {
    /**
     * Opens a TCP connection and closes it.
     *
     * @throws IOException when there is none within the limit
     */
    void connect(String host, int port, Duration limit) throws IOException;

    /**
     * Asks by HTTP.
     *
     * @return the status
     * @throws IOException when there is no answer in HTTP within the limit
     */
    int get(String host, int port, String path, Duration limit) throws IOException;
}
