package io.roadstead.agent.docker;

import io.roadstead.agent.runtime.RuntimeFault;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What Docker itself still has of containers' lines: since 20.10 it keeps a copy for drivers that cannot be read. */
public interface LogHistory {
    /**
     * Bytes of a line beyond which Docker cuts it into parts for its awslogs driver: of most drivers 16 KiB, of this one
     * as much as an event of CloudWatch Logs may have.
     */
    int PART = 256 * 1024 - 26;

    /**
     * A container of the agent's tasks, whether or not it still runs.
     *
     * @param options its log driver's
     */
    record Logged(String id, Map<String, String> options) {
        public Logged {
            options = Map.copyOf(options);
        }
    }

    /** @param text without the end of the line */
    record Line(Instant at, String text) {}

    /** The containers whose lines go by this driver. */
    List<Logged> loggedBy(String driver) throws RuntimeFault;

    /**
     * A container's lines of a time, oldest first.
     *
     * @param until not included
     * @throws RuntimeFault also when Docker has kept none
     */
    List<Line> lines(String containerId, Instant from, Instant until) throws RuntimeFault;
}
