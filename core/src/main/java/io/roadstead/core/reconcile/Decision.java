package io.roadstead.core.reconcile;

import io.roadstead.core.event.ServiceNews;
import io.roadstead.core.event.ServiceNews.Level;
import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.Service.Told;
import io.roadstead.core.model.ServiceDeployment;
import io.roadstead.core.model.ServiceRevision;
import io.roadstead.core.model.StopCode;
import io.roadstead.core.reconcile.Action.AccountTasks;
import io.roadstead.core.reconcile.Action.OfScheduler;
import io.roadstead.core.reconcile.Action.Publish;
import io.roadstead.core.reconcile.Action.PutService;
import io.roadstead.core.reconcile.Action.PutServiceDeployment;
import io.roadstead.core.reconcile.Action.PutServiceRevision;
import io.roadstead.core.reconcile.Action.StartCause;
import io.roadstead.core.reconcile.Action.StartTasks;
import io.roadstead.core.reconcile.Action.StopTasks;
import io.roadstead.core.reconcile.Action.TellService;
import io.roadstead.core.reconcile.Action.WakeAt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One round's decision while it grows: the service as it will be, and what is to be done, within the round's limits.
 * What did not fit is asked for again at once.
 */
final class Decision {
    private final SchedulerSettings settings;
    private final Instant now;
    private final Wake wake;
    private final Service before;
    private Service service;
    private final Map<String, ServiceDeployment> deploymentsBefore = new LinkedHashMap<>();
    private final Map<String, ServiceDeployment> deployments = new LinkedHashMap<>();
    private final List<OfScheduler> revisions = new ArrayList<>();
    private final List<String> accounts = new ArrayList<>();
    private final Map<StopWhy, List<String>> stops = new LinkedHashMap<>();
    private final List<StartTasks> starts = new ArrayList<>();
    private final List<OfScheduler> telling = new ArrayList<>();
    private int stopped;
    private int started;
    private int writes;

    private record StopWhy(StopCode code, String reason) {}

    Decision(Service service, List<ServiceDeployment> deployments, SchedulerSettings settings, Instant now, Wake wake) {
        this.before = service;
        this.service = service;
        this.settings = settings;
        this.now = now;
        this.wake = wake;
        for (ServiceDeployment each : deployments) {
            deploymentsBefore.put(each.id(), each);
            this.deployments.put(each.id(), each);
        }
    }

    Instant now() {
        return now;
    }

    Service service() {
        return service;
    }

    void put(Service newService) {
        service = newService;
    }

    /** Changes one of the service's deployments. */
    void change(String deploymentId, UnaryOperator<Deployment> change) {
        service = service.withDeployments(service.deployments().stream()
                .map(each -> each.id().equals(deploymentId) ? change.apply(each) : each)
                .toList());
    }

    /** The service deployments of the view as they will be, newest first. */
    List<ServiceDeployment> serviceDeployments() {
        return List.copyOf(deployments.values());
    }

    @Nullable
    ServiceDeployment serviceDeployment(String id) {
        return deployments.get(id);
    }

    void put(ServiceDeployment deployment) {
        deployments.put(deployment.id(), deployment);
    }

    void put(ServiceRevision revision) {
        revisions.add(new PutServiceRevision(revision));
    }

    /** @return false when the round's limit is reached */
    boolean account(String taskId) {
        if (accounts.size() == settings.accountsPerRound() || writes >= settings.writesPerRound()) {
            again();
            return false;
        }
        accounts.add(taskId);
        writes++;
        return true;
    }

    /** How many ended tasks are accounted in this round. */
    int accounted() {
        return accounts.size();
    }

    /** @return false when the round's limit is reached */
    boolean stop(String taskId, StopCode code, String reason) {
        if (stopped == settings.stopsPerRound() || writes >= settings.writesPerRound()) {
            again();
            return false;
        }
        stops.computeIfAbsent(new StopWhy(code, reason), unused -> new ArrayList<>())
                .add(taskId);
        stopped++;
        writes++;
        return true;
    }

