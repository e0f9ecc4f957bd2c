package io.roadstead.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.control.House;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.ListTaskDefinitionsRequest;
import software.amazon.awssdk.services.ecs.model.ListTaskDefinitionsResponse;
import software.amazon.awssdk.services.ecs.model.SortOrder;

class DefinitionApiTest {
    private final House house = new House();

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void definitionsAreListedByFamilyAndThenByRevisionAsANumberPageAfterPage() {
        List<String> expected = new ArrayList<>();
        for (String family : List.of("f", "f-long", "f0", "g")) {
            for (int revision = 1; revision <= 11; revision++) {
                house.definition(family, container -> container.memory(16));
                expected.add(family + ":" + revision);
            }
        }
        assertThat(listed(SortOrder.ASC)).isEqualTo(expected);
        assertThat(listed(SortOrder.DESC)).isEqualTo(expected.reversed());
    }

    private List<String> listed(SortOrder order) {
        List<String> listed = new ArrayList<>();
        @Nullable String token = null;
        do {
            ListTaskDefinitionsResponse page = house.call(
                    ListTaskDefinitionsRequest.builder()
                            .sort(order)
                            .maxResults(4)
                            .nextToken(token)
                            .build(),
                    ListTaskDefinitionsResponse.class);
            page.taskDefinitionArns().forEach(arn -> listed.add(arn.substring(arn.lastIndexOf('/') + 1)));
            token = page.nextToken();
        } while (token != null);
        return listed;
    }
}
