package io.roadstead.wire.rest;

import io.roadstead.wire.Demand;
import java.io.IOException;
import java.util.List;

/** A request that was understood and is yet to be done. */
public interface RestCall {
    /** For example {@code GetObject}. */
    String operation();

    /** What its caller must be allowed. Asked for before it is done, and only when somebody judges. */
    List<Demand> demands();

    /**
     * Does it.
     *
     * @throws io.roadstead.wire.AwsException when it is refused
     * @throws IOException when the body could not be read to its end because the client went away
     */
    RestAnswer answer() throws IOException;
}
