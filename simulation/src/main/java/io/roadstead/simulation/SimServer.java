package io.roadstead.simulation;

import io.roadstead.control.agents.AgentRecords;
import io.roadstead.control.agents.InstanceHealth;
import io.roadstead.control.api.EcsApi;
import io.roadstead.control.gateway.AgentGateway;
import io.roadstead.control.gateway.GatewaySettings;
import io.roadstead.control.gateway.HealthReports;
import io.roadstead.control.gateway.InstanceKey;
import io.roadstead.control.index.Index;
import io.roadstead.control.loop.LoopSettings;
import io.roadstead.control.loop.RetentionLoop;
import io.roadstead.control.loop.Scheduler;
import io.roadstead.control.loop.Surroundings;
import io.roadstead.control.place.ClusterFleets;
import io.roadstead.control.write.Writer;
import io.roadstead.control.write.Writers;
import io.roadstead.core.Ids;
import io.roadstead.core.model.Scope;
import io.roadstead.core.reconcile.DaemonReconciler;
import io.roadstead.core.reconcile.SchedulerSettings;
import io.roadstead.core.reconcile.ServiceReconciler;
import io.roadstead.core.reconcile.Starts;
import io.roadstead.store.StoreException;
import io.roadstead.wire.AccessKey;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.FixedAccessKeys;
import io.roadstead.wire.Gate;
import io.roadstead.wire.Secret;
import io.roadstead.wire.ServiceApi;
import io.roadstead.wire.sigv4.SigV4Verifier;
import io.roadstead.wire.websocket.Handshake;
import io.roadstead.wire.websocket.HandshakeRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/**
 * One server of the world's control plane: what {@code ControlPlane} wires, without the port, the data directory and the
 * machine's threads and time. It dies and starts again under the same name.
 */
final class SimServer {
    static final Scope SCOPE = new Scope("000000000000", "us-east-1");
    static final String KEY_ID = "AKIDSIMULATION";
    static final String SECRET = "simulated";
    private static final Caller CALLER =
            new Caller(SCOPE, "arn:aws:iam::000000000000:root", KEY_ID, "http://simulation");

    /** Messages of a failure that the contract of the store allows a server to have. */
    private static final List<String> EXCUSED =
            List.of("could not be learned", "was not applied within", "simulated:", "interrupted while waiting");

    private final SimWorld world;
    private final String name;
    private final Draw draw;
    private Duration clockError = Duration.ZERO;
    private @Nullable Life life;
    private int lives;

    /** What is gone when the server dies. */
    private static final class Life {
        final Processor processor;
        final List<SimSocket> sockets = new ArrayList<>();

        @Nullable
        Index index;

        @Nullable
        AgentGateway gateway;

        @Nullable
        AgentRecords records;

        @Nullable
        ServiceApi api;

        @Nullable
        Runnable closing;

        Life(Processor processor) {
            this.processor = processor;
        }
    }

    SimServer(SimWorld world, String name, Draw draw) {
        this.world = world;
        this.name = name;
        this.draw = draw;
    }

    String name() {
        return name;
    }

    boolean up() {
        return life != null;
    }

    /** Whether it answers. */
    boolean ready() {
        return life != null && life.api != null;
    }

    /** What it knows; absent while it is down or starting. */
    Optional<Index> index() {
        return ready() && life != null ? Optional.ofNullable(life.index) : Optional.empty();
    }

    void jumpClock(Duration error) {
        clockError = error;
    }

    void start() {
        if (life != null) {
            return;
        }
        lives++;
        world.trace("server starts", name, lives);
        Processor processor = new Processor(
                world.timeline(),
                name,
                (thread, fault) -> world.fail(Failures.of("no thread of a server dies", name, fault)));
        Life begun = new Life(processor);
        life = begun;
        processor.run(() -> boot(begun));
    }

    /** As ControlPlane wires it. */
    private void boot(Life begun) {
        Processor processor = begun.processor;
        StoreClient store = new StoreClient(world, processor, name, draw.fork(lives));
        Ids ids = new SimIds(draw.fork(1_000_000 + lives));
        Index index = Index.open(store, world.codec());
        Writers writers = new Writers(store, index, ids, processor.pauses());
        SigV4Verifier verifier = new SigV4Verifier(
                FixedAccessKeys.of(new AccessKey(KEY_ID, new Secret(SECRET), SCOPE.account(), CALLER.arn())),
                this::instant);
        AgentRecords records = new AgentRecords(index, writers);
        InstanceHealth health = new InstanceHealth();
        AgentGateway gateway = opened(begun, records, health, verifier, ids);
        records.tell(gateway);
        RetentionLoop retention = RetentionLoop.start(
                store, index, writers, this::instant, ids, name, RetentionLoop.Settings.DEFAULT, processor.pauses());
        ClusterFleets fleets = new ClusterFleets(index);
        DaemonReconciler daemons = new DaemonReconciler(SchedulerSettings.DEFAULT);
        ServiceReconciler replicas = new ServiceReconciler(SchedulerSettings.DEFAULT);
        Scheduler scheduler = new Scheduler(
                store,
                index,
                writers,
                fleets,
                Surroundings.NONE,
                new Scheduler.Deciders(
                        world.flawed(replicas), world.flawed(daemons), new Starts(SchedulerSettings.DEFAULT)),
                this::instant,
                ids,
                name,
                LoopSettings.DEFAULT);
        SchedulerDrive drive = new SchedulerDrive(world, processor, scheduler, this::instant);
        drive.start();
        begun.index = index;
        begun.gateway = gateway;
        begun.records = records;
        begun.api = EcsApi.of(index, writers, fleets, health, this::instant, ids);
        begun.closing = () -> {
            gateway.close();
            drive.close();
            retention.close();
            writers.close();
            index.close();
        };
        world.trace("server ready", name, lives);
    }

