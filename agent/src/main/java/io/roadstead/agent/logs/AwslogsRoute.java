package io.roadstead.agent.logs;

import io.roadstead.agent.docker.LogRoute;
import io.roadstead.agent.engine.Fault;
import io.roadstead.agent.runtime.RuntimeFault;
import io.roadstead.core.model.LogConfiguration;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.client.ApiError;
import java.util.Map;

/**
 * The way of awslogs: the driver is told of the spool, and its stream is there before the container starts.
 *
 * <p>Why the stream is made here: in mode non-blocking, ECS's default, Docker's driver makes it in the background and
 * tries for ever, so a missing group would be no failure at all (tried with Docker 20.10). The words are Docker's.
 */
public final class AwslogsRoute implements LogRoute {
    /** Source: ecs-behaviour 4.6. */
    private static final String REFUSED =
            "Error response from daemon: failed to initialize logging driver: failed to create Cloudwatch log ";

    private final LogSpool spool;

    public AwslogsRoute(LogSpool spool) {
        this.spool = spool;
    }

    @Override
    public Map<String, String> options(String driver) {
        return driver.equals(LogConfiguration.AWSLOGS) ? spool.driverOptions() : Map.of();
    }

    @Override
    public void prepare(String containerId, String driver, Map<String, String> options) throws RuntimeFault {
        if (!driver.equals(LogConfiguration.AWSLOGS)) {
            return;
        }
        StreamKey stream = stream(containerId, options);
        try {
            spool.createStream(stream, Boolean.parseBoolean(options.get("awslogs-create-group")));
        } catch (LogSpool.NotMadeException notMade) {
            throw new RuntimeFault(new Fault.Refused(REFUSED + notMade.getMessage()), notMade);
        } catch (AwsException refused) {
            throw new RuntimeFault(
                    new Fault.Refused(REFUSED + "stream: " + refused.errorType() + ": " + refused.text()), refused);
        } catch (ApiError unreachable) {
            throw new RuntimeFault(
                    new Fault.Refused(
                            REFUSED + "stream: RequestError: send request failed: " + unreachable.getMessage()),
                    unreachable);
        }
    }

    /** A container's stream; Docker's own name for one that has none. Source: ecs-behaviour 10.3. */
    static StreamKey stream(String containerId, Map<String, String> options) {
        return new StreamKey(
                options.getOrDefault("awslogs-region", ""),
                options.getOrDefault("awslogs-group", ""),
                options.getOrDefault("awslogs-stream", containerId));
    }
}
