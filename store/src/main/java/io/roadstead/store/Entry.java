package io.roadstead.store;

/**
 * A stored record.
 *
 * @param value never changed after it was handed over, by either side
 * @param revision the commit that last wrote it
 */
@SuppressWarnings("ArrayRecordComponent") // equality of entries is never asked for; a copy per read would be
public record Entry(Key key, byte[] value, Revision revision) {}
