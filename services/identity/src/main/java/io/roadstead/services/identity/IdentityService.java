package io.roadstead.services.identity;

import io.roadstead.core.Ids;
import io.roadstead.core.Sealing;
import io.roadstead.services.identity.api.IamApi;
import io.roadstead.services.identity.api.Parts;
import io.roadstead.services.identity.directory.Directory;
import io.roadstead.services.identity.managed.AwsPolicies;
import io.roadstead.services.identity.session.IdentityKeys;
import io.roadstead.services.identity.session.SessionTokens;
import io.roadstead.services.identity.session.Standings;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Store;
import io.roadstead.wire.AccessKeys;
import io.roadstead.wire.ServiceApi;
import java.time.InstantSource;
import java.util.List;

/** IAM and STS of one server: their APIs, and the access keys they know. */
public final class IdentityService implements AutoCloseable {
    private final Directory directory;
    private final IdentityKeys keys;
    private final List<ServiceApi> apis;

    private IdentityService(Directory directory, IdentityKeys keys, List<ServiceApi> apis) {
        this.directory = directory;
        this.keys = keys;
        this.apis = apis;
    }

    /** Opens what is stored. */
    public static IdentityService open(Store store, RecordCodec codec, Sealing sealing, InstantSource clock, Ids ids) {
        Directory directory = Directory.open(store, codec, ids);
        AwsPolicies aws = AwsPolicies.load();
        SessionTokens tokens = new SessionTokens(sealing, codec);
        IdentityKeys keys = new IdentityKeys(directory, sealing, tokens, clock);
        Parts parts = new Parts(directory, new Standings(directory, aws), aws, tokens, keys, sealing, clock, ids);
        return new IdentityService(directory, keys, List.of(IamApi.iam(parts), IamApi.sts(parts)));
    }

    /** IAM and STS. */
    public List<ServiceApi> apis() {
        return apis;
    }

    /** Users' keys, and those of assumed roles. */
    public AccessKeys keys() {
        return keys;
    }

    @Override
    public void close() {
        directory.close();
    }
}
