package io.roadstead.services.identity.session;

import io.roadstead.core.Sealing;
import io.roadstead.services.identity.directory.Directory;
import io.roadstead.services.identity.directory.Kind;
import io.roadstead.services.identity.directory.StoredKey;
import io.roadstead.services.identity.directory.User;
import io.roadstead.wire.AccessKey;
import io.roadstead.wire.AccessKeys;
import io.roadstead.wire.Secret;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

/** The access keys of users, and the temporary keys of assumed roles. */
public final class IdentityKeys implements AccessKeys {
    /** Opened secrets remembered, so that a signature costs no decryption; beyond it all are forgotten. */
    private static final int OPENED = 10_000;

    /** Sessions remembered: many more than call at once. */
    private static final int SESSIONS = 10_000;

    private final Directory directory;
    private final Sealing sealing;
    private final SessionTokens tokens;
    private final InstantSource clock;
    private final ConcurrentMap<String, Secret> opened = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    /** The claims of the sessions that called last: their operations ask for them right after the signature. */
    private final Map<String, SessionClaims> verified = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SessionClaims> eldest) {
            return size() > SESSIONS;
        }
    };

    public IdentityKeys(Directory directory, Sealing sealing, SessionTokens tokens, InstantSource clock) {
        this.directory = directory;
        this.sealing = sealing;
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public Optional<AccessKey> find(String accessKeyId, Optional<String> sessionToken) {
        if (sessionToken.isPresent()) {
            return tokens.verify(accessKeyId, sessionToken.get(), clock.instant())
                    .map(this::remembered);
        }
        return directory.accessKey(accessKeyId).filter(StoredKey::active).flatMap(this::open);
    }

    /** What was said when the role was assumed, of a temporary key whose token was verified lately. */
    public Optional<SessionClaims> claims(String accessKeyId) {
        lock.lock();
        try {
            return Optional.ofNullable(verified.get(accessKeyId));
        } finally {
            lock.unlock();
        }
    }

    private AccessKey remembered(SessionTokens.Verified session) {
        lock.lock();
        try {
            verified.put(session.key().id(), session.claims());
            return session.key();
        } finally {
            lock.unlock();
        }
    }

    /** What a secret is sealed for. */
    public static String context(String accessKeyId) {
        return "iam-access-key/" + accessKeyId;
    }

    private Optional<AccessKey> open(StoredKey key) {
        Optional<User> user = directory.find(Kind.USER, key.account(), key.userName());
        return user.map(holder -> new AccessKey(key.accessKeyId(), secret(key), key.account(), holder.arn()));
    }

    private Secret secret(StoredKey key) {
        Secret known = opened.get(key.sealedSecret());
        if (known != null) {
            return known;
        }
        Secret secret = new Secret(sealing.open(key.sealedSecret(), context(key.accessKeyId())));
        if (opened.size() >= OPENED) {
            opened.clear();
        }
        opened.put(key.sealedSecret(), secret);
        return secret;
    }
}
