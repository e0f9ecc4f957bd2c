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

    /** A command line has a longest length. */
    static final int REMOVED_AT_ONCE = 100;

    private final Map<String, String> environment;

    public TaskContainers(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Removes the stopped containers of these tasks, which the agent would do some hours later. Where there is no docker
     * client on the PATH nothing happens: they do no harm.
     */
    public void removeStopped(List<String> taskArns) throws InterruptedException {
        if (taskArns.isEmpty() || !ExternalCommand.exists("docker", environment)) {
            return;
        }
        ExternalCommand.Result listed = ExternalCommand.run(
                LIMIT,
                "docker",
                "ps",
                "--all",
                "--no-trunc",
                "--filter",
                "label=" + TASK_LABEL,
                "--filter",
                "status=exited",
                "--filter",
                "status=created",
                "--format",
                "{{.ID}} {{.Label \"" + TASK_LABEL + "\"}}");
        List<String> ids = listed.ok() ? containersOf(Set.copyOf(taskArns), listed.output()) : List.of();
        for (int from = 0; from < ids.size(); from += REMOVED_AT_ONCE) {
            List<String> command = new ArrayList<>(List.of("docker", "rm", "--volumes"));
            command.addAll(ids.subList(from, Math.min(ids.size(), from + REMOVED_AT_ONCE)));
            ExternalCommand.run(LIMIT, command.toArray(String[]::new));
        }
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
