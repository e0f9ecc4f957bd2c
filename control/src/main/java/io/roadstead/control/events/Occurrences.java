package io.roadstead.control.events;

import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Records.StoredNews;
import io.roadstead.core.event.EventRules;
import io.roadstead.core.event.Occurrence;
import io.roadstead.core.model.AgentConnection;
import io.roadstead.core.model.Allocation;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Task;
import io.roadstead.store.Key;
import io.roadstead.store.Revision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which occurrences a batch of changes is. Tasks and services tell one for each change that is an event; an instance one
 * for each commit that changed any of its three records, and tells them as they were after that commit: a batch that holds
 * a placement and, two commits later, the task's end tells of both, on whatever server and in whatever batches.
 */
final class Occurrences {
    private final Index index;

    Occurrences(Index index) {
        this.index = index;
    }

    /**
     * The occurrences of these changes, ordered by commit.
     *
     * @param changes where a record's {@code before} is not known, the index says what it was
     * @param time when a task's change is taken to have happened
     * @param now when all else is
     */
    List<Told> of(List<Index.Changed> changes, Function<Task, Instant> time, Instant now) {
        List<Told> told = new ArrayList<>();
        Map<Key, Object> befores = befores(changes);
        Map<Key, Instance> instances = new HashMap<>();
        Set<Key> touched = new LinkedHashSet<>();
        Revision commit = Revision.NONE;
        for (Index.Changed change : byCommit(changes)) {
            if (!change.revision().equals(commit)) {
                tell(touched, instances, commit, now, told);
                commit = change.revision();
            }
            switch (change.after() != null ? change.after() : change.before()) {
                case Task _ -> {
                    if (change.after() instanceof Task after && EventRules.tells((Task) change.before(), after)) {
                        told.add(new Told(new Occurrence.OfTask(after), commit, time.apply(after)));
                    }
                }
                case StoredNews _ -> {
                    if (change.after() instanceof StoredNews news && change.before() == null) {
                        told.add(new Told(
                                new Occurrence.OfService(news.id(), news.service(), news.news(), news.at()),
                                commit,
                                news.at()));
                    }
                }
                case ContainerInstance each -> {
                    Key key = key(each.scope(), each.cluster(), each.id());
                    instance(instances, key, befores).record = (ContainerInstance) change.after();
                    if (EventRules.tells((ContainerInstance) change.before(), (ContainerInstance) change.after())) {
                        touched.add(key);
                    }
                }
                case AgentConnection each -> {
                    Key key = key(each.scope(), each.cluster(), each.instanceId());
                    instance(instances, key, befores).connection = (AgentConnection) change.after();
                    if (EventRules.tells((AgentConnection) change.before(), (AgentConnection) change.after())) {
                        touched.add(key);
                    }
                }
                case Allocation each -> {
                    Key key = key(each.scope(), each.cluster(), each.instanceId());
                    instance(instances, key, befores).allocation = (Allocation) change.after();
                    if (EventRules.tells((Allocation) change.before(), (Allocation) change.after())) {
                        touched.add(key);
                    }
                }
                case null, default -> {}
            }
        }
        tell(touched, instances, commit, now, told);
        return told;
    }

    /** An instance's three records, as of the commit that was last looked at. */
    private static final class Instance {
        private @Nullable ContainerInstance record;
        private @Nullable AgentConnection connection;
        private @Nullable Allocation allocation;
    }

    private static void tell(
            Set<Key> touched, Map<Key, Instance> instances, Revision commit, Instant now, List<Told> told) {
        for (Key key : touched) {
            Instance instance = instances.get(key);
            if (instance != null && instance.record != null) {
                told.add(new Told(
                        new Occurrence.OfInstance(
                                instance.record, instance.connection, instance.allocation, commit.number()),
                        commit,
                        now));
            }
        }
        touched.clear();
    }

    /** What is known of the instances' records before the batch. */
    private static Map<Key, Object> befores(List<Index.Changed> changes) {
        Map<Key, Object> befores = new HashMap<>();
        for (Index.Changed change : changes) {
            switch (change.kind()) {
                case CONTAINER_INSTANCE, AGENT_CONNECTION, ALLOCATION -> {
                    if (change.before() != null) {
                        befores.putIfAbsent(change.key(), change.before());
                    }
                }
                default -> {}
            }
        }
        return befores;
    }

    /** As it was before the batch, or else what the index still says. */
    private Instance instance(Map<Key, Instance> instances, Key key, Map<Key, Object> befores) {
        return instances.computeIfAbsent(key, k -> {
            Instance instance = new Instance();
            ContainerInstance record = before(key, ContainerInstance.class, befores);
            if (record != null) {
                Scope scope = record.scope();
                String cluster = record.cluster();
                instance.record = record;
                instance.connection =
                        before(Keys.agentConnection(scope, cluster, record.id()), AgentConnection.class, befores);
                instance.allocation = before(Keys.allocation(scope, cluster, record.id()), Allocation.class, befores);
            }
            return instance;
        });
    }

    private <T> @Nullable T before(Key key, Class<T> type, Map<Key, Object> befores) {
        Object before = befores.get(key);
        return before != null ? type.cast(before) : index.find(key, type).orElse(null);
    }

    /** What a watch tells is in order already; what was found by listing is not. */
    private static List<Index.Changed> byCommit(List<Index.Changed> changes) {
        for (int i = 1; i < changes.size(); i++) {
            if (changes.get(i).revision().compareTo(changes.get(i - 1).revision()) < 0) {
                return changes.stream()
                        .sorted(Comparator.comparing(Index.Changed::revision))
                        .toList();
            }
        }
        return changes;
    }

    private static Key key(Scope scope, String cluster, String id) {
        return Keys.containerInstance(scope, cluster, id);
    }
}
