package io.roadstead.services.events.record;

import io.roadstead.wire.ObservedCall;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * What requests were recorded as, so that one that comes again and again, as from somebody who waits for a task, is
 * written as JSON once. Whoever sends the same bytes to the same operation asked the same, and is recorded the same.
 *
 * <p>Kept is what stands in the records, from which secrets are gone, and the hash of the body, never the body itself.
 */
final class KeptRequests {
    /** Beyond it all are forgotten and written anew when met. */
    static final int LIMIT = 500;

    /** In bytes; longer ones are not kept. DescribeTasks of a hundred tasks has some 10,000. */
    static final int LONGEST = 16 << 10;

    private final ConcurrentMap<Asked, byte[]> recorded = new ConcurrentHashMap<>();

    private record Asked(String service, String operation, String bodyHash) {}

    /**
     * What is recorded of what this call asked.
     *
     * @param write makes it where it is not known
     */
    byte[] get(ObservedCall call, Supplier<byte[]> write) {
        // What could not be read is nothing to keep.
        if (call.bodyHash().isEmpty() || !(call.request() instanceof ObservedCall.Told.Structure)) {
            return write.get();
        }
        Asked asked = new Asked(call.service(), call.operation(), call.bodyHash());
        byte[] known = recorded.get(asked);
        if (known != null) {
            return known;
        }
        byte[] written = write.get();
        if (written.length <= LONGEST) {
            if (recorded.size() >= LIMIT) {
                recorded.clear();
            }
            recorded.put(asked, written);
        }
        return written;
    }
}
