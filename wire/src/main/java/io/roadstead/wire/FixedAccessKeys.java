package io.roadstead.wire;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Access keys given once at construction: for tests, and for a server that needs no more than its root key. */
public final class FixedAccessKeys implements AccessKeys {
    private final Map<String, AccessKey> byId;
    private final Map<String, String> sessionTokens;

    private FixedAccessKeys(Map<String, AccessKey> byId, Map<String, String> sessionTokens) {
        this.byId = Map.copyOf(byId);
        this.sessionTokens = Map.copyOf(sessionTokens);
    }

    public static FixedAccessKeys of(AccessKey... keys) {
        return of(List.of(keys), Map.of());
    }

    /** @param sessionTokens by access key id: the tokens of those keys that are temporary */
    public static FixedAccessKeys of(List<AccessKey> keys, Map<String, String> sessionTokens) {
        Map<String, AccessKey> byId = new HashMap<>();
        keys.forEach(key -> byId.put(key.id(), key));
        return new FixedAccessKeys(byId, sessionTokens);
    }

    @Override
    public Optional<AccessKey> find(String accessKeyId, Optional<String> sessionToken) {
        Optional<String> expected = Optional.ofNullable(sessionTokens.get(accessKeyId));
        return expected.equals(sessionToken) ? Optional.ofNullable(byId.get(accessKeyId)) : Optional.empty();
    }
}
