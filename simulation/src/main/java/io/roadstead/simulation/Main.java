package io.roadstead.simulation;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code ./roadstead simulate}: runs worlds of fresh seeds until one fails or enough was simulated, or one seed again. */
public final class Main {
    private static final int USAGE = 2;
    private static final double DEFAULT_HOURS = 200;
    private static final Duration PROGRESS = Duration.ofSeconds(1);
    private static final int LINES = 60;
    private static final long MOST_SEEDS = 1_000_000_000;
    private static final String NOTHING = "Nothing was violated.";

    private Main() {}

    /** What was asked for. A single seed is replayed with its whole trace, as far as it is kept. */
    private record Asked(double hours, long seeds, long seed, boolean single) {}

    public static void main(String... words) throws IOException, InterruptedException {
        Worker.quiet();
        Asked asked = read(words);
        System.exit(asked.single() ? replay(asked.seed()) : search(asked));
    }

    private static Asked read(String... words) {
        double hours = 0;
        long seeds = 0;
        long seed = -1;
        for (int i = 0; i < words.length; i++) {
            if (words[i].equals("--help") || words[i].equals("-h")) {
                usage(0);
            }
            if (i + 1 == words.length) {
                usage(USAGE);
            }
            try {
                switch (words[i]) {
                    case "--hours" -> hours = Double.parseDouble(words[++i]);
                    case "--seeds" -> seeds = Long.parseLong(words[++i]);
                    case "--seed" -> seed = Long.parseLong(words[++i]);
                    default -> usage(USAGE);
                }
            } catch (NumberFormatException e) {
                System.err.println("'" + words[i] + "' is not a number.");
                usage(USAGE);
            }
        }
        boolean single = seed >= 0 && seeds == 0 && hours == 0;
        long first = seed >= 0 ? seed : System.currentTimeMillis() * 1_000;
        return new Asked(hours > 0 || seeds > 0 ? hours : DEFAULT_HOURS, seeds, first, single);
    }

    private static int replay(long seed) {
        long began = System.nanoTime();
        SimWorld.Outcome outcome = new SimWorld(seed).run();
        Seeds.Sum sum = new Seeds.Sum();
        sum.add(Summary.of(outcome));
        outcome.last().forEach(System.out::println);
        System.out.println();
        System.out.println(sum.line(Duration.ofNanos(System.nanoTime() - began)));
        System.out.println("Trace " + Long.toHexString(outcome.hash()));
        System.out.println(outcome.failure()
                .map(violation -> "VIOLATED " + violation.getMessage())
                .orElse(NOTHING));
        return outcome.failure().isPresent() ? 1 : 0;
    }

    private static int search(Asked asked) throws IOException, InterruptedException {
        long began = System.nanoTime();
        Seeds.Sum sum = new Seeds.Sum();
        List<Summary> failed = new ArrayList<>();
        long[] toldAt = {began};
        Seeds.run(asked.seed(), asked.seeds() > 0 ? asked.seeds() : MOST_SEEDS, world -> {
            sum.add(world);
            if (!world.violation().isEmpty()) {
                failed.add(world);
            }
            long now = System.nanoTime();
            if (now - toldAt[0] >= PROGRESS.toNanos()) {
                toldAt[0] = now;
                System.err.println(sum.line(Duration.ofNanos(now - began)));
            }
            boolean longEnough = asked.seeds() == 0 && sum.simulated().toMillis() >= asked.hours() * 3_600_000;
            return !failed.isEmpty() || longEnough;
        });
        System.out.println(sum.line(Duration.ofNanos(System.nanoTime() - began)));
        failed.forEach(world -> System.out.println(report(new SimWorld(world.seed()).run())));
        if (failed.isEmpty()) {
            System.out.println(NOTHING);
        }
        return failed.isEmpty() ? 0 : 1;
    }

    /** What a failure has to say: the last that happened, the invariant, and how to see it again. */
    static String report(SimWorld.Outcome outcome) {
        List<String> last = outcome.last();
        StringBuilder text = new StringBuilder("\n");
        last.subList(Math.max(0, last.size() - LINES), last.size())
                .forEach(line -> text.append(line).append('\n'));
        outcome.failure().ifPresent(violation -> text.append("\nVIOLATED ")
                .append(violation.getMessage())
                .append("\nSeed     ")
                .append(outcome.seed())
                .append("\nAgain    ./roadstead simulate --seed ")
                .append(outcome.seed()));
        return text.toString();
    }

    private static void usage(int status) {
        System.err.println("Usage: ./roadstead simulate [--hours N | --seeds N] [--seed S]");
        System.err.println(
                "  --hours N   simulate this many hours (" + (int) DEFAULT_HOURS + " unless told otherwise)");
        System.err.println("  --seeds N   simulate this many worlds");
        System.err.println("  --seed S    begin with this seed; alone: this one world, with its trace");
        System.exit(status);
    }
}
