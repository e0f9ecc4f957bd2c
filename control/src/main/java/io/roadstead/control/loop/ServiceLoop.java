package io.roadstead.control.loop;

import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Kind;
import io.roadstead.control.index.Versioned;
import io.roadstead.control.write.TooLargeException;
import io.roadstead.control.write.Writers;
import io.roadstead.core.model.AgentConnection;
import io.roadstead.core.model.Allocation;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.SchedulingStrategy;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.ServiceDeployment;
import io.roadstead.core.model.ServiceKey;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.store.Epoch;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps services as they are wished: whatever changes about a service marks it, and what is marked is looked at by a
 * {@link ServiceRound} in its cluster's writer. Without threads: {@link #step} begins what is due, {@link #changed} and
 * the writers' answers come from any thread.
 *
 * <p>Its one rule: a look that came to nothing for whatever reason is made again. The records a look itself writes
 * mark its service too, so that it goes on until there is nothing to do; its messages and news do not.
 */
final class ServiceLoop {
    /** Looks given to the writers and not answered yet. */
    static final int MAX_UNDER_WAY = 64;

    /** Tasks that one look starts at most: each is two records of its transaction. */
    static final int MAX_STARTS = 40;

    /** By how much that grows again with every look that went well, after it was halved for too large a transaction. */
    private static final int STARTS_REGAINED = 4;

    private static final Logger log = LoggerFactory.getLogger(ServiceLoop.class);

    private final Index index;
    private final Writers writers;
    private final ServiceRound.Parts parts;
    private final LoopSettings settings;
    private final Runnable work;
    private final Agenda agenda;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final Map<ServiceKey, Integer> startLimits = new HashMap<>();
    /** Services a task of which found no instance when last looked at: whatever gets free is news to them. */
    private final Set<ServiceKey> blocked = ConcurrentHashMap.newKeySet();

    private volatile boolean leading;
    private int underWay;

    /** What became of a look; the failure is absent when it went well, the result when it did not. */
    private record Answer(
            ServiceKey service,
            ServiceRound.@Nullable Result result,
            @Nullable Throwable failure) {}

    /** @param work told when something came that may be due earlier than {@link #step} last said */
    ServiceLoop(Index index, Writers writers, ServiceRound.Parts parts, LoopSettings settings, Runnable work) {
        this.index = index;
        this.writers = writers;
        this.parts = parts;
        this.settings = settings;
        this.work = work;
        this.agenda = new Agenda(settings);
    }

    /** This server leads from now on, or the clock was set back: everything is looked at, whatever was known of it. */
    void lead(Instant now) {
        agenda.clear();
        blocked.clear();
        leading = true;
        for (Versioned<Service> each : index.everywhere(Kind.SERVICE, Service.class)) {
            markActive(each.record(), now);
        }
    }

    /** Another server leads. */
    void rest() {
        leading = false;
        agenda.clear();
        blocked.clear();
    }

    boolean leading() {
        return leading;
    }

    /** Begins what is due and says when to come again; at the latest then, for answers and marks come by themselves. */
    Optional<Instant> step(Epoch epoch, Instant now) {
        for (Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
            underWay--;
            take(answer, now);
        }
        List<ServiceKey> due = agenda.take(now, MAX_UNDER_WAY - underWay);
        underWay += due.size();
        for (ServiceKey service : due) {
            look(service, epoch);
        }
        return underWay < MAX_UNDER_WAY ? agenda.due() : Optional.empty();
    }

    void mark(ServiceKey service, Instant now) {
        if (leading) {
            agenda.mark(service, now);
            work.run();
        }
    }

    private void look(ServiceKey service, Epoch epoch) {
        int startLimit = startLimits.getOrDefault(service, MAX_STARTS);
        var unused = writers.ofCluster(service.scope(), service.cluster())
                .enqueue(new ServiceRound(parts, service, epoch, startLimit))
                .whenComplete((result, failure) -> {
                    answers.add(new Answer(service, result, failure));
                    work.run();
                });
    }

