package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks at a service's tasks over and over, as anybody may by DescribeTasks, and holds its scheduler to the percentages.
 *
 * <p>At any look, no more tasks are there that are not STOPPED than {@code most}: the scheduler alone starts any. And where
 * it has wished running tasks to stop since the look before, {@code least} are left that run and that nobody wishes to
 * stop. Tasks that ended otherwise since then count as left: whoever killed them, it was not the scheduler.
 */
final class ServiceWatch {
    private static final int PAGE = 100;

    /** Looks after which it is given up to find one in which no task comes. */
    private static final int TRIES = 50;

    private final Installation house;
    private final String service;
    private final int least;
    private final int most;
    private final Set<String> known = new HashSet<>();
    private final Set<String> ending = new HashSet<>();
    private int looks;
    private int schedulerStops;
    private int fewest = Integer.MAX_VALUE;

    ServiceWatch(Installation house, String service, int least, int most) {
        this.house = house;
        this.service = service;
        this.least = least;
        this.most = most;
    }

    /** Looks once. */
    void look() {
        List<JsonNode> tasks = tasks();
        int live = 0;
        int running = 0;
        Map<String, Boolean> endedNow = new HashMap<>();
        for (JsonNode task : tasks) {
            String arn = task.path("taskArn").asText();
            known.add(arn);
            String last = task.path("lastStatus").asText();
            boolean wanted = task.path("desiredStatus").asText().equals("RUNNING");
            live += last.equals("STOPPED") ? 0 : 1;
            running += wanted && last.equals("RUNNING") ? 1 : 0;
            if (!wanted && ending.add(arn)) {
                endedNow.put(
                        arn,
                        task.path("stopCode").asText().equals("ServiceSchedulerInitiated") && ranWhenStopped(task));
            }
        }
        long byScheduler = endedNow.values().stream().filter(each -> each).count();
        long otherwise = endedNow.size() - byScheduler;
        assertThat(live).as("tasks that are not STOPPED").isLessThanOrEqualTo(most);
        if (byScheduler > 0) {
            assertThat(running + otherwise)
                    .as("running tasks left by the scheduler, which stopped " + byScheduler + " of " + endedNow)
                    .isGreaterThanOrEqualTo(least);
            fewest = Math.min(fewest, running);
        }
        looks++;
        schedulerStops += (int) byScheduler;
    }

    /**
     * Whether it ran when it was wished to stop. One that was still pending may be reported as running afterwards, for its
     * agent had begun to start it; it was none of those that count.
     */
    private static boolean ranWhenStopped(JsonNode task) {
        return task.hasNonNull("startedAt")
                && task.path("startedAt").asDouble() <= task.path("stoppingAt").asDouble();
    }

    /** All tasks ever seen, by ARN. */
    Set<String> known() {
        return known;
    }

    int looks() {
        return looks;
    }

    /** Running tasks that the scheduler wished to stop. */
    int schedulerStops() {
        return schedulerStops;
    }

    /** How few tasks ran at the look after one of its stops. */
    int fewest() {
        return fewest;
    }

    /**
     * Those that are to run and those that are not, as long as they are told. They are listed first and described then:
     * where one came meanwhile, which may have taken the place of another, it is done again.
     */
    private List<JsonNode> tasks() {
        List<String> listed = arns();
        for (int i = 0; i < TRIES; i++) {
            List<JsonNode> tasks = described(listed);
            List<String> since = arns();
            if (listed.containsAll(since)) {
                return tasks;
            }
            listed = since;
        }
        throw new AssertionError("in each of " + TRIES + " looks at service " + service + " a task came");
    }

    private List<String> arns() {
        List<String> arns = new ArrayList<>();
        for (String desired : List.of("RUNNING", "STOPPED")) {
            ObjectNode list = Installation.input().put("serviceName", service).put("desiredStatus", desired);
            boolean more = true;
            while (more) {
                JsonNode page = house.call("ListTasks", list);
                page.path("taskArns").forEach(arn -> arns.add(arn.asText()));
                more = page.hasNonNull("nextToken");
                list.set("nextToken", page.path("nextToken"));
            }
        }
        return arns.stream().distinct().toList();
    }

    /** Those that are to run come first, so that one call tells of all of them. */
    private List<JsonNode> described(List<String> arns) {
        List<JsonNode> tasks = new ArrayList<>();
        for (int from = 0; from < arns.size(); from += PAGE) {
            ObjectNode input = Installation.input();
            arns.subList(from, Math.min(arns.size(), from + PAGE)).forEach(input.withArray("tasks")::add);
            house.call("DescribeTasks", input).path("tasks").forEach(tasks::add);
        }
        return tasks;
    }
}
