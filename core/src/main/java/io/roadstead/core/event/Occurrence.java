package io.roadstead.core.event;

import io.roadstead.core.model.AgentConnection;
import io.roadstead.core.model.Allocation;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.ServiceKey;
import io.roadstead.core.model.Task;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that ECS tells the event bus, with all that it tells of it. Source: ecs-behaviour 8.
 *
 * <p>Its id is made of what it is about, never drawn: whoever tells the same occurrence again (another server, or this one
 * after it was killed) tells it under the same id, and who gets it twice can see that.
 */
public sealed interface Occurrence {
    /** The event's {@code id}: a UUID. */
    String id();

    /** The event's {@code detail-type}. */
    String detailType();

    /** The event's one resource. */
    String arn();

    Scope scope();

    /** A task that is new, or whose state changed; its version is the record's own. */
    record OfTask(Task task) implements Occurrence {
        @Override
        public String id() {
            return named(arn(), task.version());
        }

        @Override
        public String detailType() {
            return "ECS Task State Change";
        }

        @Override
        public String arn() {
            return task.arn();
        }

        @Override
        public Scope scope() {
            return task.scope();
        }
    }

    /**
     * A container instance that is new, or of which something changed: its own record, its agent's connection, or what its
     * tasks hold of it.
     *
     * @param version the number of the commit that changed any of the three, so that it grows with each
     */
    record OfInstance(
            ContainerInstance instance,
            @Nullable AgentConnection connection,
            @Nullable Allocation allocation,
            long version)
            implements Occurrence {
        @Override
        public String id() {
            return named(arn(), version);
        }

        @Override
        public String detailType() {
            return "ECS Container Instance State Change";
        }

        @Override
        public String arn() {
            return instance.arn();
        }

        @Override
        public Scope scope() {
            return instance.scope();
        }
    }

    /**
     * What the service scheduler told.
     *
     * @param at when it was decided
     */
    record OfService(String id, ServiceKey service, ServiceNews news, Instant at) implements Occurrence {
        @Override
        public String detailType() {
            return switch (news) {
                case ServiceNews.ServiceAction _ -> "ECS Service Action";
                case ServiceNews.DeploymentStateChange _ -> "ECS Deployment State Change";
            };
        }

        @Override
        public String arn() {
            return scope().arn("service/" + service.cluster() + "/" + service.name());
        }

        @Override
        public Scope scope() {
            return service.scope();
        }
    }

    private static String named(String arn, long version) {
        String text = arn + "#" + version;
        byte[] bytes = new byte[2 * text.length()];
        for (int i = 0; i < text.length(); i++) {
            bytes[2 * i] = (byte) (text.charAt(i) >> 8);
            bytes[2 * i + 1] = (byte) text.charAt(i);
        }
        return UUID.nameUUIDFromBytes(bytes).toString();
    }
}