    /** Whether a task is stopped in this round. */
    boolean stops(String taskId) {
        return stops.values().stream().anyMatch(tasks -> tasks.contains(taskId));
    }

    /**
     * Starts as many of the tasks as the round's limits allow. Whether to ask again for the others at once is known when
     * these are placed ({@link Starts}): where none found room it would ask in vain.
     */
    int start(String deploymentId, int count, List<String> instances, @Nullable String zone, StartCause cause) {
        int left = Math.min(
                settings.startsPerRound() - started,
                (settings.writesPerRound() - SchedulerSettings.WRITES_LEFT_TO_STOPS - writes)
                        / SchedulerSettings.WRITES_PER_START);
        int allowed = Math.min(count, Math.max(0, left));
        if (allowed > 0) {
            List<String> where = instances.isEmpty() ? instances : instances.subList(0, allowed);
            starts.add(new StartTasks(service.key(), deploymentId, allowed, where, zone, cause, allowed < count));
            started += allowed;
            writes += allowed * SchedulerSettings.WRITES_PER_START;
        }
        return allowed;
    }

    /** Whether anything is started, stopped or counted in this round. */
    boolean acts() {
        return stopped > 0 || started > 0 || !accounts.isEmpty();
    }

    void tell(String message) {
        telling.add(new TellService(service.key(), message));
    }

    /**
     * Tells what lasts: once, and again when its cause still lasts after {@link SchedulerSettings#toldAgain}.
     *
     * @param kind what is cleared when the cause is gone
     * @param distinct a message that differs in this is another one
     * @return whether it was told
     */
    boolean tellLasting(String kind, String distinct, String message) {
        Told last = service.told().get(kind);
        if (last != null && last.message().equals(distinct)) {
            Instant again = last.at().plus(settings.toldAgain());
            // A clock that jumped back must not silence it for longer than that.
            if (now.isBefore(again) && !last.at().isAfter(now.plus(settings.toldAgain()))) {
                wake.at(again);
                return false;
            }
        }
        Map<String, Told> told = new TreeMap<>(service.told());
        told.put(kind, new Told(distinct, now));
        service = service.withTold(told);
        wake.at(now.plus(settings.toldAgain()));
        tell(message);
        return true;
    }

    /** Whether something of a kind lasts. */
    boolean told(String kindPrefix) {
        return service.told().keySet().stream().anyMatch(kind -> kind.startsWith(kindPrefix));
    }

    /** The cause is gone; when it comes back it is told anew. */
    void clear(String kindPrefix) {
        if (!told(kindPrefix)) {
            return;
        }
        Map<String, Told> told = new TreeMap<>(service.told());
        told.keySet().removeIf(kind -> kind.startsWith(kindPrefix));
        service = service.withTold(told);
    }

    void publish(Level level, String eventName, @Nullable String reason) {
        publish(new ServiceNews.ServiceAction(level, eventName, now, reason, List.of()));
    }

    void publish(ServiceNews news) {
        telling.add(new Publish(service.key(), news));
    }

    void wakeAt(Instant when) {
        wake.at(when);
    }

    /** There is more to do than fits one round. */
    void again() {
        wake.at(now);
    }

    /** All of it, in the order in which it is to be applied. */
    List<OfScheduler> actions() {
        List<OfScheduler> actions = new ArrayList<>();
        if (!service.equals(before)) {
            actions.add(new PutService(service));
        }
        deployments.forEach((id, deployment) -> {
            if (!Objects.equals(deployment, deploymentsBefore.get(id))) {
                actions.add(new PutServiceDeployment(deployment));
            }
        });
        actions.addAll(revisions);
        if (!accounts.isEmpty()) {
            actions.add(new AccountTasks(service.key(), accounts));
        }
        stops.forEach((why, tasks) -> actions.add(new StopTasks(service.key(), tasks, why.code(), why.reason())));
        actions.addAll(starts);
        actions.addAll(telling);
        wake.earliest().ifPresent(when -> actions.add(new WakeAt(when.isBefore(now) ? now : when)));
        return actions;
    }
}
