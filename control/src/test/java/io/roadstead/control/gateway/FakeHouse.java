package io.roadstead.control.gateway;

import io.roadstead.core.model.AgentConnection;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.DesiredStatus;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.store.Revision;
import io.roadstead.wire.agent.TcsMessage;
import io.roadstead.wire.agent.TcsMessage.PublishInstanceStatusRequest;
import io.roadstead.wire.agent.TcsMessage.PublishMetricsRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All the gateway's ports in memory: what it asks is answered from here, and what it tells is kept here. */
final class FakeHouse implements Instances, Connections, TaskNews, HealthReports, MetricsSink {
    private final Map<InstanceKey, ContainerInstance> instances = new LinkedHashMap<>();
    private final Map<InstanceKey, AgentConnection> connections = new LinkedHashMap<>();
    private final Map<String, TaskToSend> tasks = new LinkedHashMap<>();
    private final List<String> acknowledged = new ArrayList<>();
    private final List<ContainerHealth> health = new ArrayList<>();
    private final List<TcsMessage> telemetry = new ArrayList<>();
    private long revision = 1;
    private boolean broken;

    synchronized void register(InstanceKey key, ContainerInstance.Status status) {
        instances.put(key, Samples.instance(key, status));
        revision++;
    }

    synchronized void put(Task task, TaskDefinition definition) {
        tasks.put(task.id(), new TaskToSend(task, definition));
        revision++;
    }

    synchronized void record(AgentConnection connection) {
        connections.put(new InstanceKey(connection.scope(), connection.cluster(), connection.instanceId()), connection);
    }

    /** From now on nothing can be stored, until told otherwise. */
    synchronized void breakDown(boolean now) {
        broken = now;
    }

    synchronized @Nullable AgentConnection connection(InstanceKey key) {
        return connections.get(key);
    }

    synchronized boolean connected(InstanceKey key) {
        AgentConnection connection = connections.get(key);
        return connection != null && connection.connected();
    }

    synchronized List<String> acknowledged() {
        return List.copyOf(acknowledged);
    }

    synchronized List<ContainerHealth> health() {
        return List.copyOf(health);
    }

    synchronized List<TcsMessage> telemetry() {
        return List.copyOf(telemetry);
    }

    AgentGateway.Ports ports() {
        return new AgentGateway.Ports(this, this, (task, type, role, now) -> Optional.empty(), this, this, this);
    }

    @Override
    public synchronized boolean hasCluster(Scope scope, String name) {
        return scope.equals(Samples.SCOPE) && name.equals("default");
    }

    @Override
    public synchronized Optional<ContainerInstance> find(InstanceKey instance) {
        return Optional.ofNullable(instances.get(instance));
    }

    @Override
    public synchronized InstanceTasks tasksOf(InstanceKey instance) {
        return new InstanceTasks(
                new Revision(revision),
                tasks.values().stream()
                        .filter(each -> each.task().containerInstanceId().equals(instance.id()))
                        .toList());
    }

    @Override
    public synchronized void opened(InstanceKey instance, Opened session, Instant now) {
        failWhenBroken();
        revision++;
        connections.put(
                instance,
                new AgentConnection(
                        instance.scope(),
                        instance.cluster(),
                        instance.id(),
                        true,
                        now,
                        session.agentVersion(),
                        session.agentHash(),
                        session.dockerVersion(),
                        session.id()));
    }

    @Override
    public synchronized void ended(InstanceKey instance, String sessionId, Instant now) {
        failWhenBroken();
        connections.computeIfPresent(
                instance, (key, known) -> sessionId.equals(known.session()) ? known.ended(now) : known);
        revision++;
    }

    @Override
    public synchronized void correct(String server, Instant now) {
        connections.replaceAll((key, known) -> {
            String session = known.session();
            return session != null && session.startsWith(server + "/") ? known.ended(now) : known;
        });
    }

    @Override
    public synchronized void acknowledged(InstanceKey instance, String taskId, DesiredStatus order, Instant now) {
        acknowledged.add(taskId + " " + order);
    }

    @Override
    public synchronized void report(InstanceKey instance, List<ContainerHealth> told, Instant now) {
        failWhenBroken();
        health.addAll(told);
    }

    @Override
    public synchronized void metrics(InstanceKey instance, PublishMetricsRequest metrics, Instant now) {
        telemetry.add(metrics);
    }

    @Override
    public synchronized void status(InstanceKey instance, PublishInstanceStatusRequest status, Instant now) {
        telemetry.add(status);
    }

    private void failWhenBroken() {
        if (broken) {
            throw new IllegalStateException("the store is away");
        }
    }
}
