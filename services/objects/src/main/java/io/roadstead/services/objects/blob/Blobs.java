package io.roadstead.services.objects.blob;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.util.function.Predicate;

/**
 * Bytes by name, written once and never changed. Names are this server's own, 32 hexadecimal digits each: what a client
 * calls an object never reaches a file's name.
 */
public interface Blobs {
    /** Begins a blob; there is none of this name until {@link Writing#keep}. */
    Writing write(String name) throws IOException;

    /** A blob on its way. Closing one that was not kept leaves nothing. */
    interface Writing extends AutoCloseable {
        OutputStream stream();

        /** Makes it last: when this returns, the blob is on disk whole, whatever happens to the machine. */
        void keep() throws IOException;

        @Override
        void close() throws IOException;
    }

    /**
     * The bytes of a blob from a place to its end. One that is deleted while it is read can be read to its end.
     *
     * @throws NoSuchFileException when there is none of this name
     */
    InputStream read(String name, long from) throws IOException;

    /** Removes a blob; removing none is no error. */
    void delete(String name) throws IOException;

    /**
     * Removes every blob that is not needed, and what was begun and never kept. Only while nothing is written.
     *
     * @return how many were removed
     */
    int sweep(Predicate<String> needed) throws IOException;
}
