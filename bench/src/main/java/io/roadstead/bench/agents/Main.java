package io.roadstead.bench.agents;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * {@code Main PORT AGENTS CLUSTER CPU MEMORY DELAY_MILLIS}: the process of the simulated agents. A line on standard input
 * asks how far they are, and is answered by one line on standard output; the end of the input ends the process.
 */
public final class Main {
    private static final int WORDS = 6;

    private Main() {}

    public static void main(String... words) throws IOException {
        if (words.length != WORDS) {
            System.err.println("Usage: Main PORT AGENTS CLUSTER CPU MEMORY DELAY_MILLIS");
            System.exit(2);
        }
        Simulation simulation = new Simulation(new Simulation.Plan(
                Integer.parseInt(words[0]),
                Integer.parseInt(words[1]),
                words[2],
                Integer.parseInt(words[3]),
                Integer.parseInt(words[4]),
                Integer.parseInt(words[5])));
        Thread.ofPlatform().name("agents").daemon().start(() -> {
            try {
                simulation.run();
            } catch (IOException | RuntimeException e) {
                e.printStackTrace();
                System.exit(1);
            }
        });
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (in.readLine() != null) {
            System.out.println(simulation.counters());
        }
    }
}
