package io.roadstead.core.explain;

import io.roadstead.core.model.Dependency;
import io.roadstead.core.model.HealthStatus;
import io.roadstead.core.model.StopCode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One thing that makes a service or a task what it is, with the numbers that decided. */
public sealed interface Why {
    /** A word for programs; it never changes. */
    String code();

    /** The same in plain words, with the numbers. */
    String words();

    // Of services.

    /**
     * Tasks are to start and find no instance.
     *
     * @param wanted tasks that are to start now
     * @param instances instances asked
     * @param closest what the instance says that passed the most filters; empty in a cluster without instances
     */
    record NoPlace(int wanted, int instances, Optional<String> closest) implements Why {
        @Override
        public String code() {
            return "NO_PLACE";
        }

        @Override
        public String words() {
            return wanted + (wanted == 1 ? " task is" : " tasks are") + " to start, and none of " + instances
                    + " container instances takes "
                    + (wanted == 1 ? "it" : "one")
                    + closest.map(text -> "; the closest: " + text).orElse("");
        }
    }

    /** Starts came to nothing, and the next waits. */
    record Throttled(int failedStarts, Instant until) implements Why {
        @Override
        public String code() {
            return "START_THROTTLED";
        }

        @Override
        public String words() {
            return failedStarts + " starts in a row came to nothing: the next is not made before " + until;
        }
    }

    /** The PRIMARY deployment's task definition was deleted. */
    record DefinitionGone(String deployment) implements Why {
        @Override
        public String code() {
            return "DEFINITION_GONE";
        }

        @Override
        public String words() {
            return "the task definition of deployment " + deployment + " does not exist any more";
        }
    }

    /** No task of the PRIMARY deployment may be started, for what ECS's sentence says. */
    record StartsRefused(String deployment, String refusal) implements Why {
        @Override
        public String code() {
            return "STARTS_REFUSED";
        }

        @Override
        public String words() {
            return "no task of deployment " + deployment + " may be started: " + refusal;
        }
    }

    /**
     * No task may start beside those that live.
     *
     * @param enoughPercent the smallest maximumPercent that lets another start
     */
    record MaximumReached(int lacking, int live, int max, int percent, int desired, int enoughPercent) implements Why {
        @Override
        public String code() {
            return "MAXIMUM_REACHED";
        }

        @Override
        public String words() {
            return lacking + (lacking == 1 ? " task is" : " tasks are") + " wanted, but " + live
                    + " live, and maximumPercent " + percent + " of " + desired + " allows " + max
                    + "; with maximumPercent " + enoughPercent + " another could start";
        }
    }

    /**
     * No healthy task of an older deployment may stop.
     *
     * @param enoughPercent the largest minimumHealthyPercent that lets one stop; -1 when none does
     */
    record MinimumHolds(int old, int healthy, int min, int percent, int desired, int enoughPercent) implements Why {
        @Override
        public String code() {
            return "MINIMUM_HOLDS";
        }

        @Override
        public String words() {
            return old + (old == 1 ? " task" : " tasks") + " of older deployments stay: " + healthy
                    + " are healthy, and minimumHealthyPercent " + percent + " of " + desired + " keeps " + min
                    + (enoughPercent < 0
                            ? ""
                            : "; with minimumHealthyPercent " + enoughPercent + " one of them could stop");
        }
    }

    /** Tasks that would go are protected from it. */
    record Protected(int tasks, Instant until) implements Why {
        @Override
        public String code() {
            return "PROTECTED";
        }

        @Override
        public String words() {
            return tasks + (tasks == 1 ? " task is" : " tasks are") + " protected, the longest until " + until;
        }
    }

    /** Tasks that are not RUNNING yet. */
    record Pending(int tasks) implements Why {
        @Override
        public String code() {
            return "PENDING";
        }

        @Override
        public String words() {
            return tasks + (tasks == 1 ? " task is" : " tasks are") + " on the way to RUNNING";
        }
    }

    /** Tasks that run and have yet to prove healthy. */
    record NotHealthyYet(int tasks) implements Why {
        @Override
        public String code() {
            return "NOT_HEALTHY_YET";
        }

        @Override
        public String words() {
            return tasks + (tasks == 1 ? " task runs" : " tasks run") + " and " + (tasks == 1 ? "has" : "have")
                    + " yet to count as healthy";
        }
    }

    /** Tasks whose health checks failed. */
    record Unhealthy(int tasks) implements Why {
        @Override
        public String code() {
            return "UNHEALTHY";
        }

        @Override
        public String words() {
            return tasks + (tasks == 1 ? " task" : " tasks") + " failed the health checks and "
                    + (tasks == 1 ? "is" : "are") + " to be replaced";
        }
    }

    /** Tasks on their way to STOPPED; they count for the maximum until they are. */
    record StillStopping(int tasks) implements Why {
        @Override
        public String code() {
            return "STILL_STOPPING";
        }

        @Override
        public String words() {
            return tasks + (tasks == 1 ? " task is" : " tasks are") + " stopping and not STOPPED yet";
        }
    }

    /** The circuit breaker counts. */
    record BreakerCounts(int failures, int threshold) implements Why {
        @Override
        public String code() {
            return "CIRCUIT_BREAKER";
        }

