package io.roadstead.bench;

import io.roadstead.store.CommitResult;
import io.roadstead.store.Entry;
import io.roadstead.store.Guard;
import io.roadstead.store.Key;
import io.roadstead.store.Page;
import io.roadstead.store.Prefix;
import io.roadstead.store.Revision;
import io.roadstead.store.Store;
import io.roadstead.store.Txn;
import io.roadstead.store.Write;
import io.roadstead.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What a server stored for many RegisterTaskDefinition calls, and the same work done again by the store alone.
 *
 * @param scope how the records' keys begin
 * @param family a family's record
 * @param definition a revision's record
 * @param batch registrations in one transaction, on average
 */
@SuppressWarnings("ArrayRecordComponent") // equality is never asked for
record Registered(String scope, byte[] family, byte[] definition, double batch) {
    private static final String FAMILY = "/family/";
    private static final String DEFINITION = "/task-definition/";
    private static final String NAME = "family-";

    /** Reads the store that a server left behind. */
    static Registered of(Path data) throws IOException {
        String scope = "";
        byte[] family = {};
        byte[] definition = {};
        long definitions = 0;
        Set<Revision> transactions = new HashSet<>();
        try (SqliteStore store = SqliteStore.open(file(data), InstantSource.system())) {
            Optional<Key> after = Optional.empty();
            Page page;
            do {
                page = store.range(Prefix.ALL, after, Store.MAX_PAGE);
                for (Entry entry : page.entries()) {
                    String path = entry.key().path();
                    if (path.contains(FAMILY + NAME)) {
                        scope = path.substring(0, path.indexOf(FAMILY));
                        family = entry.value();
                    } else if (path.contains(DEFINITION + NAME)) {
                        definition = entry.value();
                        definitions++;
                        transactions.add(entry.revision());
                    }
                    after = Optional.of(entry.key());
                }
            } while (page.more());
        }
        if (definitions == 0 || family.length == 0) {
            throw new IOException("the server in " + data + " stored no task definition");
        }
        return new Registered(scope, family, definition, (double) definitions / transactions.size());
    }

    String told() {
        return "its transactions have " + Report.number(batch) + " registrations on average, the records "
                + family.length + " and " + definition.length + " bytes";
    }

    /** So many registrations in as many families, by a store of its own; how many a second. */
    double again(int registrations, int families) throws IOException {
        Path directory = Files.createTempDirectory("roadstead-bench-store");
        try (SqliteStore store = SqliteStore.open(directory.resolve("store.db"), InstantSource.system())) {
            Map<Integer, Revision> newest = new HashMap<>();
            long began = System.nanoTime();
            int done = 0;
            for (int transaction = 1; done < registrations; transaction++) {
                // 31.4 on average: 31 and 32 in turns, so that the sum is right.
                int upTo = Math.max(done + 1, (int) Math.round(transaction * batch));
                List<Guard> guards = new ArrayList<>();
                List<Write> writes = new ArrayList<>();
                Set<Integer> written = new HashSet<>();
                for (; done < upTo; done++) {
                    int number = done % families;
                    int revision = done / families + 1;
                    Key key = new Key(scope + FAMILY + NAME + number);
                    Revision known = newest.get(number);
                    guards.add(known == null ? new Guard.Absent(key) : new Guard.At(key, known));
                    writes.add(new Write.Put(key, family));
                    writes.add(new Write.Put(
                            new Key(scope + DEFINITION + NAME + number + "/" + tenDigits(revision)), definition));
                    written.add(number);
                }
                Txn txn = new Txn(UUID.randomUUID().toString(), guards, writes);
                if (!(store.commit(txn) instanceof CommitResult.Committed committed)) {
                    throw new IOException("the store alone refused a commit");
                }
                written.forEach(number -> newest.put(number, committed.revision()));
            }
            return done / ((System.nanoTime() - began) / 1e9);
        } finally {
            Server.remove(directory);
        }
    }

    private static String tenDigits(int number) {
        String digits = Integer.toString(number);
        return "0".repeat(10 - digits.length()) + digits;
    }

    private static Path file(Path data) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(path -> path.toString().endsWith(".db"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("there is no store in " + data));
        }
    }
}
