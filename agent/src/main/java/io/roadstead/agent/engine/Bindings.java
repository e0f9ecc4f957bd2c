package io.roadstead.agent.engine;

import io.roadstead.core.model.NetworkBinding;
import io.roadstead.core.model.PortMapping;
import io.roadstead.core.model.PortRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A container's ports as they are told, from those that its engine knows one by one. */
final class Bindings {
    private Bindings() {}

    /**
     * Folds what belongs to a mapped range into one binding. Example: with a mapping of {@code 8000-8001}, {@code
     * 8000->40000} and {@code 8001->40001} become {@code 8000-8001->40000-40001}.
     */
    static List<NetworkBinding> of(ContainerSpec container, List<NetworkBinding> found) {
        List<NetworkBinding> left = new ArrayList<>(found);
        List<NetworkBinding> ranges = new ArrayList<>();
        for (PortMapping mapping : container.ports()) {
            PortRange range = mapping.containerPortRange();
            if (range == null) {
                continue;
            }
            List<NetworkBinding> members = left.stream()
                    .filter(binding -> binding.containerPortRange() == null
                            && binding.protocol() == mapping.protocol()
                            && binding.containerPort() >= range.first()
                            && binding.containerPort() <= range.last())
                    .sorted(Comparator.comparingInt(NetworkBinding::containerPort))
                    .toList();
            if (members.size() == range.size()) {
                left.removeAll(members);
                ranges.add(new NetworkBinding(
                        members.getFirst().bindIp(),
                        0,
                        0,
                        mapping.protocol(),
                        range,
                        new PortRange(
                                members.getFirst().hostPort(), members.getLast().hostPort())));
            }
        }
        left.addAll(ranges);
        return left;
    }
}
