package io.roadstead.control.access;

import io.roadstead.control.index.Index;
import io.roadstead.control.index.Kind;
import io.roadstead.control.index.Versioned;
import io.roadstead.core.KeyUse;
import io.roadstead.core.Sealing;
import io.roadstead.core.model.Task;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * The tasks that live: the names of their credentials are made with the key of their time ({@link TaskRoles}) and given to
 * their containers, so they cannot be made anew, and the key is needed until they stop.
 */
public final class TaskNames implements KeyUse {
    private final Index index;
    private final Sealing sealing;

    public TaskNames(Index index, Sealing sealing) {
        this.index = index;
        this.sealing = sealing;
    }

    @Override
    public String what() {
        return "tasks";
    }

    @Override
    public Map<String, Integer> byKey() {
        return index.everywhere(Kind.TASK, Task.class).stream()
                .map(Versioned::record)
                .filter(task -> !task.stopped())
                .collect(Collectors.groupingBy(
                        task -> sealing.currentAt(task.createdAt()), Collectors.summingInt(task -> 1)));
    }

    @Override
    public int renew(BooleanSupplier goOn) {
        return 0;
    }
}
