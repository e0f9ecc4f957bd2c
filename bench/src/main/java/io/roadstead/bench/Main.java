package io.roadstead.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code ./roadstead bench [--row NAME]... [--json FILE]}: measures all rows, or those named, and prints a table. With
 * {@code --scale} it is {@link ScaleBench}.
 */
public final class Main {
    private static final List<Row> ROWS = List.of(
            new ReadyRow(),
            new MemoryRow(),
            new RunTaskRow(),
            new TwentyTasksRow(),
            new AgentStartRow(),
            new AgentHeapRow(),
            new IdleTasksRow(),
            new LogsPutRow(),
            new DescribeTasksRow(),
            new RegisterRow(),
            new DoctorRow(),
            new PolicyRow());
    private static final int USAGE = 2;
    /** Held here, for the JDK forgets a logger's level when nobody holds the logger. */
    private static final Logger OURS = Logger.getLogger("io.roadstead");

    private Main() {}

    public static void main(String... words) throws IOException {
        OURS.setLevel(Level.SEVERE);
        if (words.length > 0 && words[0].equals("--scale")) {
            @Nullable Integer status = ScaleBench.run(List.of(words).subList(1, words.length));
            if (status == null) {
                usage(false);
            } else {
                System.exit(status);
            }
        }
        List<Row> rows = new ArrayList<>();
        Path json = null;
        for (int i = 0; i < words.length; i++) {
            @Nullable String value = i + 1 < words.length ? words[i + 1] : null;
            @Nullable Row row = value == null || !words[i].equals("--row") ? null : find(value);
            if (row != null) {
                rows.add(row);
                i++;
            } else if (words[i].equals("--json") && value != null) {
                json = Path.of(value);
                i++;
            } else {
                usage(words[i].equals("--help"));
            }
        }
        System.exit(run(rows.isEmpty() ? ROWS : rows, json));
    }

    private static int run(List<Row> rows, @Nullable Path json) throws IOException {
        String load = load();
        List<Measurement> measured = new ArrayList<>();
        boolean whole = true;
        for (Row row : rows) {
            System.err.println(row.name() + " ...");
            try {
                Measurement measurement = row.measure(step -> System.err.println("  " + row.name() + ": " + step));
                measured.add(measurement);
                System.err.println("  " + Report.amount(measurement.measured()));
            } catch (Exception e) {
                whole = false;
                System.err.println("  " + row.name() + " could not be measured: " + e);
            }
        }
        System.out.println("Load averages before: " + load + "; after: " + load() + "; processors: "
                + Runtime.getRuntime().availableProcessors());
        System.out.println();
        System.out.print(Report.table(measured));
        if (json != null) {
            Files.writeString(json, Report.json(measured, load).toPrettyString() + "\n");
        }
        return whole ? 0 : 1;
    }

    private static @Nullable Row find(String name) {
        return ROWS.stream().filter(row -> row.name().equals(name)).findFirst().orElse(null);
    }

    private static void usage(boolean asked) {
        System.err.println("Usage: ./roadstead bench [--row NAME]... [--json FILE]");
        System.err.println("       ./roadstead bench --scale [--tasks N]... [--agents N] [--run-task] [--no-servers]"
                + " [--no-pure] [--json FILE] [--chart FILE.svg]");
        System.err.println("       ./roadstead bench --scale --from FILE... --chart FILE.svg");
        System.err.println("Rows: " + ROWS.stream().map(Row::name).collect(Collectors.joining(", ")));
        System.exit(asked ? 0 : USAGE);
    }

    private static String load() throws IOException {
        Path file = Path.of("/proc/loadavg");
        if (!Files.exists(file)) {
            return "unknown";
        }
        String[] parts = Files.readString(file).split(" ");
        return parts[0] + " " + parts[1] + " " + parts[2];
    }
}
