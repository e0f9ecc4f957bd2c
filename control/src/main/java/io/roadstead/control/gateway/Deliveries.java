package io.roadstead.control.gateway;

import io.roadstead.core.Ids;
import io.roadstead.core.model.DesiredStatus;
import io.roadstead.wire.agent.AcsCodec;
import io.roadstead.wire.agent.AcsMessage.PayloadMessage;
import io.roadstead.wire.agent.ProtocolTask;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Orders to run or stop tasks on their way to one agent, within one session: what is due, what is in flight, what is
 * acknowledged.
 *
 * <p>Its rule: an order is sent until it is acknowledged or no longer wanted, and a first try shares its payload with
 * others while a repeated one goes alone, since one task an agent cannot read keeps it from acknowledging the whole
 * payload (agent-protocol 2.6). Stops go before runs. At most {@link GatewaySettings#payloadsInFlight} payloads wait
 * for an answer; one that is overdue makes room.
 *
 * <p>Worked example, with ten tasks a payload and patience of 5 s: 12 tasks go out as payloads of 10 and 2. The second
 * is acknowledged. After 5 s the ten go out one by one, each with 10 s of patience; nine are acknowledged, the tenth
 * goes out again after 10 s, then 20 s, 40 s, and every 60 s until its report says STOPPED.
 */
final class Deliveries {
    /** Payloads whose late acknowledgement is still understood. */
    static final int MAX_REMEMBERED = 1_000;

    private final InstanceKey instance;
    private final GatewaySettings settings;
    private final Ids ids;
    private final Map<String, Delivery> deliveries = new LinkedHashMap<>();
    private final Map<String, Payload> payloads = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Payload> eldest) {
            boolean tooMany = size() > MAX_REMEMBERED;
            if (tooMany) {
                release(eldest.getKey(), eldest.getValue());
            }
            return tooMany;
        }
    };

    /** An order for one task. */
    record Order(String taskArn, String taskId, DesiredStatus desired) {}

    private static final class Delivery {
        final Order order;

        /** Until it is acknowledged: then nothing is sent any more, and records of before need not be kept. */
        @Nullable
        TaskToSend task;

        int attempts;
        boolean acknowledged;

        @Nullable
        String inFlight;

        Delivery(Order order, TaskToSend task) {
            this.order = order;
            this.task = task;
        }

        boolean due() {
            return !acknowledged && inFlight == null;
        }
    }

    private static final class Payload {
        /** None once it is acknowledged: a second time settles nothing. */
        List<Order> orders;

        final Instant deadline;
        boolean awaited = true;

        Payload(List<Order> orders, Instant deadline) {
            this.orders = orders;
            this.deadline = deadline;
        }
    }

    Deliveries(InstanceKey instance, GatewaySettings settings, Ids ids) {
        this.instance = instance;
        this.settings = settings;
        this.ids = ids;
    }

    /** Takes over what is wanted now; orders for what is settled or gone are forgotten. */
    void want(InstanceTasks tasks) {
        Map<String, Delivery> known = new HashMap<>(deliveries);
        deliveries.clear();
        for (TaskToSend each : tasks.tasks()) {
            each.unsettled().ifPresent(desired -> {
                Order order = new Order(each.task().arn(), each.task().id(), desired);
                Delivery delivery = known.get(order.taskArn());
                if (delivery == null || !delivery.order.equals(order)) {
                    delivery = new Delivery(order, each);
                }
                delivery.task = delivery.acknowledged ? null : each;
                deliveries.put(order.taskArn(), delivery);
            });
        }
    }

    /** What this acknowledgement settles; nothing when it is not of a payload, or came before. */
    List<Order> acknowledged(String messageId) {
        Payload payload = payloads.get(messageId);
        if (payload == null) {
            return List.of();
        }
        payload.awaited = false;
        List<Order> settled = new ArrayList<>();
        for (Order order : payload.orders) {
            Delivery delivery = deliveries.get(order.taskArn());
            if (delivery != null && delivery.order.equals(order) && !delivery.acknowledged) {
                delivery.acknowledged = true;
                delivery.inFlight = null;
                delivery.task = null;
                settled.add(order);
            }
        }
        payload.orders = List.of();
        return settled;
    }

    /** Whether a payload of this id was sent. */
    boolean sent(String messageId) {
        return payloads.containsKey(messageId);
    }

    /** The payloads to send now, which then count as sent. */
    List<PayloadMessage> due(Instant now, Function<TaskToSend, ProtocolTask> toRun, LongSupplier number) {
        payloads.forEach((id, payload) -> {
            if (payload.awaited && !payload.deadline.isAfter(now)) {
                payload.awaited = false;
                release(id, payload);
            }
        });
        long room = settings.payloadsInFlight()
                - payloads.values().stream().filter(p -> p.awaited).count();
        List<Delivery> waiting = deliveries.values().stream()
                .filter(Delivery::due)
                .sorted(Comparator.comparing((Delivery d) -> d.order.desired() == DesiredStatus.STOPPED ? 0 : 1)
                        .thenComparing(d -> d.attempts))
                .toList();
        List<PayloadMessage> messages = new ArrayList<>();
        int next = 0;
        while (next < waiting.size() && messages.size() < room) {
            List<Delivery> batch = new ArrayList<>();
            List<ProtocolTask> tasks = new ArrayList<>();
            int bytes = 0;
            while (next < waiting.size() && fits(batch, waiting.get(next))) {
                ProtocolTask task = build(waiting.get(next), toRun);
                bytes += bytes(task);
                if (!batch.isEmpty() && bytes > settings.payloadBytes()) {
                    break;
                }
                batch.add(waiting.get(next));
                tasks.add(task);
                next++;
            }
            messages.add(send(batch, tasks, now, number.getAsLong()));
        }
        return messages;
    }

    /** When {@link #due} may have something that it has not now. */
    Optional<Instant> wakeAt() {
        return payloads.values().stream()
                .filter(payload -> payload.awaited)
                .map(payload -> payload.deadline)
                .min(Comparator.naturalOrder());
    }

    private void release(String id, Payload payload) {
        for (Order order : payload.orders) {
            Delivery delivery = deliveries.get(order.taskArn());
            if (delivery != null && id.equals(delivery.inFlight)) {
                delivery.inFlight = null;
            }
        }
    }

    private boolean fits(List<Delivery> batch, Delivery next) {
        return batch.isEmpty()
                || (batch.size() < settings.payloadTasks() && batch.getFirst().attempts == 0 && next.attempts == 0);
    }

    private static ProtocolTask build(Delivery delivery, Function<TaskToSend, ProtocolTask> toRun) {
        TaskToSend task = Objects.requireNonNull(delivery.task);
        return switch (delivery.order.desired()) {
            case RUNNING -> toRun.apply(task);
            case STOPPED -> PayloadBuilder.toStop(task.task());
        };
    }

    private int bytes(ProtocolTask task) {
        return AcsCodec.encode(payload("", List.of(task), Instant.EPOCH, 0)).getBytes(StandardCharsets.UTF_8).length;
    }

    private PayloadMessage send(List<Delivery> batch, List<ProtocolTask> tasks, Instant now, long number) {
        String id = ids.uuid();
        Instant deadline = now.plus(settings.patience(batch.getFirst().attempts));
        payloads.put(id, new Payload(batch.stream().map(d -> d.order).toList(), deadline));
        for (Delivery delivery : batch) {
            delivery.inFlight = id;
            delivery.attempts++;
        }
        return payload(id, tasks, now, number);
    }

    private PayloadMessage payload(String id, List<ProtocolTask> tasks, Instant now, long number) {
        return new PayloadMessage(id, instance.clusterArn(), instance.arn(), tasks, now.toEpochMilli(), number, null);
    }
}
