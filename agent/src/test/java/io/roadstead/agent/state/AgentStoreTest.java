package io.roadstead.agent.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.agent.engine.EngineState;
import io.roadstead.agent.engine.ImageUse;
import io.roadstead.agent.engine.SeededIds;
import io.roadstead.store.MemoryStore;
import io.roadstead.store.RecordCodec;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AgentStoreTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private final AgentStore store =
            new AgentStore(new MemoryStore(InstantSource.system()), new RecordCodec(), new SeededIds(1));

    private static EngineState with(Map<String, ImageUse> images) {
        return EngineState.resumed(List.of(), images, NOON);
    }

    @Test
    void whatIsRememberedOfImagesSurvivesARestart() {
        ImageUse used = new ImageUse(NOON, NOON.plusSeconds(1), true);
        ImageUse found = new ImageUse(NOON, NOON, false);
        EngineState first = with(Map.of("127.0.0.1:5000/a/b:1", used, "b", found));
        store.save(with(Map.of()), first);
        assertThat(store.images()).isEqualTo(first.images());

        EngineState second = with(Map.of("b", new ImageUse(NOON, NOON.plusSeconds(9), false)));
        store.save(first, second);
        assertThat(store.images()).isEqualTo(second.images());
    }
}
