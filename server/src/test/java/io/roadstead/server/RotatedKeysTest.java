package io.roadstead.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.control.access.Accounts;
import io.roadstead.control.access.KeyRenewal;
import io.roadstead.control.access.Keyring;
import io.roadstead.control.access.RootKey;
import io.roadstead.control.index.Index;
import io.roadstead.control.write.Writers;
import io.roadstead.core.KeyUse;
import io.roadstead.core.model.Scope;
import io.roadstead.services.identity.directory.Directory;
import io.roadstead.services.identity.directory.Kind;
import io.roadstead.services.identity.directory.StoredKey;
import io.roadstead.services.identity.session.IdentityKeys;
import io.roadstead.services.identity.session.SealedKeys;
import io.roadstead.services.identity.session.SessionClaims;
import io.roadstead.services.identity.session.SessionTokens;
import io.roadstead.services.objects.blob.Blobs;
import io.roadstead.services.objects.blob.DirectoryBlobs;
import io.roadstead.services.secrets.vault.Content;
import io.roadstead.services.secrets.vault.KmsKey;
import io.roadstead.services.secrets.vault.Secret;
import io.roadstead.services.secrets.vault.Vault;
import io.roadstead.store.Entry;
import io.roadstead.store.MemoryStore;
import io.roadstead.store.Prefix;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Store;
import io.roadstead.store.Txn;
import io.roadstead.store.Write;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Everything that is sealed, through rotations of the master key: what was written is read, whatever was killed when, and in
 * the end the newest key is enough.
 */
class RotatedKeysTest {
    private static final Scope SCOPE = new Scope("000000000000", "us-east-1");
    private static final Instant NOW = Instant.parse("2026-11-23T21:00:00Z");
    private static final int THINGS = 12;
    private static final int ROUNDS = 5;

    @TempDir
    private Path directory = Path.of("unset");

    private final MemoryStore memory = new MemoryStore(InstantSource.system());
    private final RecordCodec codec = new RecordCodec();
    /** What was acknowledged: how to read it, and what it must say. */
    private final Map<String, Expected> written = new HashMap<>();

    private record Expected(Read read, String text) {}

    @FunctionalInterface
    private interface Read {
        String from(House house) throws IOException;
    }

    /** A server's parts that seal, as one life of it has them. */
    private final class House implements AutoCloseable {
        final MortalStore store = new MortalStore(memory);
        final Keyring keys;
        final Index index = Index.open(store, codec);
        final Writers writers = new Writers(store, index, new RandomIds());
        final Directory people = Directory.open(store, codec, new RandomIds());
        final Vault vault;
        final Accounts accounts;
        final DirectoryBlobs blobs;
        final SessionTokens tokens;
        final List<KeyUse> uses;

        House() throws IOException {
            keys = Keyring.open(directory.resolve("master.key"));
            keys.keep();
            vault = Vault.open(store, codec, keys, new RandomIds());
            accounts = new Accounts(index, writers, keys, RootKey.EVERYBODYS, () -> NOW, new RandomIds());
            blobs = DirectoryBlobs.open(directory.resolve("objects"), keys);
            tokens = new SessionTokens(keys, codec);
            uses = List.of(accounts, new SealedKeys(people, keys), vault.sealedValues(), blobs);
        }

        @Override
        public void close() {
            vault.close();
            people.close();
            writers.close();
            index.close();
        }

