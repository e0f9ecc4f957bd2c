package io.roadstead.doctor.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.wire.client.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many tasks of a cluster are looked at: its ECS lists a hundred a page, as ECS does. */
class CollectorTest {
    private static final String CLUSTER = "arn:aws:ecs:us-east-1:000000000000:cluster/big";
    private static final int PAGE = 100;

    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0, 0",
        "1, 0, 1, 1, 0",
        "250, 101, 351, 5, 0",
        "5000, 500, 5500, 55, 0",
        "5001, 501, 5500, 55, 2",
        "5100, 0, 5000, 50, 1",
    })
    void everyPageIsDescribedUpToTheLimits(int live, int stopped, int seen, int described, int unseen) {
        for (int atOnce : new int[] {1, 8}) {
            calls.clear();
            ClusterFacts facts = new Collector(
                            (operation, input) -> answer(operation, input, live, stopped), null, null, atOnce)
                    .cluster("big", Instant.EPOCH);
            assertThat(facts.tasks()).hasSize(seen).extracting(TaskFact::arn).doesNotHaveDuplicates();
            assertThat(calls.stream().filter("DescribeTasks"::equals)).hasSize(described);
            assertThat(facts.unseen()).hasSize(unseen);
        }
    }

    private Json answer(String operation, Json input, int live, int stopped) {
        calls.add(operation);
        return switch (operation) {
            case "DescribeClusters" ->
                Json.object().putItems("clusters", List.of(Json.object().put("clusterArn", CLUSTER)));
            case "ListTasks" -> {
                String desired = input.path("desiredStatus").text();
                String token = input.path("nextToken").text();
                int from = token.isEmpty() ? 0 : Integer.parseInt(token);
                int to = Math.min(from + PAGE, desired.equals("RUNNING") ? live : stopped);
                Json page = Json.object()
                        .put(
                                "taskArns",
                                IntStream.range(from, to)
                                        .mapToObj(each -> desired + each)
                                        .toList());
                yield to < (desired.equals("RUNNING") ? live : stopped)
                        ? page.put("nextToken", Integer.toString(to))
                        : page;
            }
            case "DescribeTasks" ->
                Json.object()
                        .putItems(
                                "tasks",
                                Read.texts(input.path("tasks")).stream()
                                        .map(arn -> Json.object().put("taskArn", arn))
                                        .toList());
            default -> Json.object();
        };
    }
}
