package io.roadstead.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.acceptance.Installation;
import io.roadstead.doctor.Doctor;
import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.Collector;
import io.roadstead.doctor.facts.Scope;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** A service that is broken on purpose, and the doctor's look at it and what hangs on it. */
final class Patient {
    private final Installation house;
    private final String cluster;
    private final String service;
    private final Scope scope;
    private final Collector collector;
    private Case asked;
    private Duration later = Duration.ZERO;

    /** @param service as its definition is called as well */
    Patient(Installation house, String cluster, String service) {
        this(house, cluster, service, new Scope(Scope.Kind.SERVICE, service));
    }

    /** @param scope what the doctor is asked about */
    Patient(Installation house, String cluster, String service, Scope scope) {
        this.house = house;
        this.cluster = cluster;
        this.service = service;
        this.scope = scope;
        this.collector = house.collector();
        this.asked = new Case(house, service, this::findings);
    }

    /** Creates the service with the definition of the same name. */
    Patient create(int desired, ObjectNode more) {
        ObjectNode wish = Installation.input()
                .put("cluster", cluster)
                .put("serviceName", service)
                .put("taskDefinition", service)
                .put("desiredCount", desired);
        wish.setAll(more);
        house.call("CreateService", wish);
        return this;
    }

    Patient create(int desired) {
        return create(desired, Installation.input());
    }

    /** Its fixes are typed on this host from now on. */
    Patient on(SmallHost host) {
        asked = new Case(house, service, this::findings, host::run);
        return this;
    }

    /** From now on the doctor is told that it is so much later: what takes minutes to matter is seen at once. */
    Patient later(Duration time) {
        later = time;
        return this;
    }

    /** What the doctor says of what it is asked about, worst first. */
    List<Finding> findings() {
        ClusterFacts facts =
                house.identity().look(collector.cluster(cluster, Instant.now().plus(later)));
        return Doctor.findings(Doctor.examine(scope, facts));
    }

    /** Waits until the doctor's first finding is of this article, its evidence holding ECS's words. */
    Finding diagnosed(String article, String words) {
        return diagnosed(article, Severity.ERROR, words);
    }

    Finding diagnosed(String article, Severity severity, String words) {
        return asked.diagnosed(article, severity, words);
    }

    /**
     * Runs the commands of one fix as they are printed.
     *
     * @param which from 0
     * @param known what only a person can know, by its placeholder
     */
    Patient apply(Finding finding, int which, Map<String, String> known) {
        asked.apply(finding, which, known);
        return this;
    }

    Patient apply(Finding finding, int which) {
        return apply(finding, which, Map.of());
    }

    /** Waits until the service has what it wants and the doctor finds nothing. */
    void cured() {
        Awaitility.await(service + " to be well; the log is " + house.log())
                .atMost(Installation.LIMIT)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> {
                    JsonNode told = described();
                    assertThat(told.path("deployments"))
                            .as(() -> "what the doctor says: " + findings())
                            .hasSize(1);
                    assertThat(told.path("runningCount").asInt())
                            .as(told.toString())
                            .isPositive()
                            .isEqualTo(told.path("desiredCount").asInt());
                    assertThat(findings()).isEmpty();
                });
    }

    /** Waits until the doctor finds nothing. */
    void well() {
        asked.well();
    }

    /** Takes the service away with its tasks, so that others find room. */
    void delete() {
        house.call(
                "DeleteService",
                Installation.input()
                        .put("cluster", cluster)
                        .put("service", service)
                        .put("force", true));
    }

    JsonNode described() {
        ObjectNode input = Installation.input().put("cluster", cluster);
        input.putArray("services").add(service);
        return house.call("DescribeServices", input).path("services").path(0);
    }
}
