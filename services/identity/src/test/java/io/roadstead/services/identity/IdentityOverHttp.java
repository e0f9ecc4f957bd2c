package io.roadstead.services.identity;

import io.roadstead.store.RecordCodec;
import io.roadstead.store.Store;
import io.roadstead.wire.AccessKey;
import io.roadstead.wire.AccessKeys;
import io.roadstead.wire.FixedAccessKeys;
import io.roadstead.wire.Secret;
import io.roadstead.wire.http.HttpServer;
import io.roadstead.wire.sigv4.Credentials;
import io.roadstead.wire.sigv4.SigV4Verifier;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.Map;

/** IAM and STS on a port of their own, over a store given, with the roots of two accounts. */
final class IdentityOverHttp implements AutoCloseable {
    private final IdentityService identity;
    private final HttpServer server;
    private final QueryClient root;

    IdentityOverHttp(Store store, InstantSource clock) {
        identity = IdentityService.open(store, new RecordCodec(), new TestSealing("key"), clock, new Drawn());
        AccessKeys fixed = FixedAccessKeys.of(
                new AccessKey("test", new Secret("test"), "000000000000", "arn:aws:iam::000000000000:root"),
                new AccessKey("other", new Secret("other"), "111122223333", "arn:aws:iam::111122223333:root"));
        AccessKeys keys =
                (id, token) -> fixed.find(id, token).or(() -> identity.keys().find(id, token));
        server = HttpServer.start(new HttpServer.Settings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                identity.apis(),
                new SigV4Verifier(keys, clock),
                Map.of()));
        root = new QueryClient(HttpClient.newHttpClient(), server.port(), clock, Credentials.of("test", "test"));
    }

    IdentityService identity() {
        return identity;
    }

    /** The root of the first account. */
    QueryClient root() {
        return root;
    }

    @Override
    public void close() {
        server.close();
        identity.close();
    }
}
