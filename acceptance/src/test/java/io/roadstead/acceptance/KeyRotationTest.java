package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.wire.client.ApiError;
import io.roadstead.wire.client.ControlClient;
import io.roadstead.wire.client.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The master key, kept by the operator and rotated while the server is killed. */
@Tag("docker")
class KeyRotationTest {
    private static final int KILLS = 2;
    private static final int SECRETS = 60;

    @Test
    void aServerThatIsKilledWhileItSealsAnewLosesNothing(@TempDir Path directory) throws Exception {
        Path key = directory.resolve("kept/roadstead.key");
        Random random = new Random(11);
        try (Installation house = new Installation("--no-agent", "--master-key-file", key.toString())) {
            house.startProcess();
            house.awaitAnswer();
            ControlClient client = new ControlClient(house.endpoint(), "us-east-1", "test", "test");
            Map<String, String> acknowledged = new HashMap<>();
            for (int i = 0; i < SECRETS; i++) {
                create(client, "s" + i, "value " + i, acknowledged);
            }
            for (int kill = 0; kill < KILLS; kill++) {
                CountDownLatch calls = new CountDownLatch(random.nextInt(20));
                Thread killer = killAt(house, calls);
                try {
                    house.own("RotateMasterKey", Installation.input());
                    for (int i = 0; ; i++) {
                        create(client, "k" + kill + "-" + i, "value " + random.nextInt(), acknowledged);
                        calls.countDown();
                    }
                } catch (ApiError killed) {
                    assertThat(killed.unreachable()).as(killed.toString()).isTrue();
                }
                killer.join();
                house.startProcess();
                house.awaitAnswer();
                acknowledged.forEach(
                        (name, value) -> assertThat(read(client, name)).as(name).isEqualTo(value));
            }
            Awaitility.await("all is sealed by the newest key")
                    .atMost(Installation.LIMIT)
                    .until(() -> {
                        var keys = house.own("DescribeMasterKeys", Installation.input())
                                .path("keys");
                        for (int i = 0; i + 1 < keys.size(); i++) {
                            if (!keys.path(i).path("use").isEmpty()) {
                                return false;
                            }
                        }
                        return keys.size() > 1;
                    });
            acknowledged.forEach(
                    (name, value) -> assertThat(read(client, name)).as(name).isEqualTo(value));
            assertThat(house.data().resolve("master.key")).doesNotExist();
        }
    }

    private static Thread killAt(Installation house, CountDownLatch calls) {
        return Thread.ofPlatform().start(() -> {
            try {
                calls.await();
                house.kill();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void create(ControlClient client, String name, String value, Map<String, String> acknowledged)
            throws IOException {
        client.call(
                "secretsmanager",
                "secretsmanager.CreateSecret",
                Json.object()
                        .put("Name", name)
                        .put("SecretString", value)
                        .put("ClientRequestToken", "0123456789".repeat(4)));
        acknowledged.put(name, value);
    }

    private static String read(ControlClient client, String name) {
        return client.call(
                        "secretsmanager",
                        "secretsmanager.GetSecretValue",
                        Json.object().put("SecretId", name))
                .path("SecretString")
                .text();
    }
}
