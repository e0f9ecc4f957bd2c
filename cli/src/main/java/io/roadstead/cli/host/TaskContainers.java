package io.roadstead.cli.host;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The containers of tasks on this host's engine, found by the label that the ECS agent gives them. */
public final class TaskContainers {
    static final String TASK_LABEL = "com.amazonaws.ecs.task-arn";
    static final Duration LIMIT = Duration.ofSeconds(60);

    static final Duration SETTLE_LIMIT = Duration.ofSeconds(10);

    private static final Duration POLL = Duration.ofMillis(200);

    /** A command line has a longest length. */
    static final int REMOVED_AT_ONCE = 100;

    private final Map<String, String> environment;

    public TaskContainers(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Removes the containers of these tasks, all of them stopped, which the agent would do some hours later. Where there
     * is no docker client on the PATH nothing happens: they do no harm.
     */
    public void removeStopped(List<String> taskArns) throws InterruptedException {
        if (taskArns.isEmpty() || !ExternalCommand.exists("docker", environment)) {
            return;
        }
        Set<String> tasks = Set.copyOf(taskArns);
        // A container whose end was told a moment ago may not be Docker's to remove yet.
        long end = System.nanoTime() + SETTLE_LIMIT.toNanos();
        List<String> left = containers(tasks);
        while (!left.isEmpty()) {
            for (int from = 0; from < left.size(); from += REMOVED_AT_ONCE) {
                List<String> command = new ArrayList<>(List.of("docker", "rm", "--volumes"));
                command.addAll(left.subList(from, Math.min(left.size(), from + REMOVED_AT_ONCE)));
                ExternalCommand.run(LIMIT, command.toArray(String[]::new));
            }
            left = containers(tasks);
            if (System.nanoTime() > end) {
                return;
            }
            if (!left.isEmpty()) {
                Thread.sleep(POLL);
            }
        }
    }

    private static List<String> containers(Set<String> tasks) throws InterruptedException {
        ExternalCommand.Result listed = ExternalCommand.run(
                LIMIT,
                "docker",
                "ps",
                "--all",
                "--no-trunc",
                "--filter",
                "label=" + TASK_LABEL,
                "--format",
                "{{.ID}} {{.Label \"" + TASK_LABEL + "\"}}");
        return listed.ok() ? containersOf(tasks, listed.output()) : List.of();
    }

    /** The containers, of lines {@code id taskArn}, whose task is one of these. */
    static List<String> containersOf(Set<String> taskArns, String listing) {
        return listing.lines()
                .map(line -> line.split(" ", 2))
                .filter(words -> words.length == 2 && taskArns.contains(words[1].strip()))
                .map(words -> words[0])
                .toList();
    }
}