    private void take(Answer answer, Instant now) {
        ServiceKey service = answer.service();
        ServiceRound.Result result = answer.result();
        if (result == null) {
            failed(service, answer.failure(), now);
        } else if (result.lost()) {
            Duration pause = agenda.failed(service, now);
            log.debug("A look at service {} lost its races; the next is in {} ms.", service, pause.toMillis());
        } else {
            startLimits.computeIfPresent(
                    service, (k, limit) -> limit + STARTS_REGAINED >= MAX_STARTS ? null : limit + STARTS_REGAINED);
            if (result.blocked() && leading) {
                blocked.add(service);
            } else {
                blocked.remove(service);
            }
            // One that asks to be woken at once although it did nothing would spin.
            Instant earliest = result.acted() ? now : now.plus(settings.retry());
            agenda.done(
                    service,
                    leading
                            ? result.wakeAt().map(when -> when.isBefore(earliest) ? earliest : when)
                            : Optional.empty());
        }
    }

    private void failed(ServiceKey service, @Nullable Throwable failure, Instant now) {
        Duration pause = agenda.failed(service, now);
        if (failure instanceof TooLargeException) {
            int fewer = Math.max(1, startLimits.getOrDefault(service, MAX_STARTS) / 2);
            startLimits.put(service, fewer);
            log.info(
                    "What was decided for service {} is too large for one transaction ({}): at most {} tasks next.",
                    service,
                    failure.getMessage(),
                    fewer);
        } else {
            log.warn("Looking at service {} failed; it is tried again in {} ms.", service, pause.toMillis(), failure);
        }
    }

    /** Marks the services that the changes are news to. Called on the index's thread. */
    void changed(List<Index.Changed> changes, Instant now) {
        if (!leading) {
            return;
        }
        for (Index.Changed change : changes) {
            Object before = change.before();
            Object after = change.after();
            switch (after != null ? after : before) {
                case Service service -> markActive(service, now);
                case ServiceDeployment deployment ->
                    agenda.mark(new ServiceKey(deployment.scope(), deployment.cluster(), deployment.service()), now);
                case Task task -> task.service().ifPresent(service -> agenda.mark(service, now));
                case TaskDefinition definition -> markUsersOf(definition, now);
                case ContainerInstance instance -> {
                    if (!(before instanceof ContainerInstance known) || after == null || differs(known, instance)) {
                        markCluster(instance.scope(), instance.cluster(), service -> true, now);
                    }
                }
                case AgentConnection connection -> {
                    boolean was = before instanceof AgentConnection known && known.connected();
                    if (connection.connected() && !was) {
                        markCluster(
                                connection.scope(),
                                connection.cluster(),
                                service -> service.schedulingStrategy() == SchedulingStrategy.DAEMON
                                        || blocked.contains(service.key()),
                                now);
                    }
                }
                case Allocation allocation -> {
                    if (before instanceof Allocation known
                            && !(after instanceof Allocation kept
                                    && kept.claims()
                                            .keySet()
                                            .containsAll(known.claims().keySet()))) {
                        markBlocked(allocation.scope(), allocation.cluster(), now);
                    }
                }
                case null, default -> {}
            }
        }
        work.run();
    }

    private static boolean differs(ContainerInstance one, ContainerInstance other) {
        return one.status() != other.status()
                || !one.registered().equals(other.registered())
                || !one.attributes().equals(other.attributes())
                || !one.customAttributes().equals(other.customAttributes());
    }

    private void markActive(Service service, Instant now) {
        if (service.status() != Service.Status.INACTIVE) {
            agenda.mark(service.key(), now);
        }
    }

    private void markUsersOf(TaskDefinition definition, Instant now) {
        for (Service service : index.all(Keys.all(definition.scope(), Kind.SERVICE), Service.class)) {
            if (service.deployments().stream()
                    .anyMatch(each ->
                            each.family().equals(definition.family()) && each.revision() == definition.revision())) {
                markActive(service, now);
            }
        }
    }

    private void markCluster(Scope scope, String cluster, Predicate<Service> wanted, Instant now) {
        for (Service service : index.all(Keys.all(scope, Kind.SERVICE, cluster), Service.class)) {
            if (wanted.test(service)) {
                markActive(service, now);
            }
        }
    }

    private void markBlocked(Scope scope, String cluster, Instant now) {
        for (ServiceKey service : blocked) {
            if (service.scope().equals(scope) && service.cluster().equals(cluster)) {
                agenda.mark(service, now);
            }
        }
    }
}
