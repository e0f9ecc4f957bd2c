package io.roadstead.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.wire.client.ApiError;
import io.roadstead.wire.client.ControlClient;
import io.roadstead.wire.client.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code key rotate} and {@code key status}, against a server whose secrets are being read. */
class KeyCommandTest {
    private static final int SECRETS = 40;

    /** The secrets and the KMS key that Secrets Manager makes for itself. */
    private static final int SEALED = SECRETS + 1;

    @TempDir
    private Path directory = Path.of("unset");

    private static void secret(ControlClient client, int number) throws IOException {
        client.call(
                "secretsmanager",
                "secretsmanager.CreateSecret",
                Json.parse(("{\"Name\":\"s" + number + "\",\"SecretString\":\"value " + number
                                + "\",\"ClientRequestToken\":\"" + "0".repeat(32) + "\"}")
                        .getBytes(UTF_8)));
    }

    private static String value(ControlClient client, int number) {
        return client.call(
                        "secretsmanager",
                        "secretsmanager.GetSecretValue",
                        Json.object().put("SecretId", "s" + number))
                .path("SecretString")
                .text();
    }

    @Test
    void secretsAreReadWhileTheKeyIsRotatedAgainAndAgain() throws Exception {
        try (ServerAtHand server = new ServerAtHand(directory)) {
            ControlClient client = server.client("test", "test");
            for (int i = 0; i < SECRETS; i++) {
                secret(client, i);
            }
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger reads = new AtomicInteger();
            AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
            Thread reader = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; !over.get(); i++) {
                        assertThat(value(client, i % SECRETS)).isEqualTo("value " + i % SECRETS);
                        reads.incrementAndGet();
                    }
                } catch (RuntimeException | AssertionError e) {
                    failed.set(e);
                }
            });
            assertThat(server.roadstead("key", "status")).isZero();
            assertThat(server.out())
                    .contains("current, the original one: " + SEALED + " values of secrets, parameters and KMS keys");
            for (int i = 0; i < 3; i++) {
                assertThat(server.roadstead("key", "rotate")).as(server.err()).isZero();
                assertThat(server.out()).startsWith("Master key ").contains(" seals from now on.");
            }
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
                server.roadstead("key", "status");
                return server.out()
                                .lines()
                                .filter(line -> line.contains("for temporary credentials: nothing"))
                                .count()
                        == 3;
            });
            assertThat(server.out().lines().toList().getLast())
                    .contains("current, since ")
                    .contains(SEALED + " values of secrets, parameters and KMS keys");
            int before = reads.get();
            Awaitility.await("each is read once more")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> failed.get() != null || reads.get() >= before + SECRETS);
            over.set(true);
            reader.join();
            assertThat(failed.get()).isNull();
        }
    }

    @Test
    void onlyTheFirstAccountTurnsTheKey() throws Exception {
        try (ServerAtHand server = new ServerAtHand(directory)) {
            Json made = server.own("CreateAccount", Json.object().put("accountId", "111122223333"));
            ControlClient other = server.client(
                    made.path("accessKeyId").text(),
                    made.path("secretAccessKey").text());
            for (String operation : new String[] {"RotateMasterKey", "DescribeMasterKeys"}) {
                assertThatThrownBy(() -> other.call("roadstead", "Roadstead_20261101." + operation, Json.object()))
                        .isInstanceOf(ApiError.class)
                        .hasMessageContaining("because the master key belongs to account 000000000000");
            }
            assertThat(server.own("DescribeMasterKeys", Json.object())
                            .path("keys")
                            .items())
                    .hasSize(1);
        }
    }
}
