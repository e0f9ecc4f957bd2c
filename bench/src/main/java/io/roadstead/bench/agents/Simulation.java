package io.roadstead.bench.agents;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** What all agents of the process share. */
final class Simulation {
    /** Calls under way at once; a real agent makes ten at most, a real fleet of 2,000 makes them from 2,000 hosts. */
    private static final int LANES = 32;

    private static final List<String> ZONES = List.of("us-east-1a", "us-east-1b", "us-east-1c");

    private final Reactor reactor;
    private final Calls calls;
    private final Counters counters = new Counters();
    private final Plan plan;
    private final String registration;

    /**
     * What they are to be.
     *
     * @param cpu CPU units each registers with
     * @param memory MiB each registers with
     * @param delayMillis each report waits a time drawn below this; 0 reports at once
     */
    record Plan(int port, int agents, String cluster, int cpu, int memory, int delayMillis) {}

    Simulation(Plan plan) throws IOException {
        this.plan = plan;
        reactor = new Reactor(plan.port());
        calls = new Calls(reactor, plan.port(), LANES, counters);
        try (InputStream in = Simulation.class.getResourceAsStream("registration.json")) {
            registration = new String(
                            Objects.requireNonNull(in, "registration.json").readAllBytes(), StandardCharsets.UTF_8)
                    .strip()
                    .replace("<cluster>", plan.cluster())
                    .replace("<cpu>", Integer.toString(plan.cpu()))
                    .replace("<memory>", Integer.toString(plan.memory()));
        }
    }

    /** Registers all agents and then does what they are told, until interrupted. */
    void run() throws IOException {
        for (int i = 0; i < plan.agents(); i++) {
            new SimulatedAgent(this, i).register();
        }
        reactor.run();
    }

    Reactor reactor() {
        return reactor;
    }

    Calls calls() {
        return calls;
    }

    Counters counters() {
        return counters;
    }

    String cluster() {
        return plan.cluster();
    }

    /** The registration of the agent of this number: every third is in the same zone. */
    String registration(int number) {
        return registration
                .replace("<zone>", ZONES.get(number % ZONES.size()))
                .replace("<token>", UUID.randomUUID().toString());
    }

    /** Also without a delay not at once: whoever asks goes on first, so that a payload is acknowledged before its reports. */
    void afterDrawnDelay(Runnable work) {
        reactor.after(plan.delayMillis() == 0 ? 0 : ThreadLocalRandom.current().nextInt(plan.delayMillis()), work);
    }

    /** Now, as the agent writes times. */
    String epochSeconds() {
        long millis = System.currentTimeMillis();
        String fraction = Long.toString(1_000 + millis % 1_000).substring(1);
        return millis / 1_000 + "." + fraction;
    }
}
