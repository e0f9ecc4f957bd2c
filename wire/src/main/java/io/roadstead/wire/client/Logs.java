package io.roadstead.wire.client;

import java.util.function.Function;

/** CloudWatch Logs as one who has read access sees it, region by region. */
public final class Logs {
    private static final String TARGET = "Logs_20140328.";

    private final Function<String, ControlClient> inRegion;

    /** @param inRegion whom to ask in a region: log groups need not be where ECS is */
    public Logs(Function<String, ControlClient> inRegion) {
        this.inRegion = inRegion;
    }

    /** Those of the control plane that serves ECS too. */
    public static Logs beside(ControlClient client) {
        return new Logs(client::inRegion);
    }

    /**
     * Calls any operation with an input written as JSON.
     *
     * @throws ApiError when it is refused or nobody answers
     */
    public Json call(String region, String operation, Json input) {
        return inRegion.apply(region).call("logs", TARGET + operation, input);
    }
}
