package io.roadstead.store;

/** One change of a transaction. */
public sealed interface Write {
    Key key();

    /** Writes the record, whether or not there was one. */
    @SuppressWarnings("ArrayRecordComponent") // equality of writes is never asked for
    record Put(Key key, byte[] value) implements Write {}

    /** Removes the record; removing none is no error. */
    record Delete(Key key) implements Write {}
}
