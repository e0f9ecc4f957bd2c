package io.roadstead.control.api;

import io.roadstead.control.index.Records.ClientToken;
import io.roadstead.control.index.Records.FailedPlacement;
import io.roadstead.control.write.Draft;
import io.roadstead.store.Key;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Client tokens: the same call with the same token is one call. */
final class Tokens {
    private Tokens() {}

    /** What the first call with this token did. */
    static Optional<ClientToken> earlier(Draft draft, Key token) {
        return draft.read(token, ClientToken.class);
    }

    static void remember(
            Draft draft,
            Key token,
            String requestHash,
            List<String> resourceIds,
            List<FailedPlacement> failures,
            Instant now) {
        draft.put(token, new ClientToken(requestHash, resourceIds, failures, now));
    }
}
