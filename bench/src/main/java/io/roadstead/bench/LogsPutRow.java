package io.roadstead.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.bench.Measurement.Amount;
import io.roadstead.bench.Measurement.Goal;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** How many log events one core of the server takes in a second, each batch signed, verified and fsynced. */
final class LogsPutRow implements Row {
    private static final int BATCH = 1_000;
    private static final int LINE = 100;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration ROUND = Duration.ofSeconds(8);
    private static final int ROUNDS = 3;
    private static final double GOAL = 100_000;
    private static final int OK = 200;

    @Override
    public String name() {
        return "logs-put";
    }

    @Override
    public Measurement measure(Consumer<String> progress) throws Exception {
        List<Double> perCore = new ArrayList<>();
        List<Double> perSecond = new ArrayList<>();
        try (Server server = Server.start(false);
                Connection connection = new Connection(server.port())) {
            Requests requests = Requests.ofLogs(server.port());
            require(connection, requests, "CreateLogGroup", Client.input().put("logGroupName", "bench"));
            require(
                    connection,
                    requests,
                    "CreateLogStream",
                    Client.input().put("logGroupName", "bench").put("logStreamName", "bench"));
            ObjectNode batch = batch();
            progress.accept("warming up");
            puts(connection, requests.request("PutLogEvents", batch), WARM_UP);
            for (int round = 1; round <= ROUNDS; round++) {
                progress.accept(round + " of " + ROUNDS);
                double cpu = server.cpuSeconds();
                long began = System.nanoTime();
                double events = (double) BATCH * puts(connection, requests.request("PutLogEvents", batch), ROUND);
                perSecond.add(events / (Server.millisSince(began) / 1_000));
                perCore.add(events / (server.cpuSeconds() - cpu));
            }
        }
        Statistics told = Statistics.of(perCore);
        return new Measurement(
                name(),
                "PutLogEvents of " + BATCH + " events of " + LINE
                        + " characters over one connection, signatures verified, each batch fsynced: events for each"
                        + " second of the server's processor time, median of " + ROUNDS + " rounds of "
                        + ROUND.toSeconds() + " s",
                new Amount(told.median(), "/s"),
                null,
                Goal.atLeast(GOAL),
                "Least " + Report.number(told.least()) + ", most " + Report.number(told.most())
                        + "; by the clock, one batch after another, "
                        + Report.number(Statistics.of(perSecond).median()) + " /s");
    }

    private static ObjectNode batch() {
        ObjectNode input = Client.input().put("logGroupName", "bench").put("logStreamName", "bench");
        ArrayNode events = input.putArray("logEvents");
        long now = Instant.now().toEpochMilli();
        for (int i = 0; i < BATCH; i++) {
            String head = "GET /orders/" + i + " 200 ";
            events.addObject().put("timestamp", now).put("message", head + "x".repeat(LINE - head.length()));
        }
        return input;
    }

    /** Sends the same batch over and over, and returns how often. */
    private static long puts(Connection connection, byte[] request, Duration time) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        long count = 0;
        while (System.nanoTime() < end) {
            Connection.Answer answer = connection.call(request);
            if (answer.status() != OK) {
                throw new IOException("PutLogEvents was refused: " + answer.body());
            }
            count++;
        }
        return count;
    }

    private static void require(Connection connection, Requests requests, String operation, ObjectNode input)
            throws IOException {
        Connection.Answer answer = connection.call(requests.request(operation, input));
        if (answer.status() != OK) {
            throw new IOException(operation + " was refused: " + answer.body());
        }
    }
}
