package io.roadstead.agent.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** The tasks of one decision: those it touched as drafts, all others as they were. */
final class Touched {
    private final EngineState before;
    private final Map<String, TaskDraft> drafts = new LinkedHashMap<>();

    Touched(EngineState before) {
        this.before = before;
    }

    /** What was touched so far, by ARN. */
    Map<String, TaskDraft> drafts() {
        return drafts;
    }

    boolean known(String arn) {
        return drafts.containsKey(arn) || before.tasks().containsKey(arn);
    }

    void touchAll() {
        before.tasks().keySet().forEach(this::touch);
    }

    TaskDraft touch(String arn) {
        return find(arn).orElseThrow(() -> new IllegalArgumentException("there is no task " + arn));
    }

    Optional<TaskDraft> find(String arn) {
        TaskState state = before.tasks().get(arn);
        if (state != null) {
            return Optional.of(drafts.computeIfAbsent(arn, _ -> new TaskDraft(state)));
        }
        return Optional.ofNullable(drafts.get(arn));
    }

    void find(ContainerRef ref, BiConsumer<TaskDraft, ContainerDraft> then) {
        find(ref.taskArn()).ifPresent(task -> task.containers.stream()
                .filter(c -> c.spec.name().equals(ref.name()))
                .findFirst()
                .ifPresent(container -> then.accept(task, container)));
    }

    /** For the answer to an effect: ignored unless it is the one waited for. */
    void withBusy(ContainerRef ref, Stage stage, BiConsumer<TaskDraft, ContainerDraft> then) {
        find(ref, (task, container) -> {
            if (container.busy && container.stage == stage) {
                container.busy = false;
                then.accept(task, container);
            }
        });
    }

    void forEachPulling(String image, BiConsumer<TaskDraft, ContainerDraft> then) {
        for (String arn : allArns()) {
            boolean waits = read(
                    arn,
                    draft -> draft.containers.stream()
                            .anyMatch(c ->
                                    c.stage == Stage.PULLING && c.spec.image().equals(image)),
                    state -> state.containers().stream()
                            .anyMatch(c -> c.stage() == Stage.PULLING
                                    && c.spec().image().equals(image)));
            if (waits) {
                TaskDraft task = touch(arn);
                task.containers.stream()
                        .filter(c -> c.stage == Stage.PULLING && c.spec.image().equals(image))
                        .toList()
                        .forEach(container -> then.accept(task, container));
            }
        }
    }

    List<String> allArns() {
        List<String> arns = new ArrayList<>(before.tasks().keySet());
        drafts.keySet().stream().filter(arn -> !before.tasks().containsKey(arn)).forEach(arns::add);
        return arns;
    }

    <T> T read(String arn, Function<TaskDraft, T> fromDraft, Function<TaskState, T> fromState) {
        TaskDraft draft = drafts.get(arn);
        if (draft != null) {
            return fromDraft.apply(draft);
        }
        TaskState state = before.tasks().get(arn);
        if (state == null) {
            throw new IllegalArgumentException("there is no task " + arn);
        }
        return fromState.apply(state);
    }
}
