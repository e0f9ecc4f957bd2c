package io.roadstead.cli.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class TaskContainersTest {
    @Test
    void onlyContainersOfTheGivenTasksAreMeant() {
        String listing = """
                c1 arn:aws:ecs:us-east-1:000000000000:task/default/a
                c2 arn:aws:ecs:us-east-1:000000000000:task/default/b
                c3\s
                c4 arn:aws:ecs:us-east-1:000000000000:task/default/a
                """;
        assertThat(TaskContainers.containersOf(Set.of("arn:aws:ecs:us-east-1:000000000000:task/default/a"), listing))
                .containsExactly("c1", "c4");
    }
}
