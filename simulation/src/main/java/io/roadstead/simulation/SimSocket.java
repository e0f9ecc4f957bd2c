package io.roadstead.simulation;

import io.roadstead.wire.websocket.Listener;
import io.roadstead.wire.websocket.Session;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A websocket between a server and an agent: in each direction messages keep their order and none is lost while it
 * stands. What is sent into a cut network waits until it heals or one side gives up.
 */
final class SimSocket implements Session {
    /** Messages of the server that wait to be sent. */
    private static final int OUTBOX = 1_000;

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);
    private static final Duration RETRANSMIT = Duration.ofSeconds(1);

    private final SimWorld world;
    private final SimServer server;
    private final Processor processor;
    private final SimSession agent;
    private final Way toAgent = new Way();
    private final Way toServer = new Way();
    private final Deque<Runnable> heard = new ArrayDeque<>();
    private @Nullable Listener listener;
    private boolean listening;
    private boolean closing;
    private boolean overHere;
    private boolean overThere;

    SimSocket(SimWorld world, SimServer server, Processor processor, SimSession agent) {
        this.world = world;
        this.server = server;
        this.processor = processor;
        this.agent = agent;
    }

    /** One direction. */
    private final class Way {
        private final Deque<Runnable> messages = new ArrayDeque<>();
        private boolean moving;

        void send(Runnable arrival) {
            messages.add(arrival);
            if (!moving) {
                moving = true;
                world.timeline().after(world.network().latency(), this::arrive);
            }
        }

        private void arrive() {
            if (world.network().cut(server.name(), agent.name())) {
                world.timeline().after(RETRANSMIT, this::arrive);
                return;
            }
            Runnable message = messages.poll();
            if (message != null) {
                message.run();
            }
            moving = !messages.isEmpty();
            if (moving) {
                world.timeline().after(Duration.ofNanos(50_000), this::arrive);
            }
        }
    }

    boolean over() {
        return overHere;
    }

    SimServer server() {
        return server;
    }

    // ---- the server's side

    /** Who hears the server's side; what came before waits for it. */
    void listen(Listener newListener) {
        listener = newListener;
        hear();
    }

    @Override
    public boolean send(String message) {
        if (closing || overHere || toAgent.messages.size() >= OUTBOX) {
            return false;
        }
        toAgent.send(() -> {
            if (!overThere) {
                agent.heard(this, message);
            }
        });
        return true;
    }

    @Override
    public void close(int code, String reason) {
        if (closing || overHere) {
            return;
        }
        closing = true;
        toAgent.send(() -> agentSees(code));
        world.timeline().after(CLOSE_PATIENCE, () -> serverSees(code));
    }

    @Override
    public String remote() {
        return agent.name();
    }

    /** The server died: its end of the connection is gone, and the agent's machine is told so when it can be. */
    void serverGone() {
        overHere = true;
        toAgent.send(() -> agentSees(Session.ABNORMAL));
    }

    private void agentSees(int code) {
        if (!overThere) {
            overThere = true;
            agent.disconnected(this, code);
            toServer.send(() -> serverSees(code));
        }
    }

    private void serverSees(int code) {
        if (overHere) {
            return;
        }
        overHere = true;
        heard.add(() -> {
            Listener told = listener;
            if (told != null) {
                told.onClose(code, "");
            }
        });
        hear();
    }

    /** One thread of the server at a time, in the order in which things came. */
    private void hear() {
        if (listener == null || listening || heard.isEmpty() || processor.halted()) {
            return;
        }
        listening = true;
        processor.run(() -> {
            for (Runnable next = heard.poll(); next != null; next = heard.poll()) {
                next.run();
            }
            listening = false;
        });
    }

    // ---- the agent's side

    void say(String message) {
        if (!overThere) {
            toServer.send(() -> {
                if (!overHere) {
                    heard.add(() -> {
                        Listener told = listener;
                        if (told != null) {
                            told.onText(message);
                        }
                    });
                    hear();
                }
            });
        }
    }

    /** The agent ends it in good order. */
    void hangUp(int code) {
        if (!overThere) {
            overThere = true;
            toServer.send(() -> serverSees(code));
        }
    }

    /** The agent's process is gone. A machine that is gone as well tells nobody. */
    void agentGone(boolean silently) {
        overThere = true;
        if (!silently) {
            toServer.send(() -> serverSees(Session.ABNORMAL));
        }
    }
}
