package io.roadstead.bench.agents;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.roadstead.bench.agents.Orders.TaskOrder;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One agent from its registration on: asks where to poll, opens the control channel, acknowledges payloads, manifests and
 * heartbeats, and reports each task RUNNING, later STOPPED, in that order and one report at a time for a task, as the real
 * one does. Source: agent-protocol 1.3, 1.8, 2, 3.3.
 */
final class SimulatedAgent implements Link.Reader {
    private static final int SWITCHING = 101;

    private final Simulation simulation;
    private final int number;
    private final Map<String, SimulatedTask> tasks = new HashMap<>();
    private String arn = "";
    private String ackHead = "";
    private @Nullable Link link;
    private boolean open;

    /** A task as this agent knows it. */
    private static final class SimulatedTask {
        final String containers;
        boolean runningTold;
        boolean reporting;
        boolean toStop;
        boolean gone;

        SimulatedTask(String containers) {
            this.containers = containers;
        }
    }

    SimulatedAgent(Simulation simulation, int number) {
        this.simulation = simulation;
        this.number = number;
    }

    void register() {
        simulation.calls().call("RegisterContainerInstance", simulation.registration(number), answer -> {
            arn = member(answer, "containerInstanceArn");
            String clusterArn = arn.replaceFirst(":container-instance/([^/]+)/.*", ":cluster/$1");
            ackHead = "{\"type\":\"AckRequest\",\"message\":{\"cluster\":\"" + clusterArn
                    + "\",\"containerInstance\":\"" + arn + "\",\"messageId\":\"";
            simulation.counters().registered.incrementAndGet();
            discover();
        });
    }

    private void discover() {
        simulation
                .calls()
                .call(
                        "DiscoverPollEndpoint",
                        "{\"cluster\":\"" + simulation.cluster() + "\",\"containerInstance\":\"" + arn
                                + "\",\"zoneId\":\"\"}",
                        answer -> connect(URI.create(member(answer, "endpoint")).getPath()));
    }

    private void connect(String path) {
        String query = "agentHash=a8b3e7d3&agentVersion=1.105.1&clusterArn=" + simulation.cluster()
                + "&containerInstanceArn=" + URLEncoder.encode(arn, StandardCharsets.UTF_8)
                + "&dockerVersion=DockerVersion%3A+20.10.24&protocolVersion=2&sendCredentials=true&seqNum=1";
        try {
            Link to = simulation.reactor().connect(this);
            link = to;
            to.send(simulation.calls().handshake(path + "ws", query));
        } catch (IOException e) {
            lost(e);
        }
    }

    @Override
    public int take(byte[] data, int filled) throws IOException {
        int at = 0;
        if (!open) {
            Answer answer = Answer.read(data, filled);
            if (answer == null) {
                return 0;
            }
            if (answer.status() != SWITCHING) {
                throw new IOException("the handshake was answered " + answer.status() + ": " + answer.body(data));
            }
            open = true;
            simulation.counters().connected.incrementAndGet();
            at = answer.end();
        }
        Frames.Frame frame = Frames.next(data, at, filled);
        while (frame != null) {
            switch (frame.opcode()) {
                case Frames.TEXT -> heard(Orders.read(data, frame.from(), frame.length()));
                case Frames.PING -> send(Frames.PONG, frame.payload(data));
                case Frames.CLOSE ->
                    throw new IOException("the server closed the session: "
                            + frame.text(data).substring(Math.min(2, frame.length())));
                default -> throw new IOException("the server sent a frame of opcode " + frame.opcode());
            }
            at = frame.end();
            frame = Frames.next(data, at, filled);
        }
        return at;
    }

    /** It does not dial again: a session that ends spoils what is measured, and the count of failures tells. */
    @Override
    public void lost(IOException why) {
        if (open) {
            simulation.counters().connected.decrementAndGet();
        }
        simulation.counters().refused("the session of agent " + number + " was lost: " + why.getMessage());
    }

    private void heard(Orders message) {
        switch (message.type()) {
            case "HeartbeatMessage" ->
                say("{\"type\":\"HeartbeatAckRequest\",\"message\":{\"messageId\":\"" + message.messageId() + "\"}}");
            case "PayloadMessage" -> {
                message.tasks().forEach(this::ordered);
                say(ackHead + message.messageId() + "\"}}");
            }
            case "TaskManifestMessage" -> {
                say(ackHead + message.messageId() + "\"}}");
                verify(message);
            }
            case "TaskStopVerificationAck" -> message.tasks().forEach(task -> stop(task.arn()));
            default -> {
                // Credentials are of no use to tasks without containers; all else asks for no answer.
            }
        }
    }

