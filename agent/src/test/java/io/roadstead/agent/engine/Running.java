package io.roadstead.agent.engine;

import io.roadstead.core.model.DesiredStatus;
import io.roadstead.core.model.NetworkBinding;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** States in which tasks run, reached as the engine reaches them, for tests of those who read states. */
public final class Running {
    public static final Instant NOW = Instant.parse("2026-11-23T10:00:00.5Z");

    private Running() {}

    /** The id that Docker gives a container. */
    public static String dockerId(String name) {
        return "%064x".formatted(name.hashCode());
    }

    /** What is known once all containers of the task run. */
    public static EngineState of(TaskSpec task) {
        TaskEngine engine = new TaskEngine(Samples.settings());
        SeededIds ids = new SeededIds(1);
        EngineState state = EngineState.resumed(List.of(), Map.of(), NOW);
        Deque<Event> events = new ArrayDeque<>(
                List.of(new Event.TasksReceived(List.of(new Event.TasksReceived.Wish(task, DesiredStatus.RUNNING)))));
        while (!events.isEmpty()) {
            Decision decision = engine.decide(state, events.remove(), NOW, ids);
            state = decision.state();
            for (Effect effect : decision.effects()) {
                switch (effect) {
                    case Effect.Pull pull -> {
                        events.add(new Event.PullBegun(pull.image()));
                        events.add(new Event.PullDone(pull.image(), new LocalImage(null, false), true));
                    }
                    case Effect.Create create ->
                        events.add(new Event.Created(
                                create.container(),
                                dockerId(create.container().name()),
                                create.request().ports().stream()
                                        .map(port -> new NetworkBinding(
                                                "0.0.0.0", port.containerPort(), port.hostPort(), port.protocol()))
                                        .toList()));
                    case Effect.Start start -> events.add(new Event.Started(start.container(), start.dockerId()));
                    default -> {}
                }
            }
        }
        return state;
    }
}
