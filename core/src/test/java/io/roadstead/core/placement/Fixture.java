package io.roadstead.core.placement;

import io.roadstead.core.Ids;
import io.roadstead.core.model.AgentConnection;
import io.roadstead.core.model.Allocation;
import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.Claim;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.PlacementConstraint;
import io.roadstead.core.model.PlacementStrategy;
import io.roadstead.core.model.Resources;
import io.roadstead.core.model.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Instances and requests for the tests of this package. */
final class Fixture {
    static final Scope SCOPE = new Scope("000000000000", "us-east-1");
    static final Instant REGISTERED = Instant.parse("2018-06-18T22:28:28.250Z");

    private Fixture() {}

    /** A connected ACTIVE instance with 4,096 CPU units, 8,192 MiB and port 22 reserved, changed step by step. */
    static Builder instance(String id) {
        return new Builder(id);
    }

    static Demand demand(int cpu, int memory) {
        return new Demand(cpu, memory, Set.of(), Set.of(), List.of());
    }

    static Demand port(int port) {
        return new Demand(1, 1, Set.of(port), Set.of(), List.of());
    }

    static PlacementRequest request(int count, Demand demand, PlacementStrategy... strategies) {
        return new PlacementRequest(count, demand, "family:web", List.of(), List.of(strategies));
    }

    static PlacementRequest constrained(int count, Demand demand, PlacementConstraint... constraints) {
        return new PlacementRequest(count, demand, "family:web", List.of(constraints), List.of());
    }

    static PlacementConstraint memberOf(String expression) {
        return new PlacementConstraint(PlacementConstraint.Type.MEMBER_OF, expression);
    }

    static PlacementConstraint distinctInstance() {
        return new PlacementConstraint(PlacementConstraint.Type.DISTINCT_INSTANCE, null);
    }

    static PlacementStrategy spread(String field) {
        return new PlacementStrategy(PlacementStrategy.Type.SPREAD, field);
    }

    static PlacementStrategy binpack(String field) {
        return new PlacementStrategy(PlacementStrategy.Type.BINPACK, field);
    }

    static PlacementStrategy random() {
        return new PlacementStrategy(PlacementStrategy.Type.RANDOM, null);
    }

    /** Numbers that depend on the seed alone. */
    static Ids ids(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new Ids() {
            @Override
            public String hex() {
                return String.format("%016x%016x", random.nextLong(), random.nextLong());
            }

            @Override
            public String uuid() {
                String hex = hex();
                return String.join(
                        "-",
                        hex.substring(0, 8),
                        hex.substring(8, 12),
                        hex.substring(12, 16),
                        hex.substring(16, 20),
                        hex.substring(20));
            }

            @Override
            public int below(int bound) {
                return random.nextInt(bound);
            }
        };
    }

    static final class Builder {
        private final String id;
        private int cpu = 4096;
        private int memory = 8192;
        private @Nullable String ec2InstanceId;
        private ContainerInstance.Status status = ContainerInstance.Status.ACTIVE;
        private boolean connected = true;
        private @Nullable String agentVersion = "1.105.1";
        private final List<Attribute> attributes = new ArrayList<>();
        private final List<Attribute> customAttributes = new ArrayList<>();
        private Allocation allocation;

        private Builder(String id) {
            this.id = id;
            allocation = Allocation.none(SCOPE, "default", id);
        }

        Builder resources(int newCpu, int newMemory) {
            cpu = newCpu;
            memory = newMemory;
            return this;
        }

        Builder ec2(String newEc2InstanceId) {
            ec2InstanceId = newEc2InstanceId;
            return this;
        }

        Builder status(ContainerInstance.Status newStatus) {
            status = newStatus;
            return this;
        }

        Builder disconnected() {
            connected = false;
            return this;
        }

        Builder agent(@Nullable String version) {
            agentVersion = version;
            return this;
        }

        Builder zone(String zone) {
            return attribute("ecs.availability-zone", zone);
        }

        Builder attribute(String name, @Nullable String value) {
            attributes.add(new Attribute(name, value));
            return this;
        }

        Builder custom(String name, @Nullable String value) {
            customAttributes.add(new Attribute(name, value));
            return this;
        }

        Builder task(String group) {
            return task(new Claim(0, 0, Set.of(), Set.of(), group));
        }

        Builder task(Claim claim) {
            allocation = allocation.with("task" + allocation.claims().size(), claim);
            return this;
        }

        Node build() {
            return new Node(
                    new ContainerInstance(
                            SCOPE,
                            "default",
                            id,
                            ec2InstanceId,
                            status,
                            new Resources(cpu, memory, Set.of(22), Set.of()),
                            attributes,
                            customAttributes,
                            List.of(),
                            REGISTERED,
                            null,
                            1),
                    new AgentConnection(SCOPE, "default", id, connected, REGISTERED, agentVersion, null, null, null),
                    allocation);
        }
    }
}
