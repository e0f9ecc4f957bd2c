package io.roadstead.agent.metadata;

import io.roadstead.agent.text.GoJson;
import java.util.Optional;

/** Who knows what containers use. */
@FunctionalInterface
public interface StatsSource {
    /**
     * A container's counters in the format of Docker's stats.
     *
     * @param withRates whether its network's speed is told as well, as from version 4 on
     * @return empty for one that does not run, or of which nothing is known yet
     */
    Optional<GoJson> container(String dockerId, boolean withRates);
}
