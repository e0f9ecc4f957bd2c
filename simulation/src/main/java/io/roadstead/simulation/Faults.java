package io.roadstead.simulation;

import java.time.Duration;

/** How often what goes wrong: drawn from the seed, so that some worlds know no fault of a kind and others many. */
record Faults(OfStore store, OfAgents agents, OfCalls calls, Disturbances disturbances) {
    static final Faults NONE = new Faults(
            new OfStore(0, 0, 0, 0, 0, 0, 0, Duration.ofMillis(20)),
            new OfAgents(0, 0, 0, 0, 0, Duration.ofSeconds(5)),
            new OfCalls(0, 0),
            new Disturbances(0, 0, 0, 0, 0, 0, 0, 0, Duration.ofMinutes(1)));

    /**
     * The way to the store; each a share of all calls, watches' deliveries for {@code watchCut}.
     *
     * @param requestLost a commit that never arrives
     * @param answerLost a commit that happens, and nobody is told
     * @param late a commit that happens after its caller gave up, unless the caller asked for its outcome before
     * @param conflict a commit refused although its guards hold
     * @param callFails another call that fails
     * @param slow ways that take up to {@code slowest}
     */
    record OfStore(
            double requestLost,
            double answerLost,
            double late,
            double conflict,
            double watchCut,
            double callFails,
            double slow,
            Duration slowest) {}

    /**
     * What agents and containers do; each a share of all tasks, of all reports for the last two.
     *
     * @param crash tasks that end by themselves, sooner or later
     * @param sick tasks whose health checks fail, sooner or later, of those that have any
     * @param slowPull images that take up to {@code slowestPull} to come
     * @param repeat reports told twice
     * @param hasty reports told before the one before was answered, so that they may overtake it
     */
    record OfAgents(double crash, double sick, double slowPull, double repeat, double hasty, Duration slowestPull) {}

    /** Calls of clients and agents: a share of requests and of answers that are lost. */
    record OfCalls(double requestLost, double answerLost) {}

    /** How likely each is to be what happens next, and how long it is until then, at most. */
    record Disturbances(
            int cutStore,
            int cutAgent,
            int killServer,
            int stopServer,
            int crashAgent,
            int loseHost,
            int takeLease,
            int jumpClock,
            Duration pause) {
        int all() {
            return cutStore + cutAgent + killServer + stopServer + crashAgent + loseHost + takeLease + jumpClock;
        }
    }

    static Faults of(Draw draw) {
        return new Faults(
                new OfStore(
                        rate(draw, 0.05),
                        rate(draw, 0.05),
                        rate(draw, 0.03),
                        rate(draw, 0.2),
                        rate(draw, 0.02),
                        rate(draw, 0.1),
                        rate(draw, 0.2),
                        draw.between(Duration.ofMillis(50), Duration.ofSeconds(2))),
                new OfAgents(
                        rate(draw, 0.3),
                        rate(draw, 0.6),
                        rate(draw, 0.4),
                        rate(draw, 0.2),
                        rate(draw, 0.3),
                        draw.between(Duration.ofSeconds(10), Duration.ofSeconds(90))),
                new OfCalls(rate(draw, 0.05), rate(draw, 0.1)),
                new Disturbances(
                        weight(draw),
                        weight(draw),
                        weight(draw),
                        weight(draw),
                        weight(draw),
                        weight(draw),
                        weight(draw),
                        weight(draw),
                        draw.between(Duration.ofSeconds(10), Duration.ofMinutes(3))));
    }

    /** Nothing in a third of all worlds, else up to this; small more often than great. */
    private static double rate(Draw draw, double most) {
        double share = draw.fraction();
        return draw.chance(0.33) ? 0 : most * share * share;
    }

    private static int weight(Draw draw) {
        return draw.chance(0.4) ? 0 : draw.between(1, 5);
    }
}