    /** A server that cannot correct its former connections yet waits for the store. */
    private AgentGateway opened(
            Life begun, AgentRecords records, InstanceHealth health, SigV4Verifier verifier, Ids ids) {
        while (true) {
            try {
                return AgentGateway.open(
                        name,
                        new AgentGateway.Ports(
                                records,
                                records,
                                (task, type, role, now) -> Optional.empty(),
                                records,
                                records,
                                health),
                        verifier,
                        Gate.OPEN,
                        GatewaySettings.DEFAULTS,
                        ids,
                        this::instant,
                        begun.processor.pauses());
            } catch (StoreException | IllegalStateException | Writer.BusyException e) {
                world.trace("server start retried", name, String.valueOf(e.getMessage()));
                try {
                    begun.processor.pauses().pause(Duration.ofSeconds(1));
                } catch (InterruptedException never) {
                    throw new IllegalStateException(never);
                }
            }
        }
    }

    /** The machine goes away: nothing is told to anybody. */
    void kill() {
        Life dying = life;
        if (dying != null) {
            world.trace("server killed", name);
            dying.processor.halt();
            life = null;
            dying.sockets.forEach(SimSocket::serverGone);
        }
    }

    /** In good order, as far as it gets within some seconds. */
    void stop() {
        Life ending = life;
        if (ending == null) {
            return;
        }
        Runnable closing = ending.closing;
        if (closing == null) {
            kill();
            return;
        }
        world.trace("server stops", name);
        ending.api = null;
        ending.processor.run(closing);
        world.timeline().after(Duration.ofSeconds(12), () -> {
            if (life == ending) {
                kill();
            }
        });
    }

    /** Answers a call that has arrived; not at all when it dies meanwhile. */
    void call(String operation, SdkPojo request, Consumer<Answer> answer) {
        Life answering = life;
        ServiceApi api = answering == null ? null : answering.api;
        if (answering == null || api == null) {
            answer.accept(new Answer.Failed("the server does not answer"));
            return;
        }
        answering.processor.run(() -> answer.accept(handled(api, operation, request)));
    }

    private Answer handled(ServiceApi api, String operation, SdkPojo request) {
        try {
            return new Answer.Done(handle(api.operation(operation), request));
        } catch (AwsException refusal) {
            return refusal.status() >= AwsException.SERVER_FAULT
                    ? new Answer.Failed(refusal.text())
                    : new Answer.Refused(refusal.errorType(), refusal.text());
        } catch (RuntimeException fault) {
            judge(operation, fault);
            return new Answer.Failed(String.valueOf(fault.getMessage()));
        }
    }

    private void judge(String operation, RuntimeException fault) {
        String message = String.valueOf(fault.getMessage());
        if (!(fault instanceof StoreException) && EXCUSED.stream().noneMatch(message::contains)) {
            world.fail(Failures.of("no operation fails by our own fault", name + " in " + operation, fault));
        }
    }

    private static <I extends SdkPojo, O extends SdkPojo> O handle(
            ServiceApi.Registered<I, O> operation, SdkPojo request) {
        return operation.operation().handle(CALLER, operation.request().cast(request));
    }

    /** What an agent's telemetry session has brought, as the gateway hands it on. */
    void health(String instanceArn, List<HealthReports.ContainerHealth> told) {
        Life hearing = life;
        AgentRecords records = hearing == null || hearing.api == null ? null : hearing.records;
        if (hearing != null && records != null) {
            String[] parts = instanceArn.split("/", -1);
            InstanceKey instance = new InstanceKey(SCOPE, parts[1], parts[2]);
            hearing.processor.run(() -> {
                try {
                    records.report(instance, told, instant());
                } catch (RuntimeException fault) {
                    // Without an acknowledgement the agent tells again; a fault of ours is another matter.
                    judge("a health report", fault);
                }
            });
        }
    }

    /** An agent's upgrade has arrived. */
    void dial(HandshakeRequest request, SimSession agent) {
        Life answering = life;
        AgentGateway gateway = answering == null || answering.api == null ? null : answering.gateway;
        if (answering == null || gateway == null) {
            agent.refused("the server does not answer");
            return;
        }
        answering.processor.run(() -> {
            switch (gateway.acs().handshake(request)) {
                case Handshake.Reject reject -> agent.refused(reject.errorType());
                case Handshake.Accept accept -> {
                    SimSocket socket = new SimSocket(world, this, answering.processor, agent);
                    answering.sockets.removeIf(SimSocket::over);
                    answering.sockets.add(socket);
                    agent.connected(socket);
                    socket.listen(accept.opener().open(socket));
                }
            }
        });
    }

    private Instant instant() {
        return world.timeline().now().plus(clockError);
    }
}
