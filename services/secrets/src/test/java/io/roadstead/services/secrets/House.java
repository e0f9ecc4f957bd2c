package io.roadstead.services.secrets;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.core.Ids;
import io.roadstead.core.Sealing;
import io.roadstead.store.MemoryStore;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Store;
import io.roadstead.wire.AccessKey;
import io.roadstead.wire.FixedAccessKeys;
import io.roadstead.wire.Secret;
import io.roadstead.wire.client.ApiError;
import io.roadstead.wire.client.ControlClient;
import io.roadstead.wire.client.Json;
import io.roadstead.wire.http.HttpServer;
import io.roadstead.wire.sigv4.SigV4Verifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/** A server of the three services, over a store in memory and a clock that is moved. */
final class House implements AutoCloseable {
    static final String ACCOUNT = "000000000000";
    static final String REGION = "us-east-1";

    final Store store = new MemoryStore(InstantSource.system());
    private Duration ahead = Duration.ZERO;
    private SecretsService secrets;
    private HttpServer server;
    private ControlClient client;

    House() throws IOException {
        secrets = open();
        server = serve();
        client = client();
    }

    private SecretsService open() {
        return SecretsService.open(
                store, new RecordCodec(), new TurnedOver(), () -> Instant.now().plus(ahead), new Drawn());
    }

    private HttpServer serve() throws IOException {
        return HttpServer.start(new HttpServer.Settings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                secrets.apis(),
                new SigV4Verifier(
                        FixedAccessKeys.of(new AccessKey(
                                "test", new Secret("test"), ACCOUNT, "arn:aws:iam::" + ACCOUNT + ":root")),
                        InstantSource.system()),
                Map.of()));
    }

    private ControlClient client() {
        return new ControlClient(URI.create("http://127.0.0.1:" + server.port()), REGION, "test", "test");
    }

    /** What is stored is read anew. */
    void restart() throws IOException {
        close();
        secrets = open();
        server = serve();
        client = client();
    }

    void pass(Duration time) {
        ahead = ahead.plus(time);
    }

    Json secretsManager(String operation, String members) {
        return call(client, "secretsmanager", "secretsmanager", operation, members);
    }

    Json ssm(String operation, String members) {
        return call(client, "ssm", "AmazonSSM", operation, members);
    }

    Json kms(String operation, String members) {
        return call(client, "kms", "TrentService", operation, members);
    }

    Json elsewhere(String region, String service, String prefix, String operation, String members) {
        return call(client.inRegion(region), service, prefix, operation, members);
    }

    /** Everything that is in the store, as text. */
    String stored() {
        StringBuilder all = new StringBuilder();
        store.range(io.roadstead.store.Prefix.ALL, java.util.Optional.empty(), Store.MAX_PAGE)
                .entries()
                .forEach(entry -> all.append(new String(entry.value(), StandardCharsets.UTF_8)));
        return all.toString();
    }

    /** Whoever calls is refused so. */
    static void refused(String type, String message, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(ApiError.class, error -> {
            if (!error.type().equals(type)
                    || !String.valueOf(error.getMessage()).equals(message)) {
                throw new AssertionError(error.type() + ": " + error.getMessage());
            }
        });
    }

    /** A members' list may be written with single quotes for double ones. */
    private static Json call(ControlClient client, String service, String prefix, String operation, String members) {
        try {
            Json input = Json.parse(("{" + members.replace('\'', '"') + "}").getBytes(StandardCharsets.UTF_8));
            return client.call(service, prefix + "." + operation, input);
        } catch (IOException e) {
            throw new IllegalArgumentException(members, e);
        }
    }

    @Override
    public void close() {
        server.close();
        secrets.close();
    }

    private static final class Drawn implements Ids {
        private final Random random = new Random(7);

        @Override
        public String hex() {
            return uuid().replace("-", "");
        }

        @Override
        public String uuid() {
            return new UUID(random.nextLong(), random.nextLong()).toString();
        }

        @Override
        public int below(int bound) {
            return random.nextInt(bound);
        }
    }

    /** Seals by turning bytes over, which hides nothing from who looks closely and everything from a search. */
    private static final class TurnedOver implements Sealing {
        @Override
        public String seal(String secret, String context) {
            return context + "#" + Base64.getEncoder().encodeToString(turned(secret.getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        public String open(String sealed, String context) {
            if (!sealed.startsWith(context + "#")) {
                throw new IllegalStateException("sealed for another context");
            }
            return new String(
                    turned(Base64.getDecoder().decode(sealed.substring(context.length() + 1))), StandardCharsets.UTF_8);
        }

        @Override
        public String keyOf(String sealed) {
            return "k1";
        }

        @Override
        public String current() {
            return "k1";
        }

        @Override
        public String currentAt(Instant then) {
            return "k1";
        }

        @Override
        public List<String> keys() {
            return List.of("k1");
        }

        @Override
        public Optional<String> first() {
            return Optional.of("k1");
        }

        @Override
        public Optional<byte[]> sign(String key, String text) {
            return Optional.of(text.getBytes(StandardCharsets.UTF_8));
        }

        private static byte[] turned(byte[] bytes) {
            byte[] turned = bytes.clone();
            for (int i = 0; i < turned.length; i++) {
                turned[i] ^= 0x5a;
            }
            return turned;
        }
    }
}
