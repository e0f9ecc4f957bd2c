package io.roadstead.control.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.control.House;
import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Records.AccountKey;
import io.roadstead.core.Rejected;
import io.roadstead.wire.AccessKey;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccountsTest {
    private final House house = new House();
    private final Keyring master = Keyring.random();
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
    void aTemporaryKeyIsNobodysHere() {
        assertThat(accounts.find("test", Optional.of("token"))).isEmpty();
    }

    private Accounts accounts(Keyring key) {
        return new Accounts(
                house.index, house.writers, key, RootKey.EVERYBODYS, () -> house.now, new House.SeededIds(3));
    }
}
