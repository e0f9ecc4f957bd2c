package io.roadstead.doctor.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.doctor.ToldCluster;
import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.MetadataFact;
import io.roadstead.doctor.facts.MetadataFact.State;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.probe.Metadata;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the instance metadata service answers containers, and what is told of it. */
class LiveMetadataTest {
    private static final String HERE = ToldCluster.PREFIX + "container-instance/shop/i1";

    @Test
    void anAnswerIsOpenATokenThatComesTooAndSilenceIsClosed() {
        assertThat(state("HTTP/1.1 200 OK", "")).isEqualTo(State.OPEN);
        assertThat(state("HTTP/1.1 401 Unauthorized", "HTTP/1.1 200 OK")).isEqualTo(State.OPEN);
        assertThat(state("HTTP/1.1 401 Unauthorized", "")).isEqualTo(State.TOKENS_STAY);
        assertThat(state("", "")).isEqualTo(State.CLOSED);
    }

    @Test
    void aNetworkThatCannotBeEnteredIsToldAsUnseen() {
        List<String> unseen = new ArrayList<>();
        List<MetadataFact> seen = new LiveMetadata(
                        (id, address, request, header, limit) -> {
                            throw new IOException("it takes root");
                        },
                        HERE,
                        LiveMetadata.USUAL)
                .look(facts(), unseen);
        assertThat(seen).isEmpty();
        assertThat(unseen).containsExactly("the network of task t1: it takes root");
        assertThat(Metadata.examine(facts(), HERE, LiveMetadata.USUAL, seen)).isEmpty();
    }

    @Test
    void tasksElsewhereAreLeftAlone() {
        List<MetadataFact> seen = new LiveMetadata(
                        (id, address, request, header, limit) -> "HTTP/1.1 200 OK", HERE + "0", LiveMetadata.USUAL)
                .look(facts(), new ArrayList<>());
        assertThat(seen).isEmpty();
    }

    @Test
    void aRuleKeepsBridgesAwayAndOnlyAnotherModeKeepsHosts() {
        ClusterFacts facts = facts();
        String task = facts.tasks().getFirst().arn();
        MetadataFact bridge = new MetadataFact(task, "main", "bridge", State.OPEN, "HTTP/1.1 200 OK");
        MetadataFact host = new MetadataFact(task, "main", "host", State.OPEN, "HTTP/1.1 200 OK");
        Finding both = Metadata.examine(facts, HERE, "169.254.169.254", List.of(bridge, host))
                .getFirst();
        assertThat(both.fix()).hasSize(2);
        assertThat(both.fix().getFirst().commands())
                .containsExactly("iptables --insert DOCKER-USER --destination 169.254.169.254/32 --jump DROP");
        assertThat(Metadata.examine(facts, HERE, "169.254.169.254", List.of(host))
                        .getFirst()
                        .fix())
                .singleElement()
                .satisfies(fix -> assertThat(fix.commands().getFirst()).contains(".networkMode = \"bridge\""));
        assertThat(Metadata.examine(
                        facts,
                        HERE,
                        "169.254.169.254",
                        List.of(new MetadataFact(task, "main", "bridge", State.TOKENS_STAY, "HTTP/1.1 401"))))
                .isEmpty();
    }

    private static State state(String get, String put) {
        return new LiveMetadata(
                        (id, address, request, header, limit) -> request.startsWith("GET") ? get : put,
                        HERE,
                        LiveMetadata.USUAL)
                .look(facts(), new ArrayList<>())
                .getFirst()
                .state();
    }

    private static ClusterFacts facts() {
        return new ToldCluster().running("t1", "web:1", "service:web", "i1").facts();
    }
}
