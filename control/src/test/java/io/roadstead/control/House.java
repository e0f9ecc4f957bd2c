package io.roadstead.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.control.agents.InstanceHealth;
import io.roadstead.control.api.EcsApi;
import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Kind;
import io.roadstead.control.place.ClusterFleets;
import io.roadstead.control.place.RoleChecks;
import io.roadstead.control.write.Writers;
import io.roadstead.core.Ids;
import io.roadstead.core.model.AgentConnection;
import io.roadstead.core.model.Scope;
import io.roadstead.store.MemoryStore;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Store;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.ServiceApi;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.CreateClusterRequest;
import software.amazon.awssdk.services.ecs.model.RegisterContainerInstanceRequest;
import software.amazon.awssdk.services.ecs.model.RegisterContainerInstanceResponse;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.Resource;

/** A control plane without sockets: the real API over a real store in memory, with a clock and ids of its own. */
public final class House implements AutoCloseable {
    public static final Scope SCOPE = new Scope("000000000000", "us-east-1");
    public static final Caller CALLER =
            new Caller(SCOPE, "arn:aws:iam::000000000000:root", "test", "http://127.0.0.1:4566");

    public final Store store;
    public final Index index;
    public final Writers writers;
    public final ClusterFleets fleets;
    /** Which roles tasks may have. */
    public volatile RoleChecks roles = RoleChecks.NONE;

    public volatile Instant now = Instant.parse("2026-11-23T12:00:00Z");
    private final ServiceApi api;

    /** Names from a seed, so that a failure can be replayed. */
    public static final class SeededIds implements Ids {
        private final Random random;

        public SeededIds(long seed) {
            random = new Random(seed);
        }

        @Override
        public synchronized String hex() {
            return uuid().replace("-", "");
        }

        @Override
        public synchronized String uuid() {
            return new java.util.UUID(random.nextLong(), random.nextLong()).toString();
        }

        @Override
        public synchronized int below(int bound) {
            return random.nextInt(bound);
        }
    }

    public House() {
        this(UnaryOperator.identity());
    }

    /** @param wrap puts faults around the store */
    public House(UnaryOperator<Store> wrap) {
        InstantSource clock = () -> now;
        store = wrap.apply(new MemoryStore(clock));
        RecordCodec codec = new RecordCodec();
        Ids ids = new SeededIds(7);
        index = Index.open(store, codec);
        writers = new Writers(store, index, ids);
        fleets = new ClusterFleets(index);
        api = EcsApi.of(
                index,
                writers,
                fleets,
                new InstanceHealth(),
                (cluster, definition, overrides) -> roles.refusal(cluster, definition, overrides),
                clock,
                ids);
    }

    /** The operations and their access rules. */
    public ServiceApi api() {
        return api;
    }

    /** Calls an operation as the dispatcher does, without the wire. */
    public <O extends SdkPojo> O call(SdkPojo request, Class<O> response) {
        String simple = request.getClass().getSimpleName();
        return response.cast(handle(api.operation(simple.substring(0, simple.length() - "Request".length())), request));
    }

    /** The refusal an operation answers with. */
    public AwsException refusal(SdkPojo request) {
        try {
            call(request, SdkPojo.class);
        } catch (AwsException refused) {
            return refused;
        }
        throw new AssertionError(request + " was not refused");
    }

    public House cluster(String name) {
        call(CreateClusterRequest.builder().clusterName(name).build(), SdkPojo.class);
        return this;
    }

    /** Registers an instance whose agent is connected; returns its ARN. */
    public String instance(String cluster, int cpu, int memory) {
        String arn = call(
                        RegisterContainerInstanceRequest.builder()
                                .cluster(cluster)
                                .totalResources(
                                        number("CPU", cpu),
                                        number("MEMORY", memory),
                                        ports("PORTS", "22", "51678"),
                                        ports("PORTS_UDP"))
                                .build(),
                        RegisterContainerInstanceResponse.class)
                .containerInstance()
                .containerInstanceArn();
        connect(cluster, arn.substring(arn.lastIndexOf('/') + 1));
        return arn;
    }

    public void connect(String cluster, String instanceId) {
        AgentConnection connection =
                new AgentConnection(SCOPE, cluster, instanceId, true, now, "1.0", "hash", "20.10", "test/1");
        writers.ofCluster(SCOPE, cluster).submit(draft -> {
            draft.put(Keys.agentConnection(SCOPE, cluster, instanceId), connection);
            return connection;
        });
    }

    /** Registers a definition of one essential container. */
    public House definition(String family, UnaryOperator<ContainerDefinition.Builder> container) {
        call(
                RegisterTaskDefinitionRequest.builder()
                        .family(family)
                        .containerDefinitions(container
                                .apply(ContainerDefinition.builder()
                                        .name("main")
                                        .image("busybox"))
                                .build())
                        .build(),
                SdkPojo.class);
        return this;
    }

    /** At the end everything the index shows is what a server that starts anew would read. */
    @Override
    public void close() {
        writers.close();
        try (Index anew = Index.open(store, new RecordCodec())) {
            for (Kind kind : Kind.values()) {
                anew.everywhere(kind, kind.type()).forEach(read -> index.get(read.key(), kind.type())
                        .filter(shown -> shown.revision().equals(read.revision()))
                        .ifPresent(shown -> assertThat(shown.record()).isEqualTo(read.record())));
            }
        }
        index.close();
        store.close();
    }

    private static <I extends SdkPojo, O extends SdkPojo> O handle(
            ServiceApi.Registered<I, O> operation, SdkPojo request) {
        return operation.operation().handle(CALLER, operation.request().cast(request));
    }

    private static Resource number(String name, int value) {
        return Resource.builder().name(name).type("INTEGER").integerValue(value).build();
    }

    private static Resource ports(String name, String... ports) {
        return Resource.builder()
                .name(name)
                .type("STRINGSET")
                .stringSetValue(ports)
                .build();
    }
}
