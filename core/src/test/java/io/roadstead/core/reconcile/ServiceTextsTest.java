package io.roadstead.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.placement.Reason;
import io.roadstead.core.placement.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Letter for letter. Source: ecs-behaviour 4.4, 5.8, 6.1 to 6.9. */
class ServiceTextsTest {
    private static final String D = "ecs-svc/1234567890123456789";
    private static final String ARN = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/tg/0123";

    @Test
    void serviceEvents() {
        Map<String, Integer> zones = new LinkedHashMap<>();
        zones.put("az-a", 3);
        zones.put("az-c", 1);
        assertThat(List.of(
                        ServiceTexts.steadyState("S"),
                        ServiceTexts.started("S", List.of("a", "b")),
                        ServiceTexts.replaced("S", List.of("a")),
                        ServiceTexts.stoppedRunning("S", List.of("a")),
                        ServiceTexts.stoppedPending("S", 2),
                        ServiceTexts.registeredTargets("S", 1, ARN),
                        ServiceTexts.deregisteredTargets("S", 1, ARN),
                        ServiceTexts.draining("S", D, 1),
                        ServiceTexts.failedTargetChecks(
                                "S", "T", 80, ARN, "Health checks failed with these codes: [503]"),
                        ServiceTexts.failedContainerChecks("S", "T"),
                        ServiceTexts.deploymentCompleted("S", D),
                        ServiceTexts.deploymentFailed("S", D),
                        ServiceTexts.rollingBack("S", D),
                        ServiceTexts.failedToLaunch("S", "X"),
                        ServiceTexts.startImpaired("S"),
                        ServiceTexts.blockedByProtection("S", D, 2),
                        ServiceTexts.notBalanced("S", zones),
                        ServiceTexts.balanced("S", zones),
                        ServiceTexts.startedToBalance("S", List.of("a"), "az-c"),
                        ServiceTexts.stoppedToBalance("S", List.of("a"), "az-a")))
                .containsExactly(
                        "(service S) has reached a steady state.",
                        "(service S) has started 2 tasks: (task a) (task b).",
                        "(service S) has started 1 tasks: (task a). Amazon ECS replaced 1 tasks due to an unhealthy status.",
                        "(service S) has stopped 1 running tasks: (task a).",
                        "(service S) stopped 2 pending tasks.",
                        "(service S) registered 1 targets in (target-group " + ARN + ")",
                        "(service S) deregistered 1 targets in (target-group " + ARN + ")",
                        "(service S, taskSet " + D + ") has begun draining connections on 1 tasks.",
                        "(service S) (task T) (port 80) is unhealthy in (target-group " + ARN
                                + ") due to (reason Health checks failed with these codes: [503]).",
                        "(service S) (task T) failed container health checks.",
                        "(service S) (deployment " + D + ") deployment completed.",
                        "(service S) (deployment " + D + ") deployment failed: tasks failed to start.",
                        "(service S) rolling back to deployment " + D + ".",
                        "(service S) failed to launch a task with (error X).",
                        "(service S) is unable to consistently start tasks successfully. For more information, see the"
                                + " Troubleshooting section of the Amazon ECS Developer Guide.",
                        "(service S) was unable to reach steady state because (taskSet " + D
                                + ") was unable to scale in due to (reason 2 tasks under protection)",
                        "(service S) is not AZ balanced with 3 tasks in az-a, 1 tasks in az-c. AZ Rebalancing in"
                                + " progress.",
                        "(service S) is AZ balanced with 3 tasks in az-a, 1 tasks in az-c.",
                        "(service S) has started 1 tasks in az-c to AZ Rebalance: (task a).",
                        "(service S) has stopped 1 running tasks in az-a to AZ Rebalance: (task a).");
    }

    @Test
    void refusalsToPlace() {
        assertThat(middle(new Reason.Cpu(2, 1))).isEqualTo("has insufficient CPU units available.");
        assertThat(middle(new Reason.Memory(2, 1))).isEqualTo("has insufficient memory available.");
        assertThat(middle(new Reason.Ports(new TreeSet<>(List.of(80)))))
                .isEqualTo("is already using a port required by your task.");
        assertThat(middle(new Reason.PortsUdp(new TreeSet<>(List.of(53)))))
                .isEqualTo("is already using a port required by your task.");
        assertThat(middle(new Reason.MissingAttribute(new Attribute("x", null), null)))
                .isEqualTo("is missing an attribute required by your task.");
        assertThat(middle(new Reason.AgentDisconnected())).isEqualTo("doesn't have the agent connected.");
        assertThat(middle(new Reason.MemberOf("x")))
                .isEqualTo("encountered error \"MemberOf placement constraint unsatisfied.\"");
        assertThat(middle(new Reason.DistinctInstance("g", 1)))
                .isEqualTo("encountered error \"DistinctInstance placement constraint unsatisfied.\"");
        assertThat(middle(new Reason.NotActive(ContainerInstance.Status.DRAINING)))
                .isEqualTo("encountered error \"INACTIVE\".");
        assertThat(ServiceTexts.noInstances("S"))
                .isEqualTo("(service S) was unable to place a task because no container instance met all of its"
                        + " requirements. Reason: No Container Instances were found in your cluster. For more"
                        + " information, see the Troubleshooting section of the Amazon ECS Developer Guide.");
    }

    /** What stands between the instance and the hint, which must both be there. */
    private static String middle(Reason reason) {
        String start =
                "(service S) was unable to place a task because no container instance met all of its requirements."
                        + " The closest matching (container-instance i) ";
        String end = " For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.";
        String text = ServiceTexts.notPlaced("S", new Refusal("i", reason));
        assertThat(text).startsWith(start).endsWith(end);
        return text.substring(start.length(), text.length() - end.length());
    }

    @Test
    void reasonsOfTasksAndDeployments() {
        assertThat(ServiceTexts.scaling(D)).isEqualTo("Scaling activity initiated by (deployment " + D + ")");
        assertThat(ServiceTexts.FAILED_CONTAINER_CHECKS).isEqualTo("Task failed container health checks");
        assertThat(ServiceTexts.failedTargetChecks(ARN))
                .isEqualTo("Task failed ELB health checks in (target-group " + ARN + ")");
        assertThat(ServiceTexts.hostTerminated("i-0")).isEqualTo("Host EC2 (instance i-0) terminated.");
        assertThat(ServiceTexts.inProgress(D)).isEqualTo("ECS deployment " + D + " in progress.");
        assertThat(ServiceTexts.completed(D)).isEqualTo("ECS deployment " + D + " completed.");
        assertThat(ServiceTexts.BREAKER_FAILED).isEqualTo("ECS deployment circuit breaker: tasks failed to start.");
        assertThat(ServiceTexts.breakerRollingBack(D))
                .isEqualTo("ECS deployment circuit breaker: rolling back to deploymentId " + D + ".");
    }

    @Test
    void aTaskStoppedForItsChecksIsRecognizedByItsReason() {
        assertThat(ServiceTexts.tellsOfFailedChecks(ServiceTexts.FAILED_CONTAINER_CHECKS))
                .isTrue();
        assertThat(ServiceTexts.tellsOfFailedChecks(ServiceTexts.failedTargetChecks(ARN)))
                .isTrue();
        assertThat(ServiceTexts.tellsOfFailedChecks(ServiceTexts.scaling(D))).isFalse();
    }
}
