package io.roadstead.store.sqlite;

import io.roadstead.store.Batch;
import io.roadstead.store.Revision;
import java.sql.SQLException;

/** Where batches become durable. Used by one platform thread. */
interface DurableTable extends AutoCloseable {
    /** Writes all of the batch or nothing. After an exception nobody knows which, until {@link #recover}. */
    void write(Batch batch) throws SQLException;

    /**
     * Ends what a failed {@link #write} may have left behind.
     *
     * @return the revision that is durable, from now on in any case
     * @throws SQLException when the table still cannot be written
     */
    Revision recover() throws SQLException;

    /**
     * Tidies up if enough has gathered.
     *
     * @param idle whether nobody waits, so that less is enough
     */
    void checkpoint(boolean idle);

    @Override
    void close();
}
