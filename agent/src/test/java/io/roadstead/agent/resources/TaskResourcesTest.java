package io.roadstead.agent.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.agent.docker.RegistryLogins;
import io.roadstead.agent.engine.ContainerRef;
import io.roadstead.agent.engine.ContainerRequest;
import io.roadstead.agent.engine.ResourceSpec;
import io.roadstead.agent.loop.Attendant;
import io.roadstead.agent.loop.ResourceFetcher;
import io.roadstead.wire.sigv4.Credentials;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TaskResourcesTest {
    private static final String TASK = "arn:aws:ecs:us-east-1:000000000000:task/default/1";
    private static final ContainerRef APP = new ContainerRef(TASK, "app");
    private static final ResourceSpec.Secrets SECRETS =
            new ResourceSpec.Secrets(ResourceSpec.Keeper.PARAMETER_STORE, List.of());
    private static final Credentials ROLE = Credentials.of("AKID", "secret");

    private static TaskResources with(Optional<Credentials> role, Map<String, Provision> provisions) {
        return new TaskResources(
                _ -> role,
                new TaskResources.Sources((_, _, _) -> provisions, (_, _, _) -> Map.of(), (_, _, _) -> Map.of()),
                new RegistryLogins(),
                Attendant.NONE);
    }

    private static ContainerRequest request(@Nullable String hostConfig, String... environment) {
        return new ContainerRequest(
                "name",
                "image",
                2,
                0,
                null,
                null,
                List.of(environment),
                Map.of(),
                List.of(),
                List.of(),
                null,
                hostConfig,
                null,
                false);
    }

    @Test
    void aSecretWinsOverEverythingAndADefaultOverNothing() throws Exception {
        TaskResources resources = with(
                Optional.of(ROLE),
                Map.of("app", new Provision(Map.of("A", "secret"), Map.of("B", "file", "C", "file"), Map.of())));
        resources.fetch(TASK, SECRETS);

        assertThat(resources.creates(APP, request(null, "A=plain", "B=plain")).environment())
                .containsExactlyInAnyOrder("A=secret", "B=plain", "C=file");
        assertThat(resources
                        .creates(new ContainerRef(TASK, "other"), request(null, "A=plain"))
                        .environment())
                .containsExactly("A=plain");
    }

    @Test
    void aLogOptionIsLaidBesideThoseThatAreThere() throws Exception {
        TaskResources resources =
                with(Optional.of(ROLE), Map.of("app", new Provision(Map.of(), Map.of(), Map.of("splunk-token", "t"))));
        resources.fetch(TASK, SECRETS);

        assertThat(resources
                        .creates(
                                APP,
                                request("{\"LogConfig\":{\"Type\":\"splunk\",\"Config\":{\"a\":\"b\"}},\"Init\":true}"))
                        .hostConfig())
                .isEqualTo(
                        "{\"LogConfig\":{\"Type\":\"splunk\",\"Config\":{\"a\":\"b\",\"splunk-token\":\"t\"}},\"Init\":true}");
    }

    @Test
    void whatIsReleasedIsForgotten() throws Exception {
        TaskResources resources =
                with(Optional.of(ROLE), Map.of("app", new Provision(Map.of("A", "x"), Map.of(), Map.of())));
        resources.fetch(TASK, SECRETS);
        resources.release(TASK);

        assertThat(resources.creates(APP, request(null)).environment()).isEmpty();
    }

    @Test
    void aTaskThatIsStoppedNoLongerWaitsForCredentials() throws Exception {
        TaskResources resources = with(Optional.empty(), Map.of());
        CompletableFuture<@Nullable Void> waiting = CompletableFuture.runAsync(() -> {
            try {
                resources.fetch(TASK, SECRETS);
            } catch (ResourceFetcher.Failed | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        while (!waiting.isDone()) {
            resources.release(TASK);
            Thread.onSpinWait();
        }
        assertThatThrownBy(() -> waiting.get(5, TimeUnit.SECONDS))
                .hasMessageContaining("stopped before it was fetched");
    }

    @Test
    void aProvisionPrintsNamesAndNoValues() {
        assertThat(new Provision(Map.of("A", "hidden"), Map.of("B", "hidden"), Map.of("C", "hidden")))
                .hasToString("Provision[secrets [A], defaults [B], logOptions [C]]");
    }
}
