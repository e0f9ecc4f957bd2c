package io.roadstead.doctor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.doctor.ToldCluster;
import io.roadstead.doctor.finding.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arithmetic of draining. Source: ecs-behaviour 6.2, 6.8. */
class DrainingTest {
    private static final String DRAINING = "\"status\":\"DRAINING\",\"agentConnected\":true";

    @ParameterizedTest
    @CsvSource({
        "1, 100, 100, 200,   0",
        "2, 100, 100, 150,  50",
        "3, 100, 100, 134,  66",
        "4, 100, 100, 125,  75",
        "4, 100, 124, 125,  75",
        "3,  90, 110, 134,  66",
    })
    void percentagesThatLeaveNoRoomAreToldWithThoseThatWould(
            int desired, int minimum, int maximum, int raised, int lowered) {
        assertThat(service(desired, desired, 0, minimum, maximum))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.article()).isEqualTo("ecs-tasks-stop-delayed-draining");
                    assertThat(finding.cause().en())
                            .contains("With maximumPercent " + raised + " one more could start first; with"
                                    + " minimumHealthyPercent " + lowered + " one could stop first.");
                    assertThat(Math.floor(desired * raised / 100.0))
                            .as("what is proposed does leave room")
                            .isGreaterThan(desired);
                    assertThat(Math.ceil(desired * lowered / 100.0)).isLessThan(desired);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "4, 4, 0, 100, 125",
        "4, 4, 0,  75, 100",
        "4, 4, 2, 100, 150",
        "4, 3, 1, 100, 100",
        "1, 1, 0,   0, 100",
    })
    void whileThereIsRoomOrATaskIsOnItsWayThingsMove(int desired, int running, int pending, int minimum, int maximum) {
        assertThat(service(desired, running, pending, minimum, maximum)).isEmpty();
    }

    @Test
    void tasksOfNoServiceAreToBeStoppedByHand() {
        assertThat(new ToldCluster()
                        .instance("i1", 1024, 1000, DRAINING)
                        .running("alone", "web:1", "family:web", "i1")
                        .findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.fix().getFirst().commands())
                        .containsExactly(
                                "aws ecs stop-task --cluster shop --task alone --reason 'draining the" + " instance'"));
    }

    @Test
    void aTaskOfNoServiceThatIsStoppingAlreadyIsNotToldOf() {
        assertThat(new ToldCluster()
                        .instance("i1", 1024, 1000, DRAINING)
                        .task(
                                "alone",
                                "web:1",
                                "\"lastStatus\":\"RUNNING\",\"desiredStatus\":\"STOPPED\",\"group\":\"family:web\","
                                        + "\"containerInstanceArn\":\"" + ToldCluster.PREFIX
                                        + "container-instance/shop/i1\"")
                        .findings())
                .isEmpty();
    }

    private static List<Finding> service(int desired, int running, int pending, int minimum, int maximum) {
        return new ToldCluster()
                .instance("i1", 1024, 1000, DRAINING)
                .running("t", "web:1", "service:web", "i1")
                .service(
                        "web",
                        desired,
                        running,
                        pending,
                        "\"deploymentConfiguration\":{\"minimumHealthyPercent\":" + minimum + ",\"maximumPercent\":"
                                + maximum + "}")
                .findings();
    }
}
