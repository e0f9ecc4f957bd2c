package io.roadstead.control.agents;

import io.roadstead.control.gateway.AgentGateway;
import io.roadstead.control.gateway.Connections;
import io.roadstead.control.gateway.HealthReports;
import io.roadstead.control.gateway.InstanceKey;
import io.roadstead.control.gateway.InstanceTasks;
import io.roadstead.control.gateway.Instances;
import io.roadstead.control.gateway.TaskNews;
import io.roadstead.control.gateway.TaskToSend;
import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Kind;
import io.roadstead.control.index.Versioned;
import io.roadstead.control.write.TaskWrites;
import io.roadstead.control.write.Writers;
import io.roadstead.core.Rejected;
import io.roadstead.core.lifecycle.TaskHealth;
import io.roadstead.core.lifecycle.TaskStops;
import io.roadstead.core.model.AgentConnection;
import io.roadstead.core.model.Cluster;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.DesiredStatus;
import io.roadstead.core.model.HealthStatus;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.name.TaskRef;
import io.roadstead.store.Revision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway's view of the house: instances and tasks from the index, news and connections through the writers. */
public final class AgentRecords implements Instances, Connections, TaskNews, HealthReports {
    private static final Logger log = LoggerFactory.getLogger(AgentRecords.class);

    private final Index index;
    private final Writers writers;
    private final CheckOutputs checks = new CheckOutputs();

    public AgentRecords(Index index, Writers writers) {
        this.index = index;
        this.writers = writers;
        index.listen(changes -> {
            for (Index.Changed change : changes) {
                if (change.after() == null && change.before() instanceof Task gone) {
                    checks.forget(gone.arn());
                }
            }
        });
    }

    /**
     * Tells the gateway of every instance whose record, tasks or connection change. How far a task has come by its
     * agent's own reports is no news to the agent: that is left out until the task ends, for it is half of all changes.
     */
    public void tell(AgentGateway gateway) {
        index.listen(changes -> {
            Set<InstanceKey> touched = new LinkedHashSet<>();
            for (Index.Changed change : changes) {
                switch (change.after() != null ? change.after() : change.before()) {
                    case Task task -> {
                        if (isNews(change, task)) {
                            touched.add(new InstanceKey(task.scope(), task.cluster(), task.containerInstanceId()));
                        }
                    }
                    case ContainerInstance instance ->
                        touched.add(new InstanceKey(instance.scope(), instance.cluster(), instance.id()));
                    case AgentConnection connection -> gateway.taken(connection);
                    case null, default -> {}
                }
            }
            touched.forEach(gateway::changed);
        });
    }

    /** What containers' health checks printed last. */
    public CheckOutputs checks() {
        return checks;
    }

    private static boolean isNews(Index.Changed change, Task task) {
        return change.after() == null
                || !(change.before() instanceof Task before)
                || before.stopped() != task.stopped()
                || !before.desired().equals(task.desired());
    }

    @Override
    public boolean hasCluster(Scope scope, String name) {
        return index.find(Keys.cluster(scope, name), Cluster.class)
                .filter(cluster -> cluster.status() == Cluster.Status.ACTIVE)
                .isPresent();
    }

    @Override
    public Optional<ContainerInstance> find(InstanceKey instance) {
        return index.find(
                Keys.containerInstance(instance.scope(), instance.cluster(), instance.id()), ContainerInstance.class);
    }

    /** The revision is read first: what is newer may be in the list as well. */
    @Override
    public InstanceTasks tasksOf(InstanceKey instance) {
        Revision revision = index.applied();
        List<TaskToSend> tasks = new ArrayList<>();
        TaskDefinition last = null;
        for (Task task : index.tasksOn(instance.scope(), instance.cluster(), instance.id())) {
            if (!task.stopped()) {
                // An instance's tasks are of few definitions, and often of one.
                if (last == null
                        || last.revision() != task.revision()
                        || !last.family().equals(task.family())) {
                    last = definition(task);
                }
                tasks.add(new TaskToSend(task, last));
            }
        }
        return new InstanceTasks(revision, tasks);
    }