        void write(Random random, int number) throws IOException {
            String text = "value " + random.nextLong();
            switch (random.nextInt(5)) {
                case 0 -> {
                    String version = "0".repeat(32);
                    Secret secret = new Secret(
                            SCOPE,
                            "s" + number,
                            "AbCdEf",
                            id(number),
                            null,
                            null,
                            List.of(),
                            NOW,
                            NOW,
                            null,
                            null,
                            List.of(new Secret.Version(version, List.of(Secret.CURRENT), NOW)),
                            null);
                    vault.change(draft -> {
                        draft.put(secret);
                        draft.putValue(secret, version, new Content(text, false));
                        return secret;
                    });
                    expect("secret " + number, text, house -> house.vault
                            .content(secret, version)
                            .map(Content::text)
                            .orElseThrow());
                }
                case 1 -> {
                    KmsKey key = new KmsKey(
                            SCOPE,
                            id(number),
                            null,
                            false,
                            true,
                            null,
                            NOW,
                            List.of(),
                            keys.seal(text, Vault.context(SCOPE, id(number))));
                    vault.change(draft -> {
                        draft.put(key);
                        return key;
                    });
                    expect(
                            "kms " + number,
                            text,
                            house -> house.keys.open(
                                    house.vault
                                            .key(SCOPE, id(number))
                                            .orElseThrow()
                                            .material(),
                                    Vault.context(SCOPE, id(number))));
                }
                case 2 -> {
                    String keyId = "AKIA" + number;
                    StoredKey key = new StoredKey(
                            SCOPE.account(), "ann", keyId, keys.seal(text, IdentityKeys.context(keyId)), true, NOW);
                    people.change(draft -> {
                        draft.put(Kind.ACCESS_KEY, SCOPE.account(), keyId, key);
                        return key;
                    });
                    expect(
                            "user's key " + number,
                            text,
                            house -> house.keys.open(
                                    house.people.accessKey(keyId).orElseThrow().sealedSecret(),
                                    IdentityKeys.context(keyId)));
                }
                case 3 -> {
                    Accounts.Created made = accounts.create(null);
                    expect("account " + made.account(), made.secret().reveal(), house -> house.accounts
                            .find(made.accessKeyId(), Optional.empty())
                            .orElseThrow()
                            .secret()
                            .reveal());
                }
                default -> {
                    String name = id(number);
                    byte[] bytes = text.repeat(1 + random.nextInt(20_000)).getBytes(UTF_8);
                    blobs.delete(name);
                    try (Blobs.Writing writing = blobs.write(name)) {
                        writing.stream().write(bytes);
                        writing.keep();
                    }
                    expect("blob " + number, new String(bytes, UTF_8), house -> {
                        try (InputStream in = house.blobs.read(name, 0)) {
                            return new String(in.readAllBytes(), UTF_8);
                        }
                    });
                }
            }
        }

        private void expect(String name, String text, Read read) {
            written.put(name, new Expected(read, text));
        }

        void verify(String when) throws IOException {
            for (Map.Entry<String, Expected> each : written.entrySet()) {
                assertThat(each.getValue().read().from(this))
                        .as("%s %s", each.getKey(), when)
                        .isEqualTo(each.getValue().text());
            }
        }
    }

    private static String id(int number) {
        return "%032x".formatted(number);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void whateverIsKilledWhenEverythingIsReadAndInTheEndTheNewestKeyIsEnough(long seed) throws IOException {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            try (House house = new House()) {
                house.verify("at the start of round " + round);
                for (int i = 0; i < THINGS; i++) {
                    house.write(random, round * THINGS + i);
                }
                house.keys.rotate(NOW.plusSeconds(round));
                house.verify("after the rotation of round " + round);
                int left = random.nextInt(2 * THINGS);
                house.store.dieAfter(random.nextInt(2 * THINGS), random.nextBoolean());
                int[] asked = {0};
                try {
                    for (KeyUse use : house.uses) {
                        use.renew(() -> {
                            if (asked[0]++ == left) {
                                throw new IllegalStateException("killed");
                            }
                            return true;
                        });
                    }
                } catch (RuntimeException killed) {
                    assertThat(killed).as("seed %d", seed).hasStackTraceContaining("killed");
                }
            }
        }
        try (House house = new House()) {
            house.blobs.sweep(name -> true);
            house.verify("after the last kill");
            try (KeyRenewal renewal = KeyRenewal.start(
                    house.keys,
                    house.uses,
                    new KeyRenewal.Settings(Duration.ZERO, Duration.ofMillis(5), Duration.ofMillis(5)),
                    () -> NOW.plus(Duration.ofDays(1)))) {
                Awaitility.await("one key is left")
                        .until(() -> house.keys.keys().size() == 1);
                assertThat(renewal.failure()).isEmpty();
            }
            house.verify("when one key is left");
            for (KeyUse use : house.uses) {
                assertThat(use.byKey().keySet()).as(use.what()).isSubsetOf(house.keys.current());
            }
        }
        try (House house = new House()) {
            house.verify("at the start with one key");
        }
    }

