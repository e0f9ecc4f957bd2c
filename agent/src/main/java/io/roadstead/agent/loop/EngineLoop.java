package io.roadstead.agent.loop;

import io.roadstead.agent.engine.Decision;
import io.roadstead.agent.engine.DiskOrder;
import io.roadstead.agent.engine.Effect;
import io.roadstead.agent.engine.EngineState;
import io.roadstead.agent.engine.Event;
import io.roadstead.agent.engine.TaskEngine;
import io.roadstead.agent.state.AgentStore;
import io.roadstead.core.Ids;
import io.roadstead.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine's only thread: takes events in order, decides, writes the new state down, and only then has the effects
 * carried out, but for those that {@link DiskOrder} lets go ahead. Events that wait together are written down together.
 */
public final class EngineLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EngineLoop.class);

    /** Events that may wait; whoever brings more is held up. */
    private static final int MAX_WAITING = 10_000;

    /** Events decided before their outcome is written down. */
    private static final int MAX_BATCH = 256;

    /** Between tries to write state down. Nothing else can go on meanwhile. */
    private static final Duration STORE_RETRY = Duration.ofSeconds(1);

    private final TaskEngine engine;
    private final AgentStore store;
    private final Ids ids;
    private final Clock clock;
    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>(MAX_WAITING);
    private final Thread thread;
    private volatile Consumer<Effect> doer = _ -> {};
    private volatile EngineState state;
    private volatile boolean closed;

    /** An event, and who wants to know when its outcome is on disk. */
    private record Waiting(Event event, CompletableFuture<Void> durable) {}

    public EngineLoop(TaskEngine engine, AgentStore store, EngineState initial, Ids ids, Clock clock) {
        this.engine = engine;
        this.store = store;
        this.ids = ids;
        this.clock = clock;
        this.state = initial;
        this.thread = Thread.ofPlatform().name("task-engine").daemon().unstarted(this::run);
    }

    /** Begins, with whoever carries out effects; it must return at once and bring the outcome as an event. */
    public void start(Consumer<Effect> newDoer) {
        doer = newDoer;
        thread.start();
    }

    /**
     * Brings an event.
     *
     * @return completed once what follows from it is on disk; never when the agent stops before
     */
    public CompletableFuture<Void> submit(Event event) {
        CompletableFuture<Void> durable = new CompletableFuture<>();
        try {
            queue.put(new Waiting(event, durable));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return durable;
    }

    /** What is known now; it may be on its way to the disk yet. */
    public EngineState state() {
        return state;
    }

    /** Ends the thread between two batches; what was decided has been written down. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            try {
                turn();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void turn() throws InterruptedException {
        List<Waiting> batch = await();
        Instant now = clock.instant();
        EngineState before = state;
        EngineState after = before;
        List<Effect> effects = new ArrayList<>();
        if (engine.wakeAt(before).filter(at -> !now.isBefore(at)).isPresent()) {
            Decision decision = engine.decide(after, new Event.Tick(), now, ids);
            after = decision.state();
            effects.addAll(decision.effects());
        }
        for (Waiting waiting : batch) {
            Decision decision = engine.decide(after, waiting.event(), now, ids);
            after = decision.state();
            effects.addAll(decision.effects());
        }
        List<Effect> later = new ArrayList<>();
        state = after;
        for (Effect effect : effects) {
            if (DiskOrder.mayGoAhead(effect, before)) {
                doer.accept(effect);
            } else {
                later.add(effect);
            }
        }
        write(before, after);
        batch.forEach(waiting -> waiting.durable().complete(null));
        later.forEach(doer);
    }

    /** Waits for events, or for the time at which the engine wants to be asked again. */
    private List<Waiting> await() throws InterruptedException {
        List<Waiting> batch = new ArrayList<>();
        Instant wakeAt = engine.wakeAt(state).orElse(null);
        Waiting first;
        if (wakeAt == null) {
            first = queue.take();
        } else {
            long millis = Duration.between(clock.instant(), wakeAt).toMillis() + 1;
            first = millis <= 0 ? queue.poll() : queue.poll(millis, TimeUnit.MILLISECONDS);
        }
        if (first != null) {
            batch.add(first);
            queue.drainTo(batch, MAX_BATCH - 1);
        }
        return batch;
    }

    private void write(EngineState before, EngineState after) throws InterruptedException {
        while (true) {
            try {
                store.save(before, after);
                return;
            } catch (StoreException e) {
                LOG.error(
                        "The agent's state cannot be written, and nothing is begun that could not be remembered; "
                                + "trying again in {}. Is the disk full?",
                        STORE_RETRY,
                        e);
                Thread.sleep(STORE_RETRY);
            }
        }
    }
}
