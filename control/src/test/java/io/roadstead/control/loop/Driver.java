package io.roadstead.control.loop;

import static org.awaitility.Awaitility.await;

import io.roadstead.control.House;
import java.time.Duration;
import java.time.Instant;

/** Steps a scheduler through the house's standing time, and a little more whenever something was debounced. */
record Driver(Scheduler scheduler, House house) {
    void until(java.util.concurrent.Callable<Boolean> condition) {
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2)).until(() -> {
            house.now = house.now.plusMillis(10);
            scheduler.step(house.now);
            return condition.call();
        });
    }

    /** Until every look that is due within half a second has been answered. */
    void settle() {
        Instant end = house.now.plusMillis(500);
        while (house.now.isBefore(end)) {
            scheduler.step(house.now);
            house.writers.ofCluster(House.SCOPE, "default").submit(draft -> 0);
            house.now = house.now.plusMillis(10);
        }
        house.now = end;
        scheduler.step(house.now);
    }
}
