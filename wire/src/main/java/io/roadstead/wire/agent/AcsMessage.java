package io.roadstead.wire.agent;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message of ACS, the control channel. Names and fields are ECS's own.
 *
 * <p>Source: agent-protocol 2.5.
 */
public sealed interface AcsMessage {
    /** Why the control plane ends a session when another one is opened for its instance. The words are ours. */
    String NEWER_SESSION = "a newer session of the container instance takes its place";

    /** What stands in the frame's {@code type}. */
    default String type() {
        return getClass().getSimpleName();
    }

    /** Control plane to agent, well under every 60 s; the agent runs its instance health checks as well. */
    record HeartbeatMessage(@Nullable Boolean healthy, String messageId) implements AcsMessage {}

    /** The agent's answer to a heartbeat. */
    record HeartbeatAckRequest(String messageId) implements AcsMessage {}

    /**
     * Tasks to run or to stop.
     *
     * @param generatedAt milliseconds since the epoch
     * @param seqNum shares one number space with a manifest's {@code timeline}
     */
    record PayloadMessage(
            String messageId,
            String clusterArn,
            String containerInstanceArn,
            List<ProtocolTask> tasks,
            @Nullable Long generatedAt,
            @Nullable Long seqNum,
            @Nullable Long timeline)
            implements AcsMessage {
        public PayloadMessage {
            tasks = List.copyOf(tasks);
        }
    }

    /** The agent took a message; cluster and instance are copied from it. */
    record AckRequest(@Nullable String cluster, @Nullable String containerInstance, String messageId)
            implements AcsMessage {}

    /** The agent refused a message. */
    record NackRequest(
            @Nullable String cluster,
            @Nullable String containerInstance,
            String messageId,
            @Nullable String reason) implements AcsMessage {}

    /**
     * Fresh credentials for a task.
     *
     * @param roleType {@code TaskApplication} or {@code TaskExecution}
     */
    record IAMRoleCredentialsMessage(
            String messageId,
            String taskArn,
            @Nullable String taskClusterArn,
            String roleType,
            IamRoleCredentials roleCredentials)
            implements AcsMessage {
        public static final String TASK_APPLICATION = "TaskApplication";
        public static final String TASK_EXECUTION = "TaskExecution";
    }

    /** The agent stored credentials; sent for those that came within a payload as well. */
    record IAMRoleCredentialsAckRequest(
            String messageId,
            @Nullable String expiration,
            @Nullable String credentialsId) implements AcsMessage {}

    /**
     * All tasks that the control plane knows on this instance.
     *
     * @param timeline the agent ignores a manifest whose timeline is not greater than any it has seen
     */
    record TaskManifestMessage(
            String messageId,
            String clusterArn,
            String containerInstanceArn,
            List<TaskIdentifier> tasks,
            @Nullable Long generatedAt,
            long timeline)
            implements AcsMessage {
        public TaskManifestMessage {
            tasks = List.copyOf(tasks);
        }
    }

    /**
     * The agent asks whether tasks the manifest did not name are really to stop.
     *
     * @param messageId the manifest's
     */
    record TaskStopVerificationMessage(String messageId, List<TaskIdentifier> stopCandidates) implements AcsMessage {
        public TaskStopVerificationMessage {
            stopCandidates = List.copyOf(stopCandidates);
        }
    }

    /** The answer: the candidates that are to stop. */
    record TaskStopVerificationAck(
            String messageId, @Nullable Long generatedAt, List<TaskIdentifier> stopTasks) implements AcsMessage {
        public TaskStopVerificationAck {
            stopTasks = List.copyOf(stopTasks);
        }
    }

    /** Says only that the control plane is about to close: a close frame is what disconnects. */
    record CloseMessage(@Nullable String message) implements AcsMessage {}

    /** An error text for the agent's log. */
    record ErrorMessage(@Nullable String message) implements AcsMessage {}

    /** One of the {@code ...Exception} types after the upgrade: logged by agents, nothing more. */
    record ExceptionMessage(String type, @Nullable String message) implements AcsMessage {}

    /** A type not known here: to be dropped, and no sign of life of the peer. */
    record Unknown(String type) implements AcsMessage {}
}
