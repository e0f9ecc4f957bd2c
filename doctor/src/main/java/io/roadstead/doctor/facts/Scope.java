package io.roadstead.doctor.facts;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * What somebody asks about, and what belongs to it: to a task its service and instance, to a service its tasks, to an
 * instance the tasks there. Instances always stay: without them nothing can be said about placement.
 *
 * @param name a name, an id or an ARN; of tasks the beginning of an id will do
 */
public record Scope(Kind kind, String name) {
    public static final Scope EVERYTHING = new Scope(Kind.EVERYTHING, "");

    public enum Kind {
        EVERYTHING,
        TASK,
        SERVICE,
        INSTANCE,
        DEPLOYMENT,
        /** The tasks of a family, and the services that use it. */
        DEFINITION;

        /** @throws IllegalArgumentException when it is none of them */
        public static Kind of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /** {@code service web}. */
    public String told() {
        return kind.name().toLowerCase(Locale.ROOT) + " " + name;
    }

    /** Whether what is asked about is there at all. */
    public boolean matches(ClusterFacts facts) {
        return switch (kind) {
            case EVERYTHING -> true;
            case TASK -> facts.tasks().stream().anyMatch(this::isTask);
            case SERVICE -> facts.services().stream().anyMatch(this::isService);
            case INSTANCE -> facts.instances().stream().anyMatch(this::isInstance);
            case DEPLOYMENT -> facts.services().stream().anyMatch(this::hasDeployment);
            case DEFINITION -> true;
        };
    }

    /** The facts without what has nothing to do with it. */
    public ClusterFacts of(ClusterFacts facts) {
        return switch (kind) {
            case EVERYTHING -> facts;
            case TASK -> {
                List<TaskFact> asked =
                        facts.tasks().stream().filter(this::isTask).toList();
                yield with(
                        facts,
                        service ->
                                asked.stream().anyMatch(task -> task.service().equals(service.name())),
                        asked::contains,
                        instance -> asked.stream()
                                .anyMatch(task -> task.instanceArn().equals(instance.arn())));
            }
            case SERVICE ->
                with(facts, this::isService, task -> ofService(task) || isWitness(task, facts), instance -> true);
            case INSTANCE ->
                with(
                        facts,
                        service -> facts.instances().stream()
                                .filter(this::isInstance)
                                .flatMap(instance -> facts.tasksOn(instance).stream())
                                .anyMatch(task -> task.service().equals(service.name())),
                        task -> facts.instances().stream()
                                .filter(this::isInstance)
                                .anyMatch(instance -> task.instanceArn().equals(instance.arn())),
                        this::isInstance);
            case DEPLOYMENT ->
                with(
                        facts,
                        this::hasDeployment,
                        task -> task.startedBy().equals(Read.name(name))
                                || task.startedBy().equals(name),
                        instance -> true);
            case DEFINITION ->
                with(
                        facts,
                        service -> isFamily(service.definitionArn()),
                        task -> isFamily(task.definitionArn()),
                        instance -> true);
        };
    }

    private static ClusterFacts with(
            ClusterFacts facts,
            Predicate<ServiceFact> services,
            Predicate<TaskFact> tasks,
            Predicate<InstanceFact> instances) {
        return new ClusterFacts(
                facts.arn(),
                facts.at(),
                facts.services().stream().filter(services).toList(),
                facts.tasks().stream().filter(tasks).toList(),
                facts.instances().stream().filter(instances).toList(),
                facts.definitions(),
                facts.logs().stream().filter(log -> kept(facts, log, tasks)).toList(),
                facts.lacks(),
                facts.unseen(),
                facts.explained(),
                facts.identity());
    }

    private boolean isFamily(String definitionArn) {
        return Read.name(definitionArn).startsWith(name + ":");
    }

    private static boolean kept(ClusterFacts facts, LogFact log, Predicate<TaskFact> tasks) {
        TaskFact task = facts.task(log.taskArn());
        return task != null && tasks.test(task);
    }

    private boolean isTask(TaskFact task) {
        return task.arn().equals(name) || (!name.contains("/") && task.id().startsWith(name));
    }

    private boolean isService(ServiceFact service) {
        return service.arn().equals(name) || service.name().equals(name);
    }

    private boolean ofService(TaskFact task) {
        return task.service().equals(Read.name(name));
    }

    /** Run by hand of the service's own revision, and well: it shows that the revision can be. */
    private boolean isWitness(TaskFact task, ClusterFacts facts) {
        return task.service().isEmpty()
                && task.lastStatus().equals("RUNNING")
                && task.healthStatus().equals("HEALTHY")
                && facts.services().stream().filter(this::isService).anyMatch(service -> service.definitionArn()
                        .equals(task.definitionArn()));
    }

    private boolean isInstance(InstanceFact instance) {
        return instance.arn().equals(name)
                || instance.id().equals(name)
                || instance.ec2InstanceId().equals(name);
    }

    private boolean hasDeployment(ServiceFact service) {
        return service.deployments().stream()
                .anyMatch(deployment -> deployment.id().equals(name));
    }
}
