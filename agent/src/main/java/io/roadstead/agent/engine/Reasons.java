package io.roadstead.agent.engine;

import io.roadstead.agent.text.GoDuration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every reason text the agent makes, letter for letter as users know them from ECS.
 *
 * <p>Source: agent-protocol 3.4, ecs-behaviour 4.5.
 */
public final class Reasons {
    /** A reason's limit in characters, of tasks and containers alike. Source: agent-protocol 3.1. */
    public static final int MAX_LENGTH = 1024;

    public static final String OUT_OF_MEMORY = "OutOfMemoryError: Container killed due to memory usage";
    public static final String VANISHED = "ContainerVanishedError: No container matching saved ID found";
    public static final String NO_PROGRESS = "TaskStateError: Agent could not progress task's state to stopped";

    private static final Pattern ECR_LAYER = Pattern.compile("\"?https[^\\s]+starport[^\\s]+\"?");
    private static final String PULL_HINT = "The task can’t pull the image. ";

    private Reasons() {}

    /** What was being done, with the name its failure goes by. */
    enum Operation {
        MANIFEST("CannotPullImageManifestError"),
        PULL("CannotPullContainerError"),
        CREATE("CannotCreateContainerError"),
        START("CannotStartContainerError"),
        STOP("CannotStopContainerError");

        private final String errorName;

        Operation(String errorName) {
            this.errorName = errorName;
        }
    }

    static String of(Operation operation, Fault fault) {
        return cut(
                switch (fault) {
                    case Fault.Refused refused -> operation.errorName + ": " + hinted(operation, refused.text());
                    case Fault.NotFound missing -> operation.errorName + ": " + hinted(operation, missing.text());
                    case Fault.NameTaken _,
                            Fault.PortTaken _,
                            Fault.DaemonGone _,
                            Fault.NoPortFree _,
                            Fault.PullInactive _ -> operation.errorName + ": " + cause(fault);
                    case Fault.TimedOut _ -> "DockerTimeoutError: " + cause(fault);
                    case Fault.BadConfig bad -> "DockerClientConfigError: " + bad.text();
                    case Fault.BadHostConfig bad -> "HostConfigError: " + bad.text();
                });
    }

    /** As {@link #of}, without the addresses of ECR's layers, which are secrets for a while. Source: agent-protocol 3.4. */
    static String ofPull(Operation operation, Fault fault, String image) {
        String redacted = Matcher.quoteReplacement("REDACTED ECR URL related to " + image);
        return switch (fault) {
            case Fault.Refused refused ->
                of(
                        operation,
                        new Fault.Refused(ECR_LAYER.matcher(refused.text()).replaceAll(redacted)));
            case Fault.NotFound missing ->
                of(
                        operation,
                        new Fault.NotFound(ECR_LAYER.matcher(missing.text()).replaceAll(redacted)));
            case Fault.TimedOut _,
                    Fault.PullInactive _,
                    Fault.NameTaken _,
                    Fault.PortTaken _,
                    Fault.DaemonGone _,
                    Fault.BadConfig _,
                    Fault.BadHostConfig _,
                    Fault.NoPortFree _ -> of(operation, fault);
        };
    }

    static String dockerState(String error) {
        return cut("DockerStateError: " + error);
    }

    static String stoppedBeforePull(String taskArn) {
        return cut("TaskStoppedBeforePullBeginError: Task stopped before image pull could begin for task: " + taskArn);
    }

    /** For one that waited for another in vain. */
    static String ordering(String why) {
        return cut(Operation.START.errorName + ": dependency graph: " + why);
    }

    /** For a task whose containers wait for each other, or for what is not there. */
    static String unresolvable(String taskArn) {
        return cut("Task dependencies cannot be resolved, taskArn: " + taskArn);
    }

    static String resourceNotInitialized(String taskArn, String cause) {
        return cut("resource cannot be initialized for task " + taskArn + ": " + cause);
    }

    /** A resource's own words, begun with a capital and with single spaces. Source: agent-protocol 3.4. */
    static String resource(String text) {
        String spaced = text.strip().replaceAll("\\s+", " ");
        return cut(spaced.isEmpty() ? spaced : Character.toUpperCase(spaced.charAt(0)) + spaced.substring(1));
    }

    /** What went wrong, without a name before it. */
    static String cause(Fault fault) {
        return switch (fault) {
            case Fault.Refused refused -> refused.text();
            case Fault.NotFound missing -> missing.text();
            case Fault.NameTaken taken -> taken.text();
            case Fault.PortTaken taken -> taken.text();
            case Fault.DaemonGone gone -> gone.text();
            case Fault.NoPortFree none -> none.text();
            case Fault.PullInactive _ -> "inactivity time exceeded timeout while pulling image";
            case Fault.TimedOut late ->
                "Could not transition to " + late.transition() + "; timed out after waiting "
                        + GoDuration.format(late.after());
            case Fault.BadConfig bad -> bad.text();
            case Fault.BadHostConfig bad -> bad.text();
        };
    }

    /** For a task that this agent cannot read. The spelling is the original's, which users search for. */
    public static String unrecognisedTask(String detail) {
        return cut("UnrecogniedTaskError: Error loading task - " + detail);
    }

    static String cut(String reason) {
        return reason.length() <= MAX_LENGTH ? reason : reason.substring(0, MAX_LENGTH);
    }

    private static String hinted(Operation operation, String text) {
        if (operation != Operation.PULL) {
            return text;
        }
        if (text.contains("denied: User: ") && text.contains(" is not authorized to perform: ecr:BatchGetImage")) {
            return PULL_HINT + "Check that the role has the permissions to pull images from the registry. " + text;
        }
        if (text.contains("denied: requested access to the resource is denied")) {
            return PULL_HINT + "Check whether the image exists. " + text;
        }
        if (text.contains("request canceled while waiting for connection")) {
            return PULL_HINT + "Check your network configuration. " + text;
        }
        return text;
    }
}
