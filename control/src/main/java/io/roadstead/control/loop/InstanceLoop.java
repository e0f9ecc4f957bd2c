package io.roadstead.control.loop;

import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Kind;
import io.roadstead.control.index.Versioned;
import io.roadstead.control.write.Writers;
import io.roadstead.core.Ids;
import io.roadstead.core.lifecycle.StopReasons;
import io.roadstead.core.model.AgentConnection;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.StopCode;
import io.roadstead.core.reconcile.Absences;
import io.roadstead.core.reconcile.Action;
import io.roadstead.core.reconcile.InstanceReconciler;
import io.roadstead.core.reconcile.InstanceView;
import io.roadstead.store.Epoch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches which agents are away, and gives up the hosts that {@link InstanceReconciler} takes for terminated. It also
 * finishes what a server that died left half done: tasks of a deregistered instance that were never told STOPPED.
 *
 * <p>What it saw is kept in memory alone and begins anew with each leader. Without threads, as {@link ServiceLoop}.
 */
final class InstanceLoop {
    /** How long after a deregistration its own caller is left to tell the instance's tasks STOPPED. */
    private static final Duration LEFT_TO_CALLER = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(InstanceLoop.class);

    private final Index index;
    private final Writers writers;
    private final InstanceReconciler reconciler;
    private final InstanceReconciler.Settings settings;
    private final InstantSource clock;
    private final Ids ids;
    private final Runnable work;
    private final ConcurrentLinkedQueue<InstanceEnd> unfinished = new ConcurrentLinkedQueue<>();
    private final Set<Absences.Instance> ending = ConcurrentHashMap.newKeySet();
    private Absences absences = Absences.NONE;
    private Instant lookAt = Instant.MIN;

    /** @param work told when {@link #step} has something to do before the instant it last said */
    InstanceLoop(
            Index index,
            Writers writers,
            InstanceReconciler.Settings settings,
            InstantSource clock,
            Ids ids,
            Runnable work) {
        this.index = index;
        this.writers = writers;
        this.reconciler = new InstanceReconciler(settings);
        this.settings = settings;
        this.clock = clock;
        this.ids = ids;
        this.work = work;
    }

    /** This server leads from now on, or the clock was set back: what was seen before says nothing. */
    void lead() {
        absences = Absences.NONE;
        lookAt = Instant.MIN;
        unfinished.clear();
        ending.clear();
    }

    /** Does what is due and says when to come again. */
    Instant step(Epoch epoch, Instant now) {
        for (InstanceEnd end = unfinished.poll(); end != null; end = unfinished.poll()) {
            carryOut(end);
        }
        if (!now.isBefore(lookAt)) {
            lookAt = now.plus(settings.lookEvery());
            look(epoch, now);
        }
        return lookAt;
    }

    private void look(Epoch epoch, Instant now) {
        Instant lastLook = absences.lookedAt();
        List<ContainerInstance> away = new ArrayList<>();
        for (Versioned<AgentConnection> each : index.everywhere(Kind.AGENT_CONNECTION, AgentConnection.class)) {
            AgentConnection agent = each.record();
            if (!agent.connected() && awayAllAlong(agent, lastLook)) {
                index.find(
                                Keys.containerInstance(agent.scope(), agent.cluster(), agent.instanceId()),
                                ContainerInstance.class)
                        .filter(instance -> instance.status() != ContainerInstance.Status.INACTIVE)
                        .ifPresent(away::add);
            }
        }
        absences = absences.look(away.stream().map(InstanceLoop::named).toList(), now, settings.longestGap());
        List<InstanceView.Away> seen = away.stream()
                .map(instance -> new InstanceView.Away(
                        instance.scope(),
                        instance.cluster(),
                        instance.id(),
                        instance.ec2InstanceId(),
                        absences.of(named(instance))))
                .toList();
        for (Action.OfScheduler action : reconciler.decide(new InstanceView(seen), now, ids)) {
            switch (action) {
                case Action.LoseInstance lost -> begin(lost, epoch);
                case Action.WakeAt wake -> lookAt = wake.when().isBefore(lookAt) ? wake.when() : lookAt;
                case Action.StartTasks _,
                        Action.StopTasks _,
                        Action.AccountTasks _,
                        Action.PutService _,
                        Action.PutServiceDeployment _,
                        Action.PutServiceRevision _,
                        Action.TellService _,
                        Action.Publish _ ->
                    throw new IllegalStateException("a decision on instances was about a service: " + action);
            }
        }
        finishDeregistered(epoch, now);
    }

    /** One that was there in between two looks was not away all along. */
    private static boolean awayAllAlong(AgentConnection agent, @Nullable Instant lastLook) {
        return lastLook == null || !agent.since().isAfter(lastLook);
    }

    private void begin(Action.LoseInstance lost, Epoch epoch) {
        Absences.Instance instance = new Absences.Instance(lost.scope(), lost.cluster(), lost.instanceId());
        if (ending.add(instance)) {
            log.warn(
                    "The agent of instance {} in cluster {} was away for {}: its host is taken for terminated.",
                    lost.instanceId(),
                    lost.cluster(),
                    absences.of(instance));
            carryOut(new InstanceEnd(instance, StopCode.TERMINATION_NOTICE, lost.reason(), false, epoch, clock));
        }
    }

    private void finishDeregistered(Epoch epoch, Instant now) {
        for (Versioned<ContainerInstance> each : index.everywhere(Kind.CONTAINER_INSTANCE, ContainerInstance.class)) {
            ContainerInstance instance = each.record();
            Instant gone = instance.deregisteredAt();
            if (gone != null
                    && now.isAfter(gone.plus(LEFT_TO_CALLER))
                    && index.tasksOn(instance.scope(), instance.cluster(), instance.id()).stream()
                            .anyMatch(task -> !task.stopped())
                    && ending.add(named(instance))) {
                carryOut(new InstanceEnd(
                        named(instance),
                        StopCode.USER_INITIATED,
                        StopReasons.DEREGISTRATION_FORCED,
                        true,
                        epoch,
                        clock));
            }
        }
    }

    private void carryOut(InstanceEnd end) {
        Absences.Instance instance = end.instance();
        List<String> tasks = index.tasksOn(instance.scope(), instance.cluster(), instance.id()).stream()
                .filter(task -> !task.stopped())
                .map(task -> task.id())
                .toList();
        var unused = writers.ofCluster(instance.scope(), instance.cluster())
                .enqueue(end.part(tasks))
                .whenComplete((more, failure) -> {
                    if (failure == null && more) {
                        unfinished.add(end);
                        work.run();
                    } else {
                        // What failed is seen again at the next look.
                        ending.remove(instance);
                        Optional.ofNullable(failure)
                                .ifPresent(cause -> log.warn("Ending instance {} failed.", instance.id(), cause));
                    }
                });
    }

    private static Absences.Instance named(ContainerInstance instance) {
        return new Absences.Instance(instance.scope(), instance.cluster(), instance.id());
    }
}
