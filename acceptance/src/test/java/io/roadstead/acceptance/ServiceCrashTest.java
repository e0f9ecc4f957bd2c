package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.testkit.BusyboxImage;
import io.roadstead.wire.client.ApiError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A service of 10 is deployed anew, over and over, while its containers, the server's process and the agent's are killed
 * at random moments, each by itself. All the while its scheduler starts no task more than the maximum percent allows and
 * stops none that the minimum needs, and in the end the service is what was last asked for.
 */
@Tag("docker")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ServiceCrashTest {
    private static final long SEED = 20_261_124;
    private static final int DESIRED = 10;
    private static final int MOST = 15;
    private static final int LEAST = 5;
    private static final Duration TROUBLE = Duration.ofSeconds(30);

    /**
     * Of the server, of the agent, and of containers, each. On a slow machine the trouble lasts until there were so many,
     * and until the scheduler has stopped more running tasks than the service has.
     */
    private static final int KILLS = 2;

    @Test
    void aServiceConvergesWithinItsPercentagesWhateverIsKilled() {
        Random random = new Random(SEED);
        BusyboxImage.ensure();
        try (Installation house =
                        new Installation("--no-agent", "--healthy-after", "PT0.5S", "--throttle-first", "PT0.2S");
                SecondAgent agent = new SecondAgent(house)) {
            house.startProcess();
            house.awaitAnswer();
            agent.startProcess();
            agent.awaitConnected(1);
            for (int version = 0; version < 3; version++) {
                house.definition(
                        "crew" + version,
                        "{\"memory\":8,\"stopTimeout\":2,\"command\":[\"sleep\",\"10000" + version + "\"]}");
            }
            ObjectNode wish = Installation.input()
                    .put("serviceName", "crew")
                    .put("taskDefinition", "crew0")
                    .put("desiredCount", DESIRED);
            wish.putObject("deploymentConfiguration").put("maximumPercent", 150).put("minimumHealthyPercent", 50);
            house.call("CreateService", wish);
            ServiceWatch watch = new ServiceWatch(house, "crew", LEAST, MOST);
            Trouble trouble = new Trouble(house, agent, watch, random);
            long end = System.nanoTime() + TROUBLE.toNanos();
            while (System.nanoTime() < end || trouble.fewestKills() < KILLS || watch.schedulerStops() <= DESIRED) {
                trouble.next();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(400)));
            }
            house.awaitAnswer();
            agent.awaitConnected(1);
            String last = trouble.wanted;
            // A call that was cut off may have been heard: the last word is said once more.
            house.call(
                    "UpdateService", Installation.input().put("service", "crew").put("taskDefinition", last));
            Awaitility.await("the service is what was asked for; the log is " + house.log())
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(100))
                    .failFast("the percentages are kept", () -> watch.look())
                    .untilAsserted(() -> {
                        JsonNode service = service(house);
                        assertThat(service.path("deployments")).hasSize(1);
                        assertThat(service.path("deployments")
                                        .path(0)
                                        .path("rolloutState")
                                        .asText())
                                .isEqualTo("COMPLETED");
                        assertThat(service.path("runningCount").asInt()).isEqualTo(DESIRED);
                        assertThat(service.path("pendingCount").asInt()).isZero();
                        assertThat(service.path("taskDefinition").asText()).endsWith(last + ":1");
                    });
            assertThat(living(house)).hasSize(DESIRED).allSatisfy(task -> assertThat(
                            Installation.containersOf(task.path("taskArn").asText()))
                    .containsExactly(
                            task.path("containers").path(0).path("runtimeId").asText()));
            // It would prove little if little had happened.
            assertThat(watch.known()).hasSizeGreaterThan(2 * DESIRED);
            assertThat(watch.schedulerStops())
                    .as("running tasks stopped by the scheduler")
                    .isGreaterThan(DESIRED);
            // Its containers were killed: whether enough of that is still to be seen is a matter of which came last.
            house.mayFind("ecs-tasks-container-exit-issues").examine();
        }
    }

    /** What happens to the service, one thing after another. */
    private static final class Trouble {
        private final Installation house;
        private final SecondAgent agent;
        private final ServiceWatch watch;
        private final Random random;
        private String wanted = "crew0";
        private boolean answered;
        private boolean connected;
        private int servers;
        private int agents;
        private int containers;

        Trouble(Installation house, SecondAgent agent, ServiceWatch watch, Random random) {
            this.house = house;
            this.agent = agent;
            this.watch = watch;
            this.random = random;
        }

        int fewestKills() {
            return Math.min(servers, Math.min(agents, containers));
        }

        void next() {
            try {
                switch (random.nextInt(12)) {
                    case 0 -> killServer();
                    case 1 -> killAgent();
                    case 2 -> {
                        String next = "crew" + random.nextInt(3);
                        house.call(
                                "UpdateService",
                                Installation.input().put("service", "crew").put("taskDefinition", next));
                        wanted = next;
                    }
                    case 3, 4 -> killContainer();
                    default -> {
                        watch.look();
                        answered = true;
                        connected |= agent.connected() == 1;
                    }
                }
            } catch (ApiError starting) {
                // The server is on its way up.
            }
        }

        /** Not before it has served: a server that only ever starts proves little. */
        private void killServer() {
            if (answered) {
                answered = false;
                house.kill();
                house.startProcess();
                servers++;
            }
        }

        private void killAgent() {
            if (connected) {
                connected = false;
                agent.close();
                agent.startProcess();
                agents++;
            }
        }

        private void killContainer() {
            List<JsonNode> tasks = living(house);
            if (!tasks.isEmpty()) {
                String container = tasks.get(random.nextInt(tasks.size()))
                        .path("containers")
                        .path(0)
                        .path("runtimeId")
                        .asText();
                boolean killed = !container.isEmpty()
                        && Installation.docker("kill", container).status() == 0;
                containers += killed ? 1 : 0;
            }
        }
    }

    private static JsonNode service(Installation house) {
        ObjectNode input = Installation.input();
        input.putArray("services").add("crew");
        return house.call("DescribeServices", input).path("services").path(0);
    }

    private static List<JsonNode> living(Installation house) {
        ObjectNode input = Installation.input();
        JsonNode arns = house.call("ListTasks", Installation.input().put("serviceName", "crew"))
                .path("taskArns");
        if (arns.isEmpty()) {
            return List.of();
        }
        input.set("tasks", arns);
        List<JsonNode> tasks = new ArrayList<>();
        house.call("DescribeTasks", input).path("tasks").forEach(tasks::add);
        return tasks;
    }
}
