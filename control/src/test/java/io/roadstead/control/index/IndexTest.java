package io.roadstead.control.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.control.index.Records.Account;
import io.roadstead.control.index.Records.Family;
import io.roadstead.core.model.Scope;
import io.roadstead.store.CommitResult;
import io.roadstead.store.Key;
import io.roadstead.store.MemoryStore;
import io.roadstead.store.Prefix;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Txn;
import io.roadstead.store.Write;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is stored is found by its key, below a prefix, and by its kind, each kind by itself. */
class IndexTest {
    private static final Scope HERE = new Scope("000000000000", "us-east-1");
    private static final Scope THERE = new Scope("000000000000", "eu-west-1");

    private final RecordCodec codec = new RecordCodec();
    private final MemoryStore store = new MemoryStore(InstantSource.system());
    private final Index index;

    IndexTest() {
        put(Keys.family(HERE, "web"), new Family("web", 1));
        index = Index.open(store, codec);
    }

    @AfterEach
    void close() {
        index.close();
        store.close();
    }

    @Test
    void recordsOfAKindAreFoundInEveryScopeInTheOrderOfTheirKeysAndThoseOfOthersAreNot() {
        put(Keys.family(THERE, "web"), new Family("web", 2));
        put(Keys.family(HERE, "api"), new Family("api", 3));
        put(Keys.account("000000000000"), new Account("000000000000", Instant.EPOCH));
        assertThat(index.everywhere(Kind.FAMILY, Family.class))
                .extracting(Versioned::key)
                .containsExactly(Keys.family(THERE, "web"), Keys.family(HERE, "api"), Keys.family(HERE, "web"));
        assertThat(index.everywhere(Kind.ACCOUNT, Account.class)).hasSize(1);
        assertThat(index.everywhere(Kind.CLUSTER, Object.class)).isEmpty();
    }

    @Test
    void whatIsBelowAPrefixIsFoundAndWhatIsGoneIsNot() {
        put(Keys.family(HERE, "api"), new Family("api", 3));
        put(Keys.family(THERE, "other"), new Family("other", 1));
        assertThat(index.all(Keys.all(HERE, Kind.FAMILY), Family.class))
                .extracting(Family::name)
                .containsExactly("api", "web");
        commit(new Write.Delete(Keys.family(HERE, "api")));
        assertThat(index.all(Keys.all(HERE, Kind.FAMILY), Family.class))
                .extracting(Family::name)
                .containsExactly("web");
        assertThat(index.everywhere(Kind.FAMILY, Family.class)).hasSize(2);
        assertThat(index.find(Keys.family(HERE, "api"), Family.class)).isEmpty();
    }

    @Test
    void aPrefixThatNamesNoKindIsRefused() {
        assertThatThrownBy(() -> index.all(Prefix.ALL, Object.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("names none");
    }

    private void put(Key key, Object record) {
        commit(new Write.Put(key, codec.encode(record)));
    }

    private void commit(Write write) {
        CommitResult result = store.commit(new Txn(UUID.randomUUID().toString(), List.of(), List.of(write)));
        assertThat(result).isInstanceOf(CommitResult.Committed.class);
        if (index != null && result instanceof CommitResult.Committed done) {
            index.awaitApplied(done.revision());
        }
    }
}
