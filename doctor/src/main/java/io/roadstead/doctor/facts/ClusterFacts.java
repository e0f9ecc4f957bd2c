package io.roadstead.doctor.facts;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that was seen of one cluster at one time.
 *
 * @param at when, by the clock of whoever looked
 * @param tasks live ones, and stopped ones for as long as ECS shows them
 * @param definitions by ARN: those that tasks and deployments here name
 * @param logs of some of the tasks: see {@link LogCollector}
 * @param lacks what was found out about what tasks could not have
 * @param unseen what could not be looked at, one sentence each
 * @param explained by ARN of service or task: what a Roadstead server says of those that are held up; nothing on AWS
 * @param identity of roles and denied calls: see {@link IdentityCollector}
 */
public record ClusterFacts(
        String arn,
        Instant at,
        List<ServiceFact> services,
        List<TaskFact> tasks,
        List<InstanceFact> instances,
        Map<String, DefinitionFact> definitions,
        List<LogFact> logs,
        LackFacts lacks,
        List<String> unseen,
        Map<String, Explained> explained,
        IdentityFacts identity) {
    public ClusterFacts {
        services = List.copyOf(services);
        tasks = List.copyOf(tasks);
        instances = List.copyOf(instances);
        definitions = Map.copyOf(definitions);
        logs = List.copyOf(logs);
        unseen = List.copyOf(unseen);
        explained = Map.copyOf(explained);
    }

    /** The same with explanations. */
    public ClusterFacts with(Map<String, Explained> explanations) {
        return new ClusterFacts(
                arn, at, services, tasks, instances, definitions, logs, lacks, unseen, explanations, identity);
    }

    /**
     * The same with what IAM tells.
     *
     * @param unseenToo what could not be looked at besides
     */
    public ClusterFacts with(IdentityFacts told, List<String> unseenToo) {
        List<String> all = new ArrayList<>(unseen);
        all.addAll(unseenToo);
        return new ClusterFacts(arn, at, services, tasks, instances, definitions, logs, lacks, all, explained, told);
    }

    public String name() {
        return Read.name(arn);
    }

    public @Nullable ServiceFact service(String name) {
        return services.stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    public @Nullable InstanceFact instance(String arn) {
        return instances.stream()
                .filter(instance -> instance.arn().equals(arn))
                .findFirst()
                .orElse(null);
    }

    public @Nullable TaskFact task(String arn) {
        return tasks.stream().filter(task -> task.arn().equals(arn)).findFirst().orElse(null);
    }

    public List<TaskFact> tasksOf(ServiceFact service) {
        return tasks.stream()
                .filter(task -> task.service().equals(service.name()))
                .toList();
    }

    public List<TaskFact> tasksOn(InstanceFact instance) {
        return tasks.stream()
                .filter(task -> task.instanceArn().equals(instance.arn()) && !task.stopped())
                .toList();
    }
}
