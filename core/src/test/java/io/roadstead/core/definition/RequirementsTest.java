package io.roadstead.core.definition;

import static io.roadstead.core.definition.Drafts.container;
import static io.roadstead.core.definition.Drafts.named;
import static io.roadstead.core.definition.Drafts.oneContainer;
import static io.roadstead.core.definition.Drafts.registration;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.definition.Registration.HealthCheckDraft;
import io.roadstead.core.definition.Registration.PortDraft;
import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.Scope;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequirementsTest {
    private static final String DIGEST = "@sha256:" + "0".repeat(64);

    @Test
    void aPlainDefinitionRequiresNothing() {
        assertThat(required(registration(r -> {}))).isEmpty();
    }

    @Test
    void aTimeoutRequiresOrderingOnce() {
        assertThat(required(registration(r -> r.containers = List.of(container(c -> c.stopTimeout = 2), container(c -> {
                    c.name = "b";
                    c.startTimeout = 2;
                })))))
                .containsExactly("ecs.capability.container-ordering");
    }

    @Test
    void aHealthCheckRequiresAnAgentThatReportsHealth() {
        assertThat(required(oneContainer(
                        c -> c.healthCheck = new HealthCheckDraft(List.of("CMD", "true"), null, null, null, null))))
                .containsExactly("ecs.capability.container-health-check");
    }

    @Test
    void aRangeOfPortsRequiresAnAgentThatPublishesRanges() {
        assertThat(required(oneContainer(c -> c.ports = List.of(new PortDraft(null, null, null, null, "8000-8001")))))
                .contains("ecs.capability.network.container-port-range");
        assertThat(required(oneContainer(c -> c.ports = List.of(new PortDraft(80, null, null, null, null)))))
                .isEmpty();
    }

    @Test
    void anImageByDigestRequiresAnEngineThatKnowsDigests() {
        assertThat(required(oneContainer(c -> c.image = "busybox" + DIGEST)))
                .containsExactly("com.amazonaws.ecs.capability.docker-remote-api.1.21");
    }

    @Test
    void aTaskRoleRequiresCredentialsByNetworkMode() {
        assertThat(required(registration(r -> r.taskRoleArn = "app")))
                .containsExactly("com.amazonaws.ecs.capability.task-iam-role");
        assertThat(required(registration(r -> {
                    r.taskRoleArn = "app";
                    r.networkMode = "host";
                })))
                .containsExactly("com.amazonaws.ecs.capability.task-iam-role-network-host");
    }

    @Test
    void anEcrImageRequiresItsLoginAndTheExecutionRolesWhenThereIsOne() {
        String image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1";
        assertThat(required(oneContainer(c -> c.image = image)))
                .containsExactly("com.amazonaws.ecs.capability.ecr-auth");
        assertThat(required(registration(r -> {
                    r.executionRoleArn = "exec";
                    r.containers = List.of(container(c -> c.image = image), named("b"));
                })))
                .containsExactly("com.amazonaws.ecs.capability.ecr-auth", "ecs.capability.execution-role-ecr-pull");
    }

    private static List<String> required(Registration registration) {
        return DefinitionRules.check(registration)
                .revision(new Scope("123456789012", "us-east-1"), 1, Instant.EPOCH, "me")
                .requiresAttributes()
                .stream()
                .map(Attribute::name)
                .toList();
    }
}
