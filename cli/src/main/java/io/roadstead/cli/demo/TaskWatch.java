package io.roadstead.cli.demo;

import io.roadstead.cli.CommandFailure;
import io.roadstead.cli.terminal.Terminal;
import io.roadstead.cli.terminal.Words;
import io.roadstead.wire.client.Ecs;
import io.roadstead.wire.client.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Follows tasks by DescribeTasks as any client would, and shows each state with the time it was first seen. */
final class TaskWatch {
    static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(10);

    private final Ecs ecs;
    private final String cluster;
    private final Terminal terminal;
    private final String from;
    private final long began = System.nanoTime();
    private final Map<String, Map<String, Duration>> seen = new LinkedHashMap<>();

    /**
     * Starts counting time now.
     *
     * @param from the state the tasks are in, which is not worth showing; empty for none
     */
    TaskWatch(Ecs ecs, String cluster, Terminal terminal, String from) {
        this.from = from;
        this.ecs = ecs;
        this.cluster = cluster;
        this.terminal = terminal;
    }

    /**
     * Returns the tasks when all have reached a state, having shown how they came there.
     *
     * @throws CommandFailure when one stops instead, or when it takes longer than {@link #LIMIT}
     */
    List<Json> until(String status, List<String> arns) throws InterruptedException {
        while (true) {
            List<Json> tasks = ecs.tasks(cluster, arns);
            Duration now = Duration.ofNanos(System.nanoTime() - began);
            tasks.forEach(task -> seen.computeIfAbsent(task.path("taskArn").text(), arn -> new LinkedHashMap<>())
                    .putIfAbsent(task.path("lastStatus").text(), now));
            String[] lines = seen.entrySet().stream()
                    .map(entry -> line(entry.getKey(), entry.getValue()))
                    .toArray(String[]::new);
            if (tasks.size() == arns.size()
                    && tasks.stream()
                            .allMatch(task -> task.path("lastStatus").text().equals(status))) {
                for (String line : lines) {
                    terminal.line(line);
                }
                return tasks;
            }
            for (Json task : tasks) {
                if (task.path("lastStatus").text().equals("STOPPED") && !status.equals("STOPPED")) {
                    throw new CommandFailure("A task stopped instead of reaching " + status + ": " + reason(task));
                }
            }
            if (now.compareTo(LIMIT) > 0) {
                throw new CommandFailure("The tasks did not reach " + status + " within " + Words.duration(LIMIT)
                        + ":\n" + String.join("\n", lines));
            }
            terminal.progress(lines);
            Thread.sleep(POLL);
        }
    }

    private String line(String arn, Map<String, Duration> states) {
        StringBuilder line = new StringBuilder("     task " + Demo.shortId(arn));
        states.forEach((state, at) -> {
            if (!state.equals(from)) {
                line.append("   ").append(paint(state)).append(' ').append(terminal.dim(Words.duration(at)));
            }
        });
        return line.toString();
    }

    private String paint(String state) {
        return switch (state) {
            case "RUNNING" -> terminal.green(state);
            case "STOPPED" -> terminal.red(state);
            default -> terminal.yellow(state);
        };
    }

    /** Why a task stopped, in ECS's words: stop code, reason, and what its first container has to say. */
    static String reason(Json task) {
        StringBuilder reason = new StringBuilder(
                task.path("stopCode").text() + ": " + task.path("stoppedReason").text());
        Json container = task.path("containers").first();
        if (container.has("exitCode")) {
            reason.append(" (exit code ")
                    .append(container.path("exitCode").number())
                    .append(')');
        }
        if (container.has("reason")) {
            reason.append(" (").append(container.path("reason").text()).append(')');
        }
        return reason.toString();
    }
}