        @Override
        public String words() {
            return "the circuit breaker has counted " + failures + " of " + threshold + " failures";
        }
    }

    /**
     * The PRIMARY deployment failed for good.
     *
     * @param stays why no earlier one came back
     */
    record Failed(String deployment, String reason, String stays) implements Why {
        @Override
        public String code() {
            return "DEPLOYMENT_FAILED";
        }

        @Override
        public String words() {
            return "deployment " + deployment + " failed (" + reason + "), and " + stays;
        }
    }

    /** An earlier service revision comes back. */
    record RollingBack(String deployment, String reason) implements Why {
        @Override
        public String code() {
            return "ROLLING_BACK";
        }

        @Override
        public String words() {
            return "deployment " + deployment + " is an earlier one that comes back: " + reason;
        }
    }

    /** Only its alarms are waited for. */
    record Baking(Instant since) implements Why {
        @Override
        public String code() {
            return "BAKING";
        }

        @Override
        public String words() {
            return "all tasks are healthy since " + since + "; what the alarms say is waited for";
        }
    }

    /** A deleted service whose last tasks stop. */
    record Deleting(int live) implements Why {
        @Override
        public String code() {
            return "DELETING";
        }

        @Override
        public String words() {
            return "the service was deleted; " + live + (live == 1 ? " task is" : " tasks are") + " not STOPPED yet";
        }
    }

    /** Nothing is to be done. */
    record AsWanted(int tasks) implements Why {
        @Override
        public String code() {
            return "AS_WANTED";
        }

        @Override
        public String words() {
            return "it has the " + tasks + (tasks == 1 ? " task" : " tasks") + " it wants";
        }
    }

    // Of tasks.

    /** Nobody is there to start or stop its containers. */
    record AgentAway(String instanceId, Optional<Instant> since) implements Why {
        @Override
        public String code() {
            return "AGENT_AWAY";
        }

        @Override
        public String words() {
            return "the agent of instance " + instanceId + " is not connected"
                    + since.map(when -> " since " + when).orElse(", and never was");
        }
    }

    /** Nothing was heard of it from its agent. */
    record NotHeard(String instanceId, Instant since) implements Why {
        @Override
        public String code() {
            return "NOT_HEARD";
        }

        @Override
        public String words() {
            return "placed at " + since + "; the agent of instance " + instanceId
                    + " is connected and has told nothing of it yet";
        }
    }

    /** Its images are being pulled. */
    record Pulling(Instant since) implements Why {
        @Override
        public String code() {
            return "PULLING";
        }

        @Override
        public String words() {
            return "its images are being pulled since " + since;
        }
    }

    /** A container has to wait for another one; how far that is stands beside it. */
    record WaitsFor(
            String container, String awaited, Dependency.Condition condition, String status, HealthStatus health)
            implements Why {
        @Override
        public String code() {
            return "WAITS_FOR_CONTAINER";
        }

        @Override
        public String words() {
            return "container " + container + " starts once container " + awaited + " has reached " + condition
                    + "; it is " + status + ", its health " + health;
        }
    }

    /** Other tasks of its instance are stopping: the agent may wait for what they hold. */
    record BehindStopping(List<String> tasks) implements Why {
        public BehindStopping {
            tasks = List.copyOf(tasks);
        }

        @Override
        public String code() {
            return "BEHIND_STOPPING_TASKS";
        }

        @Override
        public String words() {
            return tasks.size() + (tasks.size() == 1 ? " task is" : " tasks are") + " still stopping on its instance: "
                    + String.join(", ", tasks);
        }
    }

    /** It is to stop and has not. */
    record Stopping(Optional<StopCode> stopCode, String reason, Optional<Instant> since, List<String> containers)
            implements Why {
        public Stopping {
            containers = List.copyOf(containers);
        }

        @Override
        public String code() {
            return "STOPPING";
        }

        @Override
        public String words() {
            return "it is to stop" + since.map(when -> " since " + when).orElse("") + " ("
                    + stopCode.map(StopCode::wire).orElse("no code") + ": " + reason + ")"
                    + (containers.isEmpty() ? "" : "; not STOPPED yet: " + String.join(", ", containers));
        }
    }

    /** It has stopped. */
    record Stopped(Optional<StopCode> stopCode, String reason) implements Why {
        @Override
        public String code() {
            return "STOPPED";
        }

        @Override
        public String words() {
            return stopCode.map(StopCode::wire).orElse("no code") + ": " + reason;
        }
    }

    /** What became of a container of a task that ends or has ended. */
    record ContainerEnded(String container, Optional<Integer> exitCode, Optional<String> reason, boolean essential)
            implements Why {
        @Override
        public String code() {
            return "CONTAINER_ENDED";
        }

        @Override
        public String words() {
            return (essential ? "essential container " : "container ")
                    + container
                    + exitCode.map(status -> " exited with " + status).orElse(" never ran")
                    + reason.map(text -> ": " + text).orElse("");
        }
    }

    /** It runs. */
    record Running(Instant since, HealthStatus health) implements Why {
        @Override
        public String code() {
            return "RUNNING";
        }

        @Override
        public String words() {
            return "it runs since " + since + ", its health is " + health;
        }
    }
}
