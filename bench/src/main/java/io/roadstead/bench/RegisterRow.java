package io.roadstead.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.bench.Measurement.Amount;
import io.roadstead.bench.Measurement.Goal;
import io.roadstead.bench.Measurement.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * RegisterTaskDefinition a second beside the store alone, on the same disk. The store alone does what the server had it
 * do: transactions of as many registrations as the server's had on average, one after another as the server's writer
 * commits them, each registration with its guard on the family, and the family's and the revision's record as the server
 * wrote them. It does as many of them as the server did in a round, so neither outgrows its memory.
 */
final class RegisterRow implements Row {
    private static final int CALLERS = 64;
    private static final Duration WARM_UP = Duration.ofSeconds(12);
    private static final Duration ROUND = Duration.ofSeconds(5);
    private static final int ROUNDS = 3;

    @Override
    public String name() {
        return "register-task-definition";
    }

    @Override
    public Measurement measure(Consumer<String> progress) throws Exception {
        List<Double> ours = new ArrayList<>();
        Registered registered;
        try (Server server = Server.start(false)) {
            Requests requests = new Requests(server.port());
            progress.accept("warming up");
            Load.rate(server.port(), CALLERS, WARM_UP, i -> register(requests, i));
            for (int round = 1; round <= ROUNDS; round++) {
                progress.accept(round + " of " + ROUNDS);
                ours.add(Load.rate(server.port(), CALLERS, ROUND, i -> register(requests, i)));
            }
            server.end();
            registered = Registered.of(server.data());
        }
        Statistics told = Statistics.of(ours);
        List<Double> bare = new ArrayList<>();
        int registrations = (int) (told.median() * ROUND.toSeconds());
        for (int round = 0; round <= ROUNDS; round++) {
            progress.accept("the store alone, " + round + " of " + ROUNDS);
            double rate = registered.again(registrations, CALLERS);
            // The first one warms up.
            if (round > 0) {
                bare.add(rate);
            }
        }
        Statistics alone = Statistics.of(bare);
        return new Measurement(
                name(),
                "RegisterTaskDefinition by " + CALLERS + " callers at once, median of " + ROUNDS + " rounds of "
                        + ROUND.toSeconds() + " s",
                new Amount(told.median(), "/s"),
                new Reference(
                        new Amount(alone.median(), "/s"),
                        "the store alone with the same records, guards and transactions, as many registrations a"
                                + " round"),
                Goal.ratioAtLeast(0.5),
                "Least " + Report.number(told.least()) + ", most " + Report.number(told.most()) + " /s; "
                        + registered.told() + "; the store alone least " + Report.number(alone.least()) + ", most "
                        + Report.number(alone.most()) + " /s");
    }

    private static byte[] register(Requests requests, int caller) {
        ObjectNode input = Client.input().put("family", "family-" + caller);
        ObjectNode container = input.putArray("containerDefinitions")
                .addObject()
                .put("name", "web")
                .put("image", "registry.example.com/shop/web:1.27")
                .put("cpu", 128)
                .put("memory", 256)
                .put("essential", true);
        container.putArray("command").add("serve").add("--port").add("8080");
        container
                .putArray("portMappings")
                .addObject()
                .put("containerPort", 8080)
                .put("hostPort", 0);
        container.putArray("environment").addObject().put("name", "STAGE").put("value", "bench");
        return requests.request("RegisterTaskDefinition", input);
    }
}
