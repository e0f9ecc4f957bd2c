package io.roadstead.agent.docker;

import io.roadstead.agent.runtime.RuntimeFault;
import java.util.Map;

/** What this host adds to the way of a container's lines. */
public interface LogRoute {
    /** Nothing: each log driver is told what the task says, and no more. */
    LogRoute NONE = new LogRoute() {
        @Override
        public Map<String, String> options(String driver) {
            return Map.of();
        }

        @Override
        public void prepare(String containerId, String driver, Map<String, String> options) {}
    };

    /** Options for a log driver, laid over the task's. */
    Map<String, String> options(String driver);

    /**
     * Makes ready what the driver will write to; called before each start of the container.
     *
     * @param options all that the driver is told
     * @throws RuntimeFault when the container must not be started
     */
    void prepare(String containerId, String driver, Map<String, String> options) throws RuntimeFault;
}
