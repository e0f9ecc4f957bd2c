package io.roadstead.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.bench.Measurement.Amount;
import io.roadstead.bench.Measurement.Goal;
import io.roadstead.bench.Measurement.Reference;
import io.roadstead.store.CommitResult;
import io.roadstead.store.Entry;
import io.roadstead.store.Key;
import io.roadstead.store.Prefix;
import io.roadstead.store.Store;
import io.roadstead.store.Txn;
import io.roadstead.store.Write;
import io.roadstead.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * RegisterTaskDefinition a second beside the store alone, on the same disk, with as many callers, each committing the
 * same two records (the family and the revision) of the same sizes.
 */
final class RegisterRow implements Row {
    private static final int CALLERS = 64;
    private static final Duration WARM_UP = Duration.ofSeconds(8);
    private static final Duration ROUND = Duration.ofSeconds(5);
    private static final int ROUNDS = 3;

    @Override
    public String name() {
        return "register-task-definition";
    }

    @Override
    public Measurement measure(Consumer<String> progress) throws Exception {
        List<Double> ours = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        int[] sizes;
        try (Server server = Server.start(false)) {
            Requests requests = new Requests(server.port());
            progress.accept("warming up");
            Load.rate(server.port(), CALLERS, WARM_UP, i -> register(requests, i));
            for (int round = 1; round <= ROUNDS; round++) {
                progress.accept(round + " of " + ROUNDS);
                ours.add(Load.rate(server.port(), CALLERS, ROUND, i -> register(requests, i)));
            }
            server.end();
            sizes = sizes(server.data());
            progress.accept("the store alone");
            Path directory = Files.createTempDirectory("roadstead-bench-store");
            try (SqliteStore store = SqliteStore.open(directory.resolve("store.db"), InstantSource.system())) {
                storeRate(store, WARM_UP, sizes);
                for (int round = 1; round <= ROUNDS; round++) {
                    bare.add(storeRate(store, ROUND, sizes));
                }
            } finally {
                Server.remove(directory);
            }
        }
        Statistics told = Statistics.of(ours);
        Statistics alone = Statistics.of(bare);
        return new Measurement(
                name(),
                "RegisterTaskDefinition by " + CALLERS + " callers at once, median of " + ROUNDS + " rounds of "
                        + ROUND.toSeconds() + " s",
                new Amount(told.median(), "/s"),
                new Reference(
                        new Amount(alone.median(), "/s"),
                        "commits of the same two records by " + CALLERS + " callers on the store alone"),
                Goal.ratioAtLeast(0.5),
                "Least " + Report.number(told.least()) + ", most " + Report.number(told.most())
                        + " /s; the records have " + sizes[0] + " and " + sizes[1] + " bytes");
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

    /** Of a family's and a revision's record as the server stored them. */
    private static int[] sizes(Path data) throws IOException {
        Path file;
        try (var files = Files.walk(data)) {
            file = files.filter(path -> path.toString().endsWith(".db"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("there is no store in " + data));
        }
        int[] sizes = new int[2];
        try (SqliteStore store = SqliteStore.open(file, InstantSource.system())) {
            for (Entry entry :
                    store.range(Prefix.ALL, Optional.empty(), Store.MAX_PAGE).entries()) {
                String path = entry.key().path();
                if (path.contains("family-")) {
                    sizes[path.split("/").length == 4 ? 0 : 1] = entry.value().length;
                }
            }
        }
        return sizes;
    }

    private static double storeRate(Store store, Duration duration, int[] sizes) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long began = System.nanoTime();
            long end = began + duration.toNanos();
            List<Future<Long>> running = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                int caller = i;
                running.add(threads.submit(() -> commit(store, caller, end, sizes)));
            }
            long commits = 0;
            for (Future<Long> each : running) {
                commits += each.get();
            }
            return commits / ((System.nanoTime() - began) / 1e9);
        }
    }

    private static long commit(Store store, int caller, long end, int[] sizes) throws IOException {
        String run = Long.toString(end);
        long commits = 0;
        while (System.nanoTime() < end) {
            Txn txn = new Txn(
                    run + "-" + caller + "-" + commits,
                    List.of(),
                    List.of(
                            new Write.Put(Key.of("0", "us-east-1", "family", "f" + caller), new byte[sizes[0]]),
                            new Write.Put(
                                    Key.of("0", "us-east-1", "definition", "f" + caller, run + "-" + commits),
                                    new byte[sizes[1]])));
            if (!(store.commit(txn) instanceof CommitResult.Committed)) {
                throw new IOException("the store alone refused a commit");
            }
            commits++;
        }
        return commits;
    }
}
