package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ServiceFact;

/** How many tasks a service's percentages let live, and what one more or one less would take. Source: ecs-behaviour 6.2. */
record Percentages(int desired, int minimum, int maximum) {
    static Percentages of(ServiceFact service) {
        return new Percentages(service.desired(), service.minimumHealthyPercent(), service.maximumPercent());
    }

    /** So many must run at least. */
    int lower() {
        return (int) Math.ceil(desired * minimum / 100.0);
    }

    /** So many may live at most. */
    int upper() {
        return (int) Math.floor(desired * maximum / 100.0);
    }

    /** The least maximumPercent with which {@code more} could live beside the desired ones. */
    int raisedFor(int more) {
        return (int) Math.ceil((desired + more) * 100.0 / Math.max(1, desired));
    }

    /** The greatest minimumHealthyPercent with which one of the desired could stop first. */
    int lowered() {
        return Math.max(0, (int) Math.floor((desired - 1) * 100.0 / Math.max(1, desired)));
    }
}
