package io.roadstead.control.loop;

import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Kind;
import io.roadstead.control.index.Records.StoredNews;
import io.roadstead.control.place.TaskStarts.Started;
import io.roadstead.control.write.Draft;
import io.roadstead.control.write.TaskWrites;
import io.roadstead.core.definition.Launch;
import io.roadstead.core.definition.ServiceLaunch;
import io.roadstead.core.lifecycle.TaskStops;
import io.roadstead.core.model.Cluster;
import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.ServiceEvent;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.reconcile.Action;
import io.roadstead.core.reconcile.ServiceView;
import io.roadstead.store.Key;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Carries out what the scheduler of one service decided, in the draft of one change. For one use. */
final class ServiceActions {
    /** Messages kept of a service. Source: ecs-behaviour 6.9. */
    static final int EVENTS_KEPT = 100;

    private final ServiceRound.Parts parts;
    private final Draft draft;
    private final Cluster cluster;
    private final Instant now;
    private ServiceView view;
    private int startsLeft;
    private boolean acted;
    private boolean blocked;
    private @Nullable Instant wakeAt;
    private @Nullable Deque<Key> events;
    private int eventOrdinal;
    private int newsOrdinal;

    ServiceActions(
            ServiceRound.Parts parts, Draft draft, Cluster cluster, ServiceView view, Instant now, int startLimit) {
        this.parts = parts;
        this.draft = draft;
        this.cluster = cluster;
        this.view = view;
        this.now = now;
        this.startsLeft = startLimit;
    }

    ServiceRound.Result carryOut(List<Action.OfScheduler> actions) {
        actions.forEach(this::carryOut);
        return new ServiceRound.Result(false, acted, blocked, Optional.ofNullable(wakeAt));
    }

    private void carryOut(Action.OfScheduler action) {
        acted |= !(action instanceof Action.WakeAt || action instanceof Action.StartTasks);
        switch (action) {
            case Action.StartTasks start -> start(start);
            case Action.StopTasks stop ->
                update(stop.taskIds(), task -> TaskStops.stop(task, stop.code(), stop.reason(), now));
            case Action.AccountTasks account -> update(account.taskIds(), Task::afterAccount);
            case Action.PutService put -> put(put.service());
            case Action.PutServiceDeployment put ->
                draft.put(
                        Keys.serviceDeployment(
                                put.deployment().scope(),
                                put.deployment().cluster(),
                                put.deployment().service(),
                                put.deployment().id()),
                        put.deployment());
            case Action.PutServiceRevision put ->
                draft.put(
                        Keys.serviceRevision(
                                put.revision().scope(),
                                put.revision().cluster(),
                                put.revision().service(),
                                put.revision().number()),
                        put.revision());
            case Action.TellService tell -> tell(tell.message());
            case Action.Publish publish -> {
                StoredNews news = new StoredNews(parts.ids().uuid(), publish.service(), publish.news(), now);
                draft.put(Keys.serviceNews(news, newsOrdinal++), news);
            }
            case Action.WakeAt wake -> wakeAt(wake.when());
            case Action.LoseInstance lost ->
                throw new IllegalStateException(
                        "the scheduler of service " + view.service().arn() + " decided on instance " + lost.instanceId()
                                + ", which is not its to decide");
        }
    }

    /** What the outcome says of the service builds on what was put before. */
    private void put(Service service) {
        draft.put(Keys.service(service.scope(), service.cluster(), service.name()), service);
        view = new ServiceView(
                service,
                view.definitions(),
                view.refusals(),
                view.serviceDeployments(),
                view.revisions(),
                view.tasks(),
                view.nodes(),
                view.daemons(),
                view.targets(),
                view.alarms());
    }

    private void start(Action.StartTasks wanted) {
        Action.StartTasks asked = wanted.count() <= startsLeft ? wanted : fewer(wanted, startsLeft);
        if (asked.count() == 0) {
            wakeAt(now);
            return;
        }
        startsLeft -= asked.count();
        Service service = view.service();
        Deployment deployment = service.deployments().stream()
                .filter(each -> each.id().equals(asked.deploymentId()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("tasks of deployment " + asked.deploymentId()
                        + " were to start, which service " + service.arn() + " does not have"));
        TaskDefinition definition = draft.peek(
                        Keys.taskDefinition(service.scope(), deployment.family(), deployment.revision()),
                        TaskDefinition.class)
                .orElseThrow(() -> new IllegalStateException("tasks of deployment " + asked.deploymentId()
                        + " were to start, whose definition " + deployment.family() + ":" + deployment.revision()
                        + " is gone"));
        Launch launch = ServiceLaunch.of(service, deployment, definition, asked.count(), asked.zone());
        Started started = asked.instances().isEmpty()
                ? parts.starts().start(draft, cluster, definition, launch, now)
                : parts.starts().startOn(draft, cluster, definition, launch, asked.instances(), now);
        acted |= !started.tasks().isEmpty();
        blocked |= started.placed().unplaced() > 0;
        parts.outcomes()
                .outcome(view, asked, started.placed(), started.tasks(), now, parts.ids())
                .forEach(this::carryOut);
    }

    private static Action.StartTasks fewer(Action.StartTasks wanted, int count) {
        return new Action.StartTasks(
                wanted.service(),
                wanted.deploymentId(),
                count,
                wanted.instances().isEmpty()
                        ? wanted.instances()
                        : wanted.instances().subList(0, count),
                wanted.zone(),
                wanted.cause(),
                true);
    }

    private void update(List<String> taskIds, java.util.function.UnaryOperator<Task> news) {
        for (String id : taskIds) {
            TaskWrites.update(draft, cluster.scope(), cluster.name(), id, news);
        }
    }

    /** The oldest goes for each one that comes when there are enough, in the same transaction. */
    private void tell(String message) {
        Service service = view.service();
        Deque<Key> kept = events;
        if (kept == null) {
            kept = kept(service);
            events = kept;
        }
        ServiceEvent event = new ServiceEvent(
                service.scope(), service.cluster(), service.name(), parts.ids().uuid(), now, message);
        Key key = Keys.serviceEvent(event, eventOrdinal++);
        draft.put(key, event);
        kept.addLast(key);
        if (kept.size() > EVENTS_KEPT) {
            draft.delete(kept.removeFirst());
        }
    }

    private Deque<Key> kept(Service service) {
        Map<Key, ServiceEvent> known = draft.peekByKey(
                Keys.all(service.scope(), Kind.SERVICE_EVENT, service.cluster(), service.name()), ServiceEvent.class);
        long millis = now.toEpochMilli();
        for (ServiceEvent event : known.values()) {
            if (event.createdAt().toEpochMilli() == millis) {
                eventOrdinal++;
            }
        }
        Deque<Key> sorted = new ArrayDeque<>();
        known.keySet().stream().sorted(Comparator.comparing(Key::path)).forEach(sorted::add);
        return sorted;
    }

    private void wakeAt(Instant when) {
        Instant known = wakeAt;
        wakeAt = known == null || when.isBefore(known) ? when : known;
    }
}
