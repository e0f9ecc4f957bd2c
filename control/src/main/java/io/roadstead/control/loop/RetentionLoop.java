package io.roadstead.control.loop;

import io.roadstead.control.Pauses;
import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Kind;
import io.roadstead.control.index.Records.ClientToken;
import io.roadstead.control.index.Records.StoredNews;
import io.roadstead.control.index.Versioned;
import io.roadstead.control.write.Writers;
import io.roadstead.core.Ids;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.ServiceKey;
import io.roadstead.core.model.Task;
import io.roadstead.core.reconcile.Action;
import io.roadstead.core.reconcile.RetentionReconciler;
import io.roadstead.core.reconcile.RetentionView;
import io.roadstead.store.Epoch;
import io.roadstead.store.Key;
import io.roadstead.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets what {@link RetentionReconciler} says is due, on the one server that holds the lease. */
public final class RetentionLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RetentionLoop.class);
    private static final String LEASE = "retention";

    /** Records of a service dropped in one transaction. */
    private static final int DELETES_PER_TRANSACTION = 90;

    private final Store store;
    private final Index index;
    private final Writers writers;
    private final RetentionReconciler reconciler;
    private final InstantSource clock;
    private final Ids ids;
    private final String server;
    private final Settings settings;
    private final Pauses pauses;
    private final Thread thread;

    /**
     * @param round the shortest time between two looks at everything
     * @param idle the longest
     * @param lease how long the lease is good without being renewed
     */
    public record Settings(RetentionReconciler.Settings retention, Duration round, Duration idle, Duration lease) {
        public static final Settings DEFAULT = new Settings(
                RetentionReconciler.Settings.DEFAULT,
                Duration.ofSeconds(1),
                Duration.ofSeconds(30),
                Duration.ofSeconds(90));
    }

    private RetentionLoop(
            Store store,
            Index index,
            Writers writers,
            InstantSource clock,
            Ids ids,
            String server,
            Settings settings,
            Pauses pauses) {
        this.store = store;
        this.index = index;
        this.writers = writers;
        this.reconciler = new RetentionReconciler(settings.retention());
        this.clock = clock;
        this.ids = ids;
        this.server = server;
        this.settings = settings;
        this.pauses = pauses;
        this.thread = Thread.ofVirtual().name("retention").unstarted(this::run);
    }

    /** @param server this server's own name, which holds the lease */
    public static RetentionLoop start(
            Store store, Index index, Writers writers, InstantSource clock, Ids ids, String server, Settings settings) {
        return start(store, index, writers, clock, ids, server, settings, Pauses.REAL);
    }

    /** @param pauses how it waits between its rounds */
    public static RetentionLoop start(
            Store store,
            Index index,
            Writers writers,
            InstantSource clock,
            Ids ids,
            String server,
            Settings settings,
            Pauses pauses) {
        RetentionLoop loop = new RetentionLoop(store, index, writers, clock, ids, server, settings, pauses);
        loop.thread.start();
        return loop;
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        Duration pause = settings.round();
        while (true) {
            try {
                pauses.pause(pause);
            } catch (InterruptedException closed) {
                return;
            }
            try {
                pause = round();
            } catch (RuntimeException e) {
                log.warn(
                        "Forgetting what is due failed; it is tried again in {} s.",
                        settings.idle().toSeconds(),
                        e);
                pause = settings.idle();
            }
        }
    }

    /** Returns how long to wait for the next round. */
    private Duration round() {
        Optional<Epoch> epoch = store.lead(LEASE, server, settings.lease());
        if (epoch.isEmpty()) {
            return settings.idle();
        }
        Instant now = clock.instant();
        Duration pause = settings.idle();
        for (Action.OfRetention action : reconciler.decide(view(), now, ids)) {
            switch (action) {
                case Action.ForgetTask task ->
                    forget(
                            epoch.get(),
                            task.scope(),
                            task.cluster(),
                            Keys.task(task.scope(), task.cluster(), task.taskId()));
                case Action.ForgetInstance instance -> forgetInstance(epoch.get(), instance);
                case Action.ForgetToken token ->
                    forget(epoch.get(), token.scope(), token.cluster(), new Key(token.token()));
                case Action.ForgetNews news -> forget(epoch.get(), news.scope(), news.cluster(), new Key(news.news()));
                case Action.ForgetService service -> forgetService(epoch.get(), service);
                case Action.WakeAt wake -> {
                    Duration until = Duration.between(now, wake.when());
                    pause = until.compareTo(pause) < 0 ? until : pause;
                }
            }
        }
        return pause.compareTo(settings.round()) < 0 ? settings.round() : pause;
    }

    private void forget(Epoch epoch, Scope scope, String cluster, Key key) {
        writers.ofCluster(scope, cluster).submit(draft -> {
            draft.led(epoch);
            draft.delete(key);
            return key;
        });
    }

    private void forgetInstance(Epoch epoch, Action.ForgetInstance instance) {
        writers.ofCluster(instance.scope(), instance.cluster()).submit(draft -> {
            draft.led(epoch);
            draft.delete(Keys.containerInstance(instance.scope(), instance.cluster(), instance.instanceId()));
            draft.delete(Keys.agentConnection(instance.scope(), instance.cluster(), instance.instanceId()));
            return instance;
        });
    }

    /** What hangs on it first, a bounded part at a time, and the service last: so none of it is left behind. */
    private void forgetService(Epoch epoch, Action.ForgetService gone) {
        ServiceKey service = gone.service();
        List<Key> keys = new ArrayList<>();
        for (Kind kind : List.of(Kind.SERVICE_EVENT, Kind.SERVICE_DEPLOYMENT, Kind.SERVICE_REVISION)) {
            index.allVersioned(Keys.all(service.scope(), kind, service.cluster(), service.name()), Object.class)
                    .forEach(each -> keys.add(each.key()));
        }
        Key last = Keys.service(service.scope(), service.cluster(), service.name());
        keys.add(last);
        for (int from = 0; from < keys.size(); from += DELETES_PER_TRANSACTION) {
            List<Key> some = keys.subList(from, Math.min(keys.size(), from + DELETES_PER_TRANSACTION));
            writers.ofCluster(service.scope(), service.cluster()).submit(draft -> {
                draft.led(epoch);
                boolean same = draft.read(last, Service.class)
                        .filter(known -> gone.endedAt().equals(known.endedAt()))
                        .isPresent();
                if (same) {
                    some.forEach(draft::delete);
                }
                return same;
            });
        }
    }

    /** Whether its service's scheduler has yet to draw its conclusions from the task's end. */
    private boolean awaitsAccount(Task task) {
        return !task.accounted()
                && task.service()
                        .flatMap(service -> index.find(
                                Keys.service(service.scope(), service.cluster(), service.name()), Service.class))
                        .filter(service -> service.status() != Service.Status.INACTIVE)
                        .isPresent();
    }

    /** Tokens and news are named by their whole keys. */
    private RetentionView view() {
        List<RetentionView.StoppedTask> tasks = new ArrayList<>();
        for (Versioned<Task> each : index.everywhere(Kind.TASK, Task.class)) {
            Task task = each.record();
            Instant stoppedAt = task.observed().stoppedAt();
            if (task.stopped() && stoppedAt != null && !awaitsAccount(task)) {
                tasks.add(new RetentionView.StoppedTask(task.scope(), task.cluster(), task.id(), stoppedAt));
            }
        }
        List<RetentionView.DeregisteredInstance> instances = new ArrayList<>();
        for (Versioned<ContainerInstance> each : index.everywhere(Kind.CONTAINER_INSTANCE, ContainerInstance.class)) {
            ContainerInstance instance = each.record();
            if (instance.deregisteredAt() != null) {
                instances.add(new RetentionView.DeregisteredInstance(
                        instance.scope(), instance.cluster(), instance.id(), instance.deregisteredAt()));
            }
        }
        List<RetentionView.UsedToken> tokens = new ArrayList<>();
        for (Versioned<ClientToken> each : index.everywhere(Kind.CLIENT_TOKEN, ClientToken.class)) {
            String[] parts = each.key().path().split("/", -1);
            tokens.add(new RetentionView.UsedToken(
                    new Scope(parts[0], parts[1]),
                    parts[4],
                    each.key().path(),
                    each.record().usedAt()));
        }
        List<RetentionView.ToldNews> news = new ArrayList<>();
        for (Versioned<StoredNews> each : index.everywhere(Kind.SERVICE_NEWS, StoredNews.class)) {
            ServiceKey service = each.record().service();
            news.add(new RetentionView.ToldNews(
                    service.scope(),
                    service.cluster(),
                    each.key().path(),
                    each.record().at()));
        }
        List<RetentionView.EndedService> services = new ArrayList<>();
        for (Versioned<Service> each : index.everywhere(Kind.SERVICE, Service.class)) {
            Instant endedAt = each.record().endedAt();
            if (endedAt != null) {
                services.add(new RetentionView.EndedService(each.record().key(), endedAt));
            }
        }
        return new RetentionView(tasks, instances, tokens, news, services);
    }
}
