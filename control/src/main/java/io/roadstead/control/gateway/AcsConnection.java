package io.roadstead.control.gateway;

import io.roadstead.core.model.ContainerInstance;
import io.roadstead.wire.agent.AcsCodec;
import io.roadstead.wire.agent.AcsMessage;
import io.roadstead.wire.agent.AcsMessage.ExceptionMessage;
import io.roadstead.wire.agent.AcsMessage.TaskStopVerificationMessage;
import io.roadstead.wire.agent.FrameException;
import io.roadstead.wire.websocket.Listener;
import io.roadstead.wire.websocket.Session;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An {@link AcsSession} on a websocket: one lock, so that the machine sees one thing after another. */
final class AcsConnection implements Listener {
    /** Frames that could not be read before the session is given up. */
    static final int MAX_BROKEN_FRAMES = 10;

    private static final Logger log = LoggerFactory.getLogger(AcsConnection.class);

    private final InstanceKey instance;
    private final String id;
    private final Session socket;
    private final AcsSession machine;
    private final Instances instances;
    private final TaskNews news;
    private final InstantSource clock;
    private final Consumer<Runnable> executor;
    private final Ended ended;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicBoolean stale = new AtomicBoolean();
    private volatile Instant wakeAt = Instant.MAX;
    private int brokenFrames;

    /** Who is told of the session's end. */
    interface Ended {
        void ended(AcsConnection connection, int code, String reason);
    }

    AcsConnection(
            InstanceKey instance,
            String id,
            Session socket,
            AcsSession machine,
            Instances instances,
            TaskNews news,
            InstantSource clock,
            Consumer<Runnable> executor,
            Ended ended) {
        this.instance = instance;
        this.id = id;
        this.socket = socket;
        this.machine = machine;
        this.instances = instances;
        this.news = news;
        this.clock = clock;
        this.executor = executor;
        this.ended = ended;
    }

    InstanceKey instance() {
        return instance;
    }

    /** {@code <server>/<uuid>}. */
    String id() {
        return id;
    }

    /** Looks at the instance and its tasks soon, on another thread; several calls in a row are one look. */
    void changed() {
        if (stale.compareAndSet(false, true)) {
            executor.accept(this::refresh);
        }
    }

    private void refresh() {
        stale.set(false);
        guarded(this::look);
    }

    private void look() {
        boolean registered = instances
                .find(instance)
                .filter(i -> i.status() != ContainerInstance.Status.INACTIVE)
                .isPresent();
        if (registered) {
            step(() -> machine.changed(instances.tasksOf(instance), clock.instant()));
        } else {
            // It dials again at once, and is then told by the handshake to stay away. Source: agent-protocol 2.3.
            close(Session.NORMAL, "the container instance is deregistered");
        }
    }

    /** Does what time demands, when it demands anything. */
    void tick(Instant now) {
        if (!wakeAt.isAfter(now)) {
            wakeAt = Instant.MAX;
            executor.accept(() -> guarded(() -> step(() -> machine.tick(clock.instant()))));
        }
    }

    void close(int code, String reason) {
        socket.close(code, reason);
    }

    @Override
    public void onText(String text) {
        AcsMessage message;
        try {
            message = AcsCodec.decode(text);
        } catch (FrameException e) {
            broken(e);
            return;
        }
        if (message instanceof TaskStopVerificationMessage) {
            refresh();
        }
        guarded(() -> step(() -> machine.received(message, clock.instant())));
    }

    @Override
    public void onClose(int code, String reason) {
        ended.ended(this, code, reason);
    }

    private void broken(FrameException fault) {
        brokenFrames++;
        log.warn("The agent of {} sent a frame that cannot be read: {}", instance.arn(), fault.getMessage());
        if (brokenFrames >= MAX_BROKEN_FRAMES) {
            close(Session.POLICY_VIOLATION, brokenFrames + " frames could not be read");
        } else {
            send(new ExceptionMessage("BadRequestException", fault.getMessage()));
        }
    }

    /** Should the house behind the session fail, the agent dials again after a pause and is told everything anew. */
    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException fault) {
            log.error("The session of {} cannot go on.", instance.arn(), fault);
            close(AgentGateway.TRY_AGAIN_LATER, "the server cannot serve this session now");
        }
    }

    private void step(Supplier<List<AcsOutput>> input) {
        List<AcsOutput.Acknowledged> acknowledged = new ArrayList<>();
        lock.lock();
        try {
            for (AcsOutput output : input.get()) {
                switch (output) {
                    case AcsOutput.Send send -> send(send.message());
                    case AcsOutput.Acknowledged order -> acknowledged.add(order);
                    case AcsOutput.Oddity oddity -> log.warn("The agent of {} {}.", instance.arn(), oddity.text());
                    case AcsOutput.Close end -> close(end.code(), end.reason());
                }
            }
            wakeAt = machine.wakeAt();
        } finally {
            lock.unlock();
        }
        for (AcsOutput.Acknowledged order : acknowledged) {
            news.acknowledged(instance, order.taskId(), order.order(), clock.instant());
        }
    }

    /** A peer that does not take what it is sent is better gone: it comes back, with a pause, and is told everything. */
    private void send(AcsMessage message) {
        if (!socket.send(AcsCodec.encode(message))) {
            close(Session.POLICY_VIOLATION, "the agent does not take what it is sent");
        }
    }
}
