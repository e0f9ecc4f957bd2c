package io.roadstead.wire.rest;

import io.roadstead.wire.Demand;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request that was understood and is yet to be done. */
public interface RestCall {
    /** For example {@code GetObject}. */
    String operation();

    /** What its caller must be allowed. Asked for before it is done, and only when somebody judges. */
    List<Demand> demands();

    /**
     * What a record of the call tells of its request, by the names that CloudTrail gives; absent for calls that are not
     * recorded, such as those about a service's data.
     */
    Optional<Map<String, String>> recorded();

    /**
     * Does it.
     *
     * @throws io.roadstead.wire.AwsException when it is refused
     * @throws IOException when the body could not be read to its end because the client went away
     */
    RestAnswer answer() throws IOException;
}
