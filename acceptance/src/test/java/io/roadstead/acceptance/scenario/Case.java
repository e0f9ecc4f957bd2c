package io.roadstead.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.acceptance.Installation;
import io.roadstead.acceptance.Installation.Ran;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** Something that is wrong, as one question to the doctor finds it: from the first finding to the end of it. */
final class Case {
    private final Installation house;
    private final String about;
    private final Supplier<List<Finding>> doctor;
    private final Function<String, Ran> shell;

    /**
     * @param about what is asked about, for messages
     * @param doctor asks the doctor; worst first
     */
    Case(Installation house, String about, Supplier<List<Finding>> doctor) {
        this(house, about, doctor, command -> Shell.run(house, command));
    }

    /** @param shell where the doctor's commands are typed */
    Case(Installation house, String about, Supplier<List<Finding>> doctor, Function<String, Ran> shell) {
        this.house = house;
        this.about = about;
        this.doctor = doctor;
        this.shell = shell;
    }

    List<Finding> findings() {
        return doctor.get();
    }

    /** Waits until the doctor's first finding is of this article, its evidence holding ECS's words. */
    Finding diagnosed(String article, Severity severity, String words) {
        List<Finding> last = new ArrayList<>();
        Awaitility.await("a first finding of " + article + " about " + about + "; the log is " + house.log())
                .atMost(Installation.LIMIT)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> {
                    last.clear();
                    last.addAll(findings());
                    assertThat(last).isNotEmpty();
                    assertThat(last.getFirst().article()).as(last.toString()).isEqualTo(article);
                });
        Finding first = last.getFirst();
        assertThat(first.severity()).isEqualTo(severity);
        assertThat(first.evidence())
                .as("ECS's words in the evidence")
                .anySatisfy(evidence -> assertThat(evidence.text()).contains(words));
        return first;
    }

    /**
     * Runs the commands of one fix as they are printed.
     *
     * @param which from 0
     * @param known what only a person can know, by its placeholder
     * @return what the last one did
     */
    Ran apply(Finding finding, int which, Map<String, String> known) {
        assertThat(finding.fix().get(which).commands()).isNotEmpty();
        Ran ran = null;
        for (String printed : finding.fix().get(which).commands()) {
            String command = printed;
            for (Map.Entry<String, String> each : known.entrySet()) {
                command = command.replace(each.getKey(), each.getValue());
            }
            assertThat(command).as("placeholders left in the command").doesNotContainPattern("<[A-Z-]+>");
            ran = shell.apply(command);
            assertThat(ran.status()).as(command + "\n" + ran.error()).isZero();
        }
        if (ran == null) {
            throw new AssertionError("a fix without a command: " + finding);
        }
        return ran;
    }

    Ran apply(Finding finding, int which) {
        return apply(finding, which, Map.of());
    }

    /** Waits until the doctor finds nothing. */
    void well() {
        Awaitility.await("nothing to be wrong with " + about + "; the log is " + house.log())
                .atMost(Installation.LIMIT)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(findings()).isEmpty());
    }
}
