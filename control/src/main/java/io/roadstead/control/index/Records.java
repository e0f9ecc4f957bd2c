package io.roadstead.control.index;

import io.roadstead.core.event.ServiceNews;
import io.roadstead.core.model.ServiceKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records that only the shell needs: bookkeeping of names, tokens and accounts. */
public final class Records {
    private Records() {}

    /** The newest revision ever given in a family: numbers are never used twice. */
    public record Family(String name, int newestRevision) {}

    /**
     * What a call with a client token did, so that the same call again answers the same.
     *
     * @param requestHash of the request without its token
     * @param resourceIds of what was made, in order
     * @param failures what could not be done, as answered
     */
    public record ClientToken(
            String requestHash, List<String> resourceIds, List<FailedPlacement> failures, Instant usedAt) {
        public ClientToken {
            resourceIds = List.copyOf(resourceIds);
            failures = List.copyOf(failures);
        }
    }

    /**
     * An entry of {@code failures[]}.
     *
     * @param detail the same in plain words, with the numbers
     */
    public record FailedPlacement(
            String arn, String reason, @Nullable String detail) {}

    /** An account of this installation. */
    public record Account(String id, Instant createdAt) {}

    /**
     * An access key of an account's root.
     *
     * @param sealedSecret the secret, sealed with the installation's master key
     */
    public record AccountKey(String accessKeyId, String account, String sealedSecret, Instant createdAt) {}

    /**
     * What a decision of the service scheduler told the event bus, written by the transaction that carries the decision
     * out, so that neither is there without the other. Every server's journal takes it from here; once they had their
     * time it is forgotten.
     *
     * @param id a UUID, which becomes the event's id on every server
     * @param at when it was decided
     */
    public record StoredNews(String id, ServiceKey service, ServiceNews news, Instant at) {}
}