    /** What runs here and is not in the manifest is asked about before it is stopped. Source: agent-protocol 2.12. */
    private void verify(Orders manifest) {
        Set<String> named = new HashSet<>();
        for (TaskOrder task : manifest.tasks()) {
            if (task.toRun()) {
                named.add(task.arn());
            }
        }
        String candidates = tasks.entrySet().stream()
                .filter(task -> !task.getValue().toStop && !named.contains(task.getKey()))
                .map(task -> "{\"taskArn\":\"" + task.getKey() + "\",\"taskClusterArn\":\"" + simulation.cluster()
                        + "\",\"desiredStatus\":\"STOPPED\"}")
                .collect(Collectors.joining(","));
        if (!candidates.isEmpty()) {
            say("{\"type\":\"TaskStopVerificationMessage\",\"message\":{\"messageId\":\"" + manifest.messageId()
                    + "\",\"stopCandidates\":[" + candidates + "]}}");
        }
    }

    /** A task already known is not begun again; its desired status only moves forward. Source: agent-protocol 2.6. */
    private void ordered(TaskOrder order) {
        if (!order.toRun()) {
            stop(order.arn());
        } else if (!tasks.containsKey(order.arn())) {
            tasks.put(order.arn(), new SimulatedTask(containers(order)));
            simulation.afterDrawnDelay(() -> report(order.arn()));
        }
    }

    private void stop(String taskArn) {
        SimulatedTask task = tasks.computeIfAbsent(taskArn, unknown -> new SimulatedTask(""));
        if (!task.toStop) {
            task.toStop = true;
            simulation.afterDrawnDelay(() -> report(taskArn));
        }
    }

    /** Tells the next thing there is to tell of a task, unless a report of it is on its way. */
    private void report(String taskArn) {
        SimulatedTask task = tasks.get(taskArn);
        if (task == null || task.reporting || task.gone) {
            return;
        }
        boolean stopped = task.toStop;
        if (!stopped && task.runningTold) {
            return;
        }
        task.reporting = true;
        task.gone = stopped;
        simulation.calls().call("SubmitTaskStateChange", body(taskArn, task, stopped), answer -> {
            task.reporting = false;
            if (stopped) {
                simulation.counters().stopped.incrementAndGet();
                tasks.remove(taskArn);
            } else {
                task.runningTold = true;
                simulation.counters().running.incrementAndGet();
                report(taskArn);
            }
        });
    }

    /** As the unmodified agent writes it. Source: agent-protocol 3.1. */
    private String body(String taskArn, SimulatedTask task, boolean stopped) {
        String now = simulation.epochSeconds();
        String times = "\"pullStartedAt\":" + now + ",\"pullStoppedAt\":" + now
                + (stopped ? ",\"executionStoppedAt\":" + now : "");
        return "{\"cluster\":\"" + simulation.cluster() + "\",\"containers\":["
                + task.containers.replace(
                        "<end>", stopped ? "\"exitCode\":143,\"status\":\"STOPPED\"" : "\"status\":\"RUNNING\"")
                + "]," + times + ",\"reason\":\"\",\"status\":\"" + (stopped ? "STOPPED" : "RUNNING") + "\",\"task\":\""
                + taskArn + "\"}";
    }

    /** The containers of its reports, but for how they are. A Docker id has 64 digits, a task's has 32. */
    private static String containers(TaskOrder order) {
        String taskId = order.arn().substring(order.arn().lastIndexOf('/') + 1);
        return order.containers().stream()
                .map(name -> "{\"containerName\":\"" + quoted(name) + "\",\"networkBindings\":[],\"runtimeId\":\""
                        + taskId + taskId + "\",<end>}")
                .collect(Collectors.joining(","));
    }

    private static String quoted(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }

    private void say(String text) {
        send(Frames.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    private void send(int opcode, byte[] payload) {
        Link to = link;
        if (to != null) {
            to.send(Frames.masked(opcode, payload, ThreadLocalRandom.current().nextInt()));
        }
    }

    /** A string member of an answer that has only one of that name. */
    static String member(String json, String name) {
        int at = json.indexOf("\"" + name + "\":\"");
        if (at < 0) {
            throw new IllegalStateException("there is no " + name + " in " + json);
        }
        int from = at + name.length() + 4;
        return json.substring(from, json.indexOf('"', from));
    }
}
