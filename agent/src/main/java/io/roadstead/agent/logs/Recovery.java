package io.roadstead.agent.logs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.agent.docker.LogHistory;
import io.roadstead.agent.runtime.RuntimeFault;
import io.roadstead.core.model.LogConfiguration;
import io.roadstead.wire.client.ApiError;
import io.roadstead.wire.client.ControlClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the lines that were written while no agent was there to take them: Docker's driver sends every five seconds, tries
 * a few times within a second, and drops what it cannot send. What Docker's own copy has of that time and the control
 * plane has not is sent after it, with the lines' own times.
 *
 * <p>Looked at is the time from a little before the former run was last known to live until this one took its first lines;
 * whatever is younger comes by the driver. It is looked at once the driver has had time to send what it still held.
 */
final class Recovery {
    private static final Logger log = LoggerFactory.getLogger(Recovery.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** A batch holds at most this many lines and characters; CloudWatch takes 10,000 and 1 MiB of bytes. */
    private static final int BATCH_LINES = 5_000;

    private static final int BATCH_CHARACTERS = 200_000;
    private static final Duration BATCH_SPAN = Duration.ofHours(23);

    private final LogSpool spool;
    private final LogHistory history;
    private final Instant from;
    private final Instant until;

    /**
     * @param from the first moment in question
     * @param until when the spool began to take lines
     */
    Recovery(LogSpool spool, LogHistory history, Instant from, Instant until) {
        this.spool = spool;
        this.history = history;
        this.from = from;
        this.until = until;
    }

    /**
     * Looks at every container once; those whose stream cannot be read are said and left.
     *
     * @return whether it could look at all
     */
    boolean run(Duration retry) throws InterruptedException {
        List<LogHistory.Logged> containers;
        try {
            containers = history.loggedBy(LogConfiguration.AWSLOGS);
        } catch (RuntimeFault e) {
            log.warn("Whether lines were lost while no agent ran cannot be told", e);
            return false;
        }
        for (LogHistory.Logged each : containers) {
            if (!spool.isOwn(each.options())) {
                continue;
            }
            StreamKey stream = AwslogsRoute.stream(each.id(), each.options());
            boolean done = false;
            while (!done) {
                try {
                    spool.awaitDelivered(stream);
                    recover(each, stream);
                    done = true;
                } catch (ApiError unreachable) {
                    Thread.sleep(retry);
                } catch (RuntimeFault | IOException e) {
                    log.warn("Whether lines of {} were lost while no agent ran cannot be told", stream, e);
                    done = true;
                }
            }
        }
        return true;
    }

    private void recover(LogHistory.Logged container, StreamKey stream) throws RuntimeFault, IOException {
        List<LogHistory.Line> kept = history.lines(container.id(), from, until);
        if (kept.isEmpty()) {
            return;
        }
        String pattern = container.options().get("awslogs-multiline-pattern");
        boolean joined = pattern != null || container.options().containsKey("awslogs-datetime-format");
        List<MissedLines.Event> missed = MissedLines.of(kept, arrived(stream), joined, compiled(pattern));
        if (missed.isEmpty()) {
            return;
        }
        log.info("{} log events of {} are sent again: they were written while no agent ran", missed.size(), stream);
        List<MissedLines.Event> batch = new ArrayList<>();
        int characters = 0;
        for (MissedLines.Event event : missed) {
            boolean full = batch.size() >= BATCH_LINES
                    || characters + event.message().length() > BATCH_CHARACTERS
                    || (!batch.isEmpty() && event.timestamp() - batch.getFirst().timestamp() > BATCH_SPAN.toMillis());
            if (full && !batch.isEmpty()) {
                send(stream, batch);
                batch.clear();
                characters = 0;
            }
            batch.add(event);
            characters += event.message().length();
        }
        send(stream, batch);
    }

    private void send(StreamKey stream, List<MissedLines.Event> batch) {
        ObjectNode request =
                JSON.createObjectNode().put("logGroupName", stream.group()).put("logStreamName", stream.stream());
        var events = request.putArray("logEvents");
        for (MissedLines.Event event : batch) {
            events.addObject().put("timestamp", event.timestamp()).put("message", event.message());
        }
        spool.take(stream, request.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** What the control plane has of the time in question, and a little around it. */
    private List<MissedLines.Event> arrived(StreamKey stream) throws IOException {
        List<MissedLines.Event> events = new ArrayList<>();
        ObjectNode request = JSON.createObjectNode()
                .put("logGroupName", stream.group())
                .put("logStreamName", stream.stream())
                .put("startFromHead", true)
                .put("startTime", from.minusSeconds(1).toEpochMilli())
                .put("endTime", until.plusSeconds(1).toEpochMilli());
        String token = "";
        while (true) {
            ControlClient.Reply reply = spool.pass(
                    stream.region(), "GetLogEvents", request.toString().getBytes(StandardCharsets.UTF_8));
            JsonNode answer = JSON.readTree(reply.body());
            if (reply.status() / 100 == 5) {
                throw new ApiError(ApiError.UNREACHABLE, answer.toString());
            }
            if (reply.status() != 200) {
                throw new IOException("the control plane does not tell what it has: " + answer);
            }
            answer.path("events")
                    .forEach(event -> events.add(new MissedLines.Event(
                            event.path("timestamp").asLong(),
                            event.path("message").asText())));
            String next = answer.path("nextForwardToken").asText();
            if (next.equals(token)) {
                return events;
            }
            token = next;
            request.put("nextToken", next);
        }
    }

    /** Go's expressions are nearly Java's; with one that is not, each missed line is an event. */
    private static @Nullable Pattern compiled(@Nullable String pattern) {
        if (pattern == null) {
            return null;
        }
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            log.warn("{} cannot be read here: lines are sent again one by one", pattern, e);
            return null;
        }
    }
}
