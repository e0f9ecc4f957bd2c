package io.roadstead.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.ServiceDeployment.AlarmWatch;
import io.roadstead.core.model.ServiceDeployment.CircuitBreaker;
import io.roadstead.core.model.ServiceDeployment.Status;
import io.roadstead.core.model.ServiceDeployment.Watch;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When a service deployment says that it ended. */
class ServiceDeploymentTest {
    private static final Instant BEGAN = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LATER = BEGAN.plusSeconds(60);
    private static final Set<Status> FINISHED =
            EnumSet.of(Status.SUCCESSFUL, Status.ROLLBACK_SUCCESSFUL, Status.ROLLBACK_FAILED);

    private static final ServiceDeployment FRESH = new ServiceDeployment(
            new Scope("123456789012", "us-east-1"),
            "default",
            "web",
            "abcdefghijklmnopqrstu",
            "ecs-svc/1234567890123456789",
            Status.PENDING,
            null,
            List.of(),
            "1",
            2,
            new DeploymentConfiguration(
                    200, 100, DeploymentConfiguration.CircuitBreaker.OFF, DeploymentConfiguration.Alarms.NONE),
            new CircuitBreaker(Watch.DISABLED, 0, 0),
            new AlarmWatch(Watch.DISABLED, List.of()),
            null,
            BEGAN,
            null,
            null,
            null,
            BEGAN);

    @ParameterizedTest
    @EnumSource
    void oneThatCameToItsEndIsFinishedAndOneThatWasStoppedIsStopped(Status status) {
        ServiceDeployment next = FRESH.withStatus(status, "so it was", LATER);

        assertThat(next.finishedAt()).isEqualTo(FINISHED.contains(status) ? LATER : null);
        assertThat(next.stoppedAt()).isEqualTo(status == Status.STOPPED ? LATER : null);
        assertThat(next.updatedAt()).isEqualTo(LATER);
    }

    @ParameterizedTest
    @EnumSource
    void theTimeOfItsEndStaysUnlessItEndsAgain(Status status) {
        ServiceDeployment ended =
                FRESH.withStatus(Status.SUCCESSFUL, null, BEGAN).withStatus(Status.STOPPED, null, BEGAN);

        ServiceDeployment next = ended.withStatus(status, null, LATER);

        assertThat(next.finishedAt()).isEqualTo(FINISHED.contains(status) ? LATER : BEGAN);
        assertThat(next.stoppedAt()).isEqualTo(status == Status.STOPPED ? LATER : BEGAN);
    }
}
