package io.roadstead.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code ./roadstead bench --scale}: what a large installation costs. Or, from what earlier runs wrote down, the chart of
 * how that grows.
 */
final class ScaleBench {
    private static final List<Integer> SIZES = List.of(1_000, 10_000, 40_000);
    private static final int AGENTS = 2_000;

    private ScaleBench() {}

    /** What is asked for. */
    private static final class Options {
        final List<Integer> sizes = new ArrayList<>();
        int agents = AGENTS;
        Launching launching = new Launching.ByServices();
        boolean pure = true;
        boolean servers = true;

        @Nullable
        Path json;

        @Nullable
        Path chart;

        final List<Path> earlier = new ArrayList<>();
    }

    /** @return the exit status, or nothing when the words are not understood */
    static @Nullable Integer run(List<String> words) throws IOException {
        Options options = read(words);
        if (options == null) {
            return null;
        }
        List<ScaleResult> results = new ArrayList<>();
        List<PureResult> pure = new ArrayList<>();
        JsonMapper mapper = JsonMapper.builder().build();
        for (Path file : options.earlier) {
            JsonNode earlier = mapper.readTree(file.toFile());
            earlier.path("servers").forEach(node -> results.add(ScaleResult.read(node)));
            earlier.path("pure").forEach(node -> pure.add(PureResult.read(node)));
        }
        boolean whole = options.earlier.isEmpty() ? measure(options, results, pure) : true;
        System.out.print(Report.table(ScaleRows.of(results, pure)));
        if (options.json != null) {
            Files.writeString(options.json, json(results, pure).toPrettyString() + "\n");
        }
        if (options.chart != null) {
            Files.writeString(options.chart, GrowthChart.svg(results, pure));
        }
        return whole ? 0 : 1;
    }

    private static boolean measure(Options options, List<ScaleResult> results, List<PureResult> pure) {
        boolean whole = true;
        if (options.pure) {
            pure.addAll(PlacementBench.measure(step -> System.err.println("  " + step)));
            pure.addAll(ReconcileBench.measure(step -> System.err.println("  " + step)));
        }
        for (int size : options.servers ? options.sizes.isEmpty() ? SIZES : options.sizes : List.<Integer>of()) {
            System.err.println(size + " tasks ...");
            try {
                results.add(new ScaleRun(
                                options.agents,
                                options.launching,
                                step -> System.err.println("  " + size + ": " + step))
                        .measure(size));
            } catch (Exception e) {
                whole = false;
                System.err.println("  " + size + " tasks could not be measured: " + e);
            }
        }
        return whole;
    }

    private static @Nullable Options read(List<String> words) {
        Options options = new Options();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("--run-task")) {
                options.launching = new Launching.ByRunTask();
            } else if (word.equals("--no-servers")) {
                options.servers = false;
            } else if (word.equals("--no-pure")) {
                options.pure = false;
            } else if (i + 1 == words.size() || !take(options, word, words.get(++i))) {
                return null;
            }
        }
        return options;
    }

    private static boolean take(Options options, String word, String value) {
        try {
            switch (word) {
                case "--tasks" -> options.sizes.add(Integer.valueOf(value));
                case "--agents" -> options.agents = Integer.parseInt(value);
                case "--json" -> options.json = Path.of(value);
                case "--chart" -> options.chart = Path.of(value);
                case "--from" -> options.earlier.add(Path.of(value));
                default -> {
                    return false;
                }
            }
            return true;
        } catch (NumberFormatException notANumber) {
            return false;
        }
    }

    private static ObjectNode json(List<ScaleResult> results, List<PureResult> pure) {
        ObjectNode report = Client.input();
        ArrayNode servers = report.putArray("servers");
        results.forEach(result -> servers.add(result.json()));
        ArrayNode decisions = report.putArray("pure");
        pure.forEach(result -> decisions.add(result.json()));
        return report;
    }
}
