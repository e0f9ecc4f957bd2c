package io.roadstead.agent.engine;

import static io.roadstead.agent.engine.Bench.only;
import static io.roadstead.agent.engine.Bench.reports;
import static io.roadstead.agent.engine.Samples.ARN;
import static io.roadstead.agent.engine.Samples.container;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.agent.engine.ResourceSpec.Keeper;
import io.roadstead.core.model.TaskStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ResourcesTest {
    private static final ResourceSpec SECRETS = new ResourceSpec.Secrets(
            Keeper.SECRETS_MANAGER,
            List.of(new ResourceSpec.Secret("app", "PASSWORD", "arn:aws:secretsmanager:...", "us-east-1", false)));
    private static final ResourceSpec LOGINS = new ResourceSpec.RegistryLogins(
            List.of(new ResourceSpec.RegistryLogin("app", Samples.IMAGE, "arn:...", null)));

    private final Bench bench = new Bench();

    private static TaskSpec task(ResourceSpec... resources) {
        return new TaskSpec(
                ARN,
                "web",
                "3",
                0,
                0,
                List.of(container("app"), container("other")),
                List.of(),
                TaskFacts.NONE,
                null,
                null,
                List.of(resources));
    }

    @Test
    void aContainerWaitsForItsSecretsAndOthersDoNot() {
        List<Effect> first = bench.run(task(SECRETS));

        assertThat(only(first, Effect.Fetch.class)).containsExactly(new Effect.Fetch(ARN, SECRETS));
        assertThat(only(first, Effect.Pull.class)).hasSize(1);
        assertThat(only(bench.pulled(), Effect.Create.class))
                .extracting(create -> create.container().name())
                .containsExactly("other");
        assertThat(only(bench.send(new Event.Fetched(ARN, SECRETS.name())), Effect.Create.class))
                .extracting(create -> create.container().name())
                .containsExactly("app");
    }

    @Test
    void anImageIsPulledOnlyWithItsRegistrysPassword() {
        assertThat(bench.state.tasks()).isEmpty();
        List<Effect> first = bench.run(task(LOGINS));

        assertThat(bench.task(ARN).containers())
                .extracting(ContainerState::stage)
                .containsExactly(Stage.WAITING, Stage.PULLING);
        assertThat(only(first, Effect.Fetch.class)).hasSize(1);
        bench.send(new Event.Fetched(ARN, LOGINS.name()));
        assertThat(bench.task(ARN).containers().getFirst().stage()).isEqualTo(Stage.PULLING);
    }

    @Test
    void whatCannotBeHadEndsTheTaskInItsOwnWordsAndNoContainerIsMade() {
        bench.run(task(SECRETS));
        List<Effect> last = bench.send(new Event.FetchFailed(
                ARN,
                SECRETS.name(),
                "fetching secret data from SSM Parameter Store in us-east-1:  invalid parameters: a"));

        assertThat(reports(last).getLast().status()).isEqualTo(TaskStatus.STOPPED);
        assertThat(reports(last).getLast().reason())
                .isEqualTo("Fetching secret data from SSM Parameter Store in us-east-1: invalid parameters: a");
        assertThat(only(last, Effect.Create.class)).isEmpty();
        assertThat(only(last, Effect.Release.class)).containsExactly(new Effect.Release(ARN));
    }

    @Test
    void afterARestartWhatWasFetchedIsFetchedAgainForContainersNotMadeYet() {
        bench.run(task(SECRETS));
        bench.send(new Event.Fetched(ARN, SECRETS.name()));

        assertThat(only(bench.send(new Event.Resumed()), Effect.Fetch.class)).hasSize(1);
    }

    @Test
    void afterARestartNothingIsFetchedForContainersThatAreThere() {
        bench.run(task(SECRETS));
        bench.send(new Event.Fetched(ARN, SECRETS.name()));
        bench.pulled();
        bench.created(ARN, "app");
        bench.created(ARN, "other");

        assertThat(only(bench.send(new Event.Resumed()), Effect.Fetch.class)).isEmpty();
    }

    @Test
    void whatWasFetchedIsForgottenOnceAllContainersRun() {
        bench.run(task(SECRETS));
        bench.send(new Event.Fetched(ARN, SECRETS.name()));
        bench.pulled();
        bench.created(ARN, "app");
        bench.created(ARN, "other");
        assertThat(only(bench.started(ARN, "app"), Effect.Release.class)).isEmpty();
        assertThat(only(bench.started(ARN, "other"), Effect.Release.class)).hasSize(1);
    }

    @Test
    void aTaskStoppedWhileItWaitsGivesUpWaiting() {
        bench.run(task(SECRETS, LOGINS));

        assertThat(only(bench.stop(ARN), Effect.Release.class)).hasSize(1);
        assertThat(only(bench.send(new Event.Fetched(ARN, SECRETS.name())), Effect.Create.class))
                .isEmpty();
    }
}
