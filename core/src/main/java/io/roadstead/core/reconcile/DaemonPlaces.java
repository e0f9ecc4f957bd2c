package io.roadstead.core.reconcile;

import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.placement.Node;
import io.roadstead.core.reconcile.Judged.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A daemon's instances and the tasks on them, sorted by what is to become of them. */
final class DaemonPlaces {
    /** The instances that shall have a task, with the tasks that are not STOPPED there, by instance id. */
    private final Map<String, List<Judged>> places = new TreeMap<>();

    private final List<Judged> draining = new ArrayList<>();
    private final List<Judged> violating = new ArrayList<>();
    private final Set<String> connected = new HashSet<>();
    private final @Nullable String primary;

    private DaemonPlaces(@Nullable Deployment primary) {
        this.primary = primary == null ? null : primary.id();
    }

    /** @param definition the PRIMARY's; when it is gone, no instance gets a task that has none */
    static DaemonPlaces of(
            ServiceView view, Census census, @Nullable Deployment primary, @Nullable TaskDefinition definition) {
        DaemonPlaces found = new DaemonPlaces(primary);
        Eligibility eligibility = definition == null ? null : new Eligibility(view.service(), definition);
        Map<String, List<Judged>> byInstance = new HashMap<>();
        for (Judged each : census.all()) {
            byInstance
                    .computeIfAbsent(each.task().containerInstanceId(), unused -> new ArrayList<>())
                    .add(each);
        }
        for (Node node : view.nodes().values()) {
            List<Judged> here = byInstance.getOrDefault(node.id(), List.of());
            boolean has = here.stream().anyMatch(Judged::active);
            if (node.instance().status() == ContainerInstance.Status.DRAINING) {
                found.addDraining(view, node, here);
            } else if (eligibility != null && !eligibility.satisfies(node)) {
                here.stream().filter(Judged::active).forEach(found.violating::add);
            } else if (has || (eligibility != null && node.agentConnected() && eligibility.takes(node))) {
                found.places.put(node.id(), here);
                if (node.agentConnected()) {
                    found.connected.add(node.id());
                }
            }
        }
        return found;
    }

    /** On an instance that is being emptied the daemon goes when only daemons are left. */
    private void addDraining(ServiceView view, Node node, List<Judged> here) {
        String own = view.service().group();
        boolean last = node.allocation().claims().values().stream()
                .allMatch(claim -> claim.group().equals(own) || view.daemons().contains(claim.group()));
        for (Judged each : here) {
            if (each.active() && (last || each.is(Standing.PENDING))) {
                draining.add(each);
            }
        }
    }

    /** How many tasks the service wants. */
    int wanted() {
        return places.size();
    }

    Map<String, List<Judged>> places() {
        return places;
    }

    boolean connected(String instanceId) {
        return connected.contains(instanceId);
    }

    /** Tasks on DRAINING instances whose turn it is. */
    List<Judged> draining() {
        return draining;
    }

    /** Tasks on instances that do not satisfy the constraints any more. */
    List<Judged> violating() {
        return violating;
    }

    boolean ofPrimary(Judged task) {
        return primary != null && primary.equals(task.task().startedBy());
    }

    /** Whether each instance has exactly one task of the PRIMARY, healthy, and no other that is to stay. */
    boolean allGood() {
        return draining.isEmpty()
                && violating.isEmpty()
                && places.values().stream().allMatch(here -> {
                    List<Judged> active = here.stream().filter(Judged::active).toList();
                    return active.size() == 1
                            && ofPrimary(active.getFirst())
                            && active.getFirst().is(Standing.HEALTHY);
                });
    }

    boolean noneOld() {
        return places.values().stream().flatMap(List::stream).allMatch(this::ofPrimary);
    }
}
