package io.roadstead.control.gateway;

import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.control.write.TaskWrites;
import io.roadstead.control.write.Writers;
import io.roadstead.core.Rejected;
import io.roadstead.core.lifecycle.TaskHealth;
import io.roadstead.core.lifecycle.TaskReports;
import io.roadstead.core.lifecycle.TaskStops;
import io.roadstead.core.model.Container;
import io.roadstead.core.model.DesiredStatus;
import io.roadstead.core.model.HealthStatus;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.name.TaskRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what sessions tell of tasks: a stop its agent has taken makes a running task STOPPING, and container health is
 * kept with its task. An agent can tell of its own instance's tasks only.
 */
public final class StoredNews implements TaskNews, HealthReports {
    private static final Logger log = LoggerFactory.getLogger(StoredNews.class);

    private final Index index;
    private final Writers writers;

    public StoredNews(Index index, Writers writers) {
        this.index = index;
        this.writers = writers;
    }

    /** That a task was taken to be run changes nothing: what counts is the first report of it. */
    @Override
    public void acknowledged(InstanceKey instance, String taskId, DesiredStatus order, Instant now) {
        switch (order) {
            case STOPPED -> write(instance, taskId, TaskStops::acknowledgedStop).join();
            case RUNNING -> {}
        }
    }

    @Override
    public void report(InstanceKey instance, List<ContainerHealth> health, Instant now) {
        Map<String, Map<String, HealthStatus>> byTask = new LinkedHashMap<>();
        for (ContainerHealth each : health) {
            byTask.computeIfAbsent(each.taskArn(), arn -> new HashMap<>()).put(each.containerName(), each.status());
        }
        List<CompletableFuture<?>> writes = new ArrayList<>();
        byTask.forEach((arn, told) -> {
            try {
                String id =
                        TaskRef.parse(arn, instance.scope(), instance.cluster()).id();
                writes.add(write(instance, id, task -> TaskHealth.apply(task, told, judged(task, told))));
            } catch (Rejected impossible) {
                log.warn("The agent of {} told of the health of '{}', which is no task.", instance.arn(), arn);
            }
        });
        writes.forEach(CompletableFuture::join);
    }

    /** Essential containers whose health is told now or was before: those and no others have a check. */
    private Set<String> judged(Task task, Map<String, HealthStatus> told) {
        Set<String> checked = new HashSet<>(told.keySet());
        for (Container container : task.observed().containers()) {
            if (container.healthStatus() != HealthStatus.UNKNOWN) {
                checked.add(container.name());
            }
        }
        index.find(Keys.taskDefinition(task.scope(), task.family(), task.revision()), TaskDefinition.class)
                .ifPresent(definition -> checked.retainAll(TaskReports.essentials(definition)));
        return checked;
    }

    private CompletableFuture<Optional<Task>> write(InstanceKey instance, String taskId, UnaryOperator<Task> news) {
        return writers.ofCluster(instance.scope(), instance.cluster())
                .enqueue(draft -> TaskWrites.update(
                        draft,
                        instance.scope(),
                        instance.cluster(),
                        taskId,
                        task -> task.containerInstanceId().equals(instance.id()) ? news.apply(task) : task));
    }
}
