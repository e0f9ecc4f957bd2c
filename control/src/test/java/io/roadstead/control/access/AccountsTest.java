package io.roadstead.control.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.control.House;
import io.roadstead.control.gateway.TaskCredentials.Issued;
import io.roadstead.control.gateway.TaskCredentials.RoleType;
import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Records.AccountKey;
import io.roadstead.core.Rejected;
import io.roadstead.core.model.LaunchType;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskOverride;
import io.roadstead.wire.AccessKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccountsTest {
    private static final String ROLE = "arn:aws:iam::000000000000:role/worker";

    private final House house = new House();
    private final MasterKey master = MasterKey.random();
    private final SessionCredentials sessions = new SessionCredentials(master);
    private final Accounts accounts = accounts(master);

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void theFirstAccountsKeyIsThereOutOfTheBox() {
        AccessKey key = accounts.find("test", Optional.empty()).orElseThrow();
        assertThat(key.account()).isEqualTo("000000000000");
        assertThat(key.principalArn()).isEqualTo("arn:aws:iam::000000000000:root");
        assertThat(accounts.find("nobody", Optional.empty())).isEmpty();
        assertThat(accounts.find("", Optional.empty())).isEmpty();
    }

    @Test
    void aNewAccountsKeyIsFoundAndItsSecretIsStoredSealed() {
        Accounts.Created created = accounts.create("111122223333");
        AccessKey found =
                accounts(master).find(created.accessKeyId(), Optional.empty()).orElseThrow();
        assertThat(found.secret()).isEqualTo(created.secret());
        assertThat(found.account()).isEqualTo("111122223333");
        assertThat(house.index
                        .find(Keys.accessKey(created.accessKeyId()), AccountKey.class)
                        .orElseThrow()
                        .sealedSecret())
                .doesNotContain(created.secret().reveal());
        assertThat(created.toString()).doesNotContain(created.secret().reveal());
    }

    @Test
    void anAccountIsTwelveDigitsAndThereOnlyOnce() {
        assertThatThrownBy(() -> accounts.create("12"))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("'12' is not 12 digits");
        accounts.create("111122223333");
        assertThatThrownBy(() -> accounts.create("111122223333")).hasMessageContaining("exists already");
        assertThatThrownBy(() -> accounts.create("000000000000")).hasMessageContaining("exists already");
    }

    @Test
    void aTasksCredentialsAreItsRolesUntilTheyExpire() {
        Issued issued = issue();
        AccessKey key = find(issued).orElseThrow();
        assertThat(key.secret().reveal()).isEqualTo(issued.secretAccessKey());
        assertThat(key.principalArn()).isEqualTo("arn:aws:sts::000000000000:assumed-role/worker/" + "a".repeat(32));
        house.now = house.now.plus(SessionCredentials.LIFETIME).plus(Duration.ofSeconds(1));
        assertThat(find(issued)).isEmpty();
    }

    @Test
    void aRefreshKeepsTheIdThatContainersKnow() {
        Issued first = issue();
        house.now = house.now.plus(Duration.ofHours(1));
        Issued second = issue();
        assertThat(second.credentialsId()).isEqualTo(first.credentialsId());
        assertThat(second.accessKeyId()).isNotEqualTo(first.accessKeyId());
    }

    @Test
    void aTokenOfAnotherInstallationOrAnotherKeyIsWorthNothing() {
        Issued issued = issue();
        assertThat(accounts(MasterKey.random()).find(issued.accessKeyId(), Optional.of(issued.sessionToken())))
                .isEmpty();
        assertThat(accounts.find("ASIAAAAAAAAAAAAAAAAA", Optional.of(issued.sessionToken())))
                .isEmpty();
        for (String token : List.of("", ".", "x", "a.b", issued.sessionToken() + "A")) {
            assertThat(accounts.find(issued.accessKeyId(), Optional.of(token))).isEmpty();
        }
        assertThat(accounts.find(issued.accessKeyId(), Optional.empty())).isEmpty();
    }

    private Optional<AccessKey> find(Issued issued) {
        return accounts.find(issued.accessKeyId(), Optional.of(issued.sessionToken()));
    }

    private Issued issue() {
        Task task = new Task(
                House.SCOPE,
                "default",
                "a".repeat(32),
                "f",
                1,
                "b".repeat(32),
                LaunchType.EC2,
                "us-east-1a",
                "family:f",
                null,
                null,
                null,
                TaskOverride.NONE,
                List.of(),
                house.now,
                1,
                Task.Desired.RUN,
                Task.Observed.pending(List.of()),
                null,
                false);
        return sessions.issue(task, RoleType.TASK_APPLICATION, ROLE, house.now).orElseThrow();
    }

    private Accounts accounts(MasterKey key) {
        return new Accounts(
                house.index, house.writers, key, new SessionCredentials(key), () -> house.now, new House.SeededIds(3));
    }
}