    @Test
    void whatIsReadWhileItIsSealedAnewIsReadEachTime() throws IOException, InterruptedException {
        Random random = new Random(1);
        try (House house = new House()) {
            for (int i = 0; i < 60; i++) {
                house.write(random, i);
            }
            AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
            boolean[] over = {false};
            List<Thread> readers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                readers.add(Thread.ofPlatform().start(() -> {
                    try {
                        while (!over[0]) {
                            house.verify("meanwhile");
                        }
                    } catch (IOException | RuntimeException | AssertionError e) {
                        failed.set(e);
                    }
                }));
            }
            for (int i = 0; i < 5; i++) {
                house.keys.rotate(NOW.plusSeconds(i));
                for (KeyUse use : house.uses) {
                    use.renew(() -> true);
                }
            }
            over[0] = true;
            for (Thread reader : readers) {
                reader.join();
            }
            assertThat(failed.get()).isNull();
        }
    }

    @Test
    void temporaryCredentialsAreGoodAfterARotationAndNotWhenTheirKeyIsGone() throws IOException {
        SessionTokens.Issued issued;
        try (House house = new House()) {
            SessionClaims claims = new SessionClaims(
                    SCOPE.account(),
                    "arn:aws:iam::000000000000:role/web",
                    "AROA1",
                    "one",
                    List.of(),
                    null,
                    List.of(),
                    NOW,
                    NOW.plus(Duration.ofHours(36)),
                    "nonce");
            issued = house.tokens.issue(claims);
            house.keys.rotate(NOW);
        }
        try (House house = new House()) {
            assertThat(house.tokens.verify(issued.key().id(), issued.token(), NOW.plus(Duration.ofHours(35))))
                    .get()
                    .extracting(verified -> verified.key().secret())
                    .isEqualTo(issued.key().secret());
            String another = issued.token().replace(house.keys.keys().getFirst(), house.keys.current());
            assertThat(another).isNotEqualTo(issued.token());
            assertThat(house.tokens.verify(issued.key().id(), another, NOW)).isEmpty();
            try (KeyRenewal _ = KeyRenewal.start(
                    house.keys, house.uses, KeyRenewal.Settings.DEFAULT, () -> NOW.plus(Duration.ofHours(38)))) {
                Awaitility.await("one key is left")
                        .until(() -> house.keys.keys().size() == 1);
            }
            assertThat(house.tokens.verify(issued.key().id(), issued.token(), NOW))
                    .isEmpty();
        }
    }

    @Test
    void aTokenOfTheTimeBeforeKeysHadNamesIsGoodUntilItEnds() throws IOException {
        SessionClaims claims = new SessionClaims(
                SCOPE.account(),
                "arn:aws:iam::000000000000:role/web",
                "AROA1",
                "one",
                List.of(),
                null,
                List.of(),
                NOW,
                NOW.plus(Duration.ofHours(1)),
                "nonce");
        SessionTokens.Issued issued;
        String nameless;
        try (House house = new House()) {
            issued = house.tokens.issue(claims);
            nameless = issued.token().replace("." + house.keys.current() + ".", ".");
            assertThat(nameless).isNotEqualTo(issued.token());
        }
        try (House house = new House()) {
            house.keys.rotate(NOW);
            assertThat(house.tokens.verify(issued.key().id(), nameless, NOW)).isPresent();
            assertThat(house.tokens.verify(issued.key().id(), nameless, NOW.plus(Duration.ofHours(1))))
                    .isEmpty();
        }
    }

    @Test
    void ofTwoFilesOfOneNameAsACrashLeavesThemEitherIsRightAndOneStays() throws IOException {
        String name = id(1);
        try (House house = new House()) {
            blob(house, name, "kept");
            Path old = onlyFile();
            Path aside = Files.copy(old, directory.resolve("aside"));
            house.keys.rotate(NOW);
            assertThat(house.blobs.renew(() -> true)).isEqualTo(1);
            Path fresh = onlyFile();
            assertThat(fresh).isNotEqualTo(old);
            // Killed before the old file went.
            Files.copy(aside, old);
            assertThat(house.blobs.sweep(needed -> true)).isZero();
            assertThat(text(house, name)).isEqualTo("kept");
            assertThat(house.blobs.renew(() -> true)).isEqualTo(1);
            assertThat(onlyFile()).isEqualTo(fresh);
            assertThat(text(house, name)).isEqualTo("kept");
            // And whoever deletes it then deletes both.
            Files.copy(aside, old);
            house.blobs.delete(name);
            assertThat(old).doesNotExist();
            assertThat(fresh).doesNotExist();
        }
    }

    @Test
    void whatIsDeletedWhileItIsEncryptedAnewDoesNotComeBack() throws IOException {
        String name = id(2);
        try (House house = new House()) {
            blob(house, name, "gone");
            house.keys.rotate(NOW);
            int[] asked = {0};
            assertThat(house.blobs.renew(() -> {
                        // First whether to begin, then in the middle of it.
                        if (asked[0]++ == 1) {
                            delete(house, name);
                        }
                        return true;
                    }))
                    .isZero();
            assertThat(asked[0]).isGreaterThan(1);
            assertThatThrownBy(() -> house.blobs.read(name, 0)).isInstanceOf(NoSuchFileException.class);
            assertThat(house.blobs.byKey()).isEmpty();
        }
    }

    private static void delete(House house, String name) {
        try {
            house.blobs.delete(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void blob(House house, String name, String text) throws IOException {
        try (Blobs.Writing writing = house.blobs.write(name)) {
            writing.stream().write(text.getBytes(UTF_8));
            writing.keep();
        }
    }

    private static String text(House house, String name) throws IOException {
        try (InputStream in = house.blobs.read(name, 0)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private Path onlyFile() throws IOException {
        try (var files = Files.walk(directory.resolve("objects"))) {
            List<Path> found = files.filter(Files::isRegularFile).toList();
            assertThat(found).hasSize(1);
            return found.getFirst();
        }
    }

    @Test
    void aDataDirectoryOfTheTimeBeforeKeysHadNamesOpens() throws IOException {
        Random random = new Random(7);
        String first;
        try (House house = new House()) {
            for (int i = 0; i < 40; i++) {
                house.write(random, i);
            }
            first = house.keys.current();
        }
        // As it was written then: no key in front of what is sealed, none at the end of a file's name.
        forgetNames(first);
        try (House house = new House()) {
            house.verify("without names");
            house.keys.rotate(NOW);
            house.verify("without names, after a rotation");
            for (KeyUse use : house.uses) {
                use.renew(() -> true);
                assertThat(use.byKey().keySet()).as(use.what()).isEqualTo(Set.of(house.keys.current()));
            }
            house.verify("sealed anew");
        }
    }

    private void forgetNames(String key) throws IOException {
        List<Write> writes = new ArrayList<>();
        for (Entry entry :
                memory.range(Prefix.ALL, Optional.empty(), Store.MAX_PAGE).entries()) {
            String text = new String(entry.value(), UTF_8);
            if (text.contains(key + ":")) {
                writes.add(
                        new Write.Put(entry.key(), text.replace(key + ":", "").getBytes(UTF_8)));
            }
        }
        assertThat(writes).isNotEmpty();
        memory.commit(new Txn("forget", List.of(), writes));
        try (var files = Files.walk(directory.resolve("objects"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                assertThat(name).endsWith("." + key);
                Files.move(file, file.resolveSibling(name.substring(0, name.indexOf('.'))));
            }
        }
    }
}
