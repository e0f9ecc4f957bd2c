package io.roadstead.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.bench.Measurement.Amount;
import io.roadstead.bench.Measurement.Goal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** How often a second the server tells of ten tasks, signatures verified, beside the process that asks. */
final class DescribeTasksRow implements Row {
    private static final int TASKS = 10;
    private static final int CONNECTIONS = 8;
    private static final Duration WARM_UP = Duration.ofSeconds(15);
    private static final Duration ROUND = Duration.ofSeconds(8);
    private static final int ROUNDS = 3;
    private static final double GOAL = 30_000;

    @Override
    public String name() {
        return "describe-tasks";
    }

    @Override
    public Measurement measure(Consumer<String> progress) throws Exception {
        List<Double> rates = new ArrayList<>();
        int bytes;
        try (Server server = Server.start(false);
                Client client = new Client(server.port());
                Agentless instance = new Agentless(server.port(), client, TASKS)) {
            Requests requests = new Requests(server.port());
            ObjectNode input = instance.describeTasks();
            bytes = client.call("DescribeTasks", input).toString().length();
            progress.accept("warming up");
            Load.rate(server.port(), CONNECTIONS, WARM_UP, i -> requests.request("DescribeTasks", input));
            for (int round = 1; round <= ROUNDS; round++) {
                progress.accept(round + " of " + ROUNDS);
                rates.add(Load.rate(server.port(), CONNECTIONS, ROUND, i -> requests.request("DescribeTasks", input)));
            }
        }
        Statistics told = Statistics.of(rates);
        return new Measurement(
                name(),
                "DescribeTasks of " + TASKS + " over " + CONNECTIONS
                        + " keep-alive connections, signatures verified, access log on, median of " + ROUNDS
                        + " rounds of "
                        + ROUND.toSeconds() + " s",
                new Amount(told.median(), "/s"),
                null,
                Goal.atLeast(GOAL),
                "Least " + Report.number(told.least()) + ", most " + Report.number(told.most()) + " /s; answers of "
                        + bytes + " bytes; the load generator is a process of its own on the same processors");
    }
}
