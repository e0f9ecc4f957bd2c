package io.roadstead.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.store.Key;
import io.roadstead.store.Txn;
import io.roadstead.store.Write;
import io.roadstead.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegisteredTest {
    @Test
    void whatTheServerStoredIsReadWithTheSizeOfItsTransactionsAndDoneAgain(@TempDir Path data) throws Exception {
        try (SqliteStore store = SqliteStore.open(data.resolve("server.db"), InstantSource.system())) {
            for (int transaction = 1; transaction <= 2; transaction++) {
                List<Write> writes = new ArrayList<>();
                // One registration, then four: two and a half on average.
                for (int family = 0; family < (transaction == 1 ? 1 : 4); family++) {
                    writes.add(new Write.Put(new Key("0/r/family/family-" + family), new byte[40]));
                    writes.add(new Write.Put(
                            new Key("0/r/task-definition/family-" + family + "/000000000" + transaction),
                            new byte[500]));
                }
                store.commit(new Txn("t" + transaction, List.of(), writes));
            }
        }
        Registered registered = Registered.of(data);
        assertThat(registered.scope()).isEqualTo("0/r");
        assertThat(registered.batch()).isEqualTo(2.5);
        assertThat(registered.family()).hasSize(40);
        assertThat(registered.definition()).hasSize(500);
        assertThat(registered.again(100, 8)).isPositive();
    }
}