    /** The writer answers only once the index shows the record, so what is read next is no older. */
    @Override
    public void opened(InstanceKey instance, Opened session, Instant now) {
        AgentConnection connected = new AgentConnection(
                instance.scope(),
                instance.cluster(),
                instance.id(),
                true,
                now,
                session.agentVersion(),
                session.agentHash(),
                session.dockerVersion(),
                session.id());
        writers.ofCluster(instance.scope(), instance.cluster()).submit(draft -> {
            draft.put(key(instance), connected);
            return connected;
        });
    }

    @Override
    public void ended(InstanceKey instance, String sessionId, Instant now) {
        writers.ofCluster(instance.scope(), instance.cluster()).submit(draft -> {
            Optional<AgentConnection> current = draft.read(key(instance), AgentConnection.class)
                    .filter(connection -> connection.connected() && sessionId.equals(connection.session()));
            current.ifPresent(connection -> draft.put(key(instance), connection.ended(now)));
            return current.isPresent();
        });
    }

    @Override
    public void correct(String server, Instant now) {
        for (Versioned<AgentConnection> stored : index.everywhere(Kind.AGENT_CONNECTION, AgentConnection.class)) {
            AgentConnection connection = stored.record();
            String session = connection.session();
            if (connection.connected() && session != null && session.startsWith(server + "/")) {
                ended(new InstanceKey(connection.scope(), connection.cluster(), connection.instanceId()), session, now);
            }
        }
    }

    @Override
    public void acknowledged(InstanceKey instance, String taskId, DesiredStatus order, Instant now) {
        if (order == DesiredStatus.STOPPED) {
            writers.ofCluster(instance.scope(), instance.cluster())
                    .submit(draft -> TaskWrites.update(
                            draft, instance.scope(), instance.cluster(), taskId, TaskStops::acknowledgedStop));
        }
    }

    @Override
    public void report(InstanceKey instance, List<ContainerHealth> health, Instant now) {
        Map<String, List<ContainerHealth>> byTask = new HashMap<>();
        for (ContainerHealth each : health) {
            byTask.computeIfAbsent(each.taskArn(), arn -> new ArrayList<>()).add(each);
        }
        byTask.forEach((arn, containers) -> report(instance, arn, containers, now));
    }

    /** A name that is no task's is logged and left out: the rest of the report still counts. */
    private void report(InstanceKey instance, String arn, List<ContainerHealth> told, Instant now) {
        String id;
        try {
            id = TaskRef.parse(arn, instance.scope(), instance.cluster()).id();
        } catch (Rejected noTask) {
            log.warn("Agent {} tells of the health of '{}': {}", instance.arn(), arn, noTask.getMessage());
            return;
        }
        index.find(Keys.task(instance.scope(), instance.cluster(), id), Task.class)
                .filter(task -> task.containerInstanceId().equals(instance.id()))
                .ifPresent(task -> keep(task, told, now));
        Map<String, HealthStatus> containers = new HashMap<>();
        told.forEach(each -> containers.put(each.containerName(), each.status()));
        writers.ofCluster(instance.scope(), instance.cluster())
                .submit(draft -> TaskWrites.update(
                        draft,
                        instance.scope(),
                        instance.cluster(),
                        id,
                        task -> task.containerInstanceId().equals(instance.id())
                                ? TaskHealth.apply(task, containers, TaskHealth.judged(definition(task)))
                                : task));
    }

    /** Of containers that the task has: an agent's word for others is not kept. */
    private void keep(Task task, List<ContainerHealth> told, Instant now) {
        for (ContainerHealth each : told) {
            String output = each.output();
            boolean known = task.observed().containers().stream()
                    .anyMatch(container -> container.name().equals(each.containerName()));
            if (output != null && !output.isEmpty() && known) {
                checks.heard(task.arn(), each.containerName(), each.status(), each.since(), output, now);
            }
        }
    }

    private TaskDefinition definition(Task task) {
        return index.find(Keys.taskDefinition(task.scope(), task.family(), task.revision()), TaskDefinition.class)
                .orElseThrow(() -> new IllegalStateException(
                        "the definition " + task.taskDefinitionArn() + " of task " + task.arn() + " is missing"));
    }

    private static io.roadstead.store.Key key(InstanceKey instance) {
        return Keys.agentConnection(instance.scope(), instance.cluster(), instance.id());
    }
}
