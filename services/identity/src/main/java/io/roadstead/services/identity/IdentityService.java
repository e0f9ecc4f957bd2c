package io.roadstead.services.identity;

import io.roadstead.core.Ids;
import io.roadstead.core.KeyUse;
import io.roadstead.core.RoleSessions;
import io.roadstead.core.Sealing;
import io.roadstead.services.identity.api.IamApi;
import io.roadstead.services.identity.api.Parts;
import io.roadstead.services.identity.directory.Directory;
import io.roadstead.services.identity.gate.Denials;
import io.roadstead.services.identity.gate.Enforcement;
import io.roadstead.services.identity.gate.PolicyGate;
import io.roadstead.services.identity.managed.AwsPolicies;
import io.roadstead.services.identity.session.IdentityKeys;
import io.roadstead.services.identity.session.InstanceCredentialsApi;
import io.roadstead.services.identity.session.KnownCaller;
import io.roadstead.services.identity.session.SealedKeys;
import io.roadstead.services.identity.session.ServiceSessions;
import io.roadstead.services.identity.session.SessionTokens;
import io.roadstead.services.identity.session.Standings;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Store;
import io.roadstead.wire.AccessKeys;
import io.roadstead.wire.Caller;
import io.roadstead.wire.OwnOperation;
import io.roadstead.wire.ServiceApi;
import java.time.InstantSource;
import java.util.List;

/** IAM and STS of one server: their APIs, and the access keys they know. */
public final class IdentityService implements AutoCloseable {
    private final Directory directory;
    private final IdentityKeys keys;
    private final RoleSessions roles;
    private final List<ServiceApi> apis;
    private final Standings standings;
    private final InstantSource clock;
    private final KeyUse sealedKeys;

    private IdentityService(
            Directory directory,
            IdentityKeys keys,
            RoleSessions roles,
            Standings standings,
            List<ServiceApi> apis,
            InstantSource clock,
            KeyUse sealedKeys) {
        this.directory = directory;
        this.keys = keys;
        this.roles = roles;
        this.apis = apis;
        this.standings = standings;
        this.clock = clock;
        this.sealedKeys = sealedKeys;
    }

    /** Opens what is stored. */
    public static IdentityService open(Store store, RecordCodec codec, Sealing sealing, InstantSource clock, Ids ids) {
        Directory directory = Directory.open(store, codec, ids);
        AwsPolicies aws = AwsPolicies.load();
        SessionTokens tokens = new SessionTokens(sealing, codec);
        IdentityKeys keys = new IdentityKeys(directory, sealing, tokens, clock);
        Standings standings = new Standings(directory, aws);
        Parts parts = new Parts(directory, standings, aws, tokens, keys, sealing, clock, ids);
        return new IdentityService(
                directory,
                keys,
                new ServiceSessions(directory, standings, tokens, clock, ids),
                standings,
                List.of(IamApi.iam(parts), IamApi.sts(parts)),
                clock,
                new SealedKeys(directory, sealing));
    }

    /** What master keys sealed here. */
    public KeyUse sealedKeys() {
        return sealedKeys;
    }

    /** IAM and STS. */
    public List<ServiceApi> apis() {
        return apis;
    }

    /** Users' keys, and those of assumed roles. */
    public AccessKeys keys() {
        return keys;
    }

    /** Who judges calls by the policies that are stored here. */
    public PolicyGate gate(Enforcement enforcement) {
        return new PolicyGate(enforcement, directory, standings, keys, new Denials(Denials.Settings.DEFAULT), clock);
    }

    /** What gives hosts the credentials of their instance profiles. */
    public OwnOperation instanceCredentials(Enforcement enforcement) {
        return new InstanceCredentialsApi(directory, roles, clock, enforcement == Enforcement.ENFORCE);
    }

    /** The roles that services act as. */
    public RoleSessions roles() {
        return roles;
    }

    /** What is known of a caller beyond what its signature says. */
    public KnownCaller known(Caller caller) {
        return KnownCaller.of(caller, directory, keys);
    }

    @Override
    public void close() {
        directory.close();
    }
}
