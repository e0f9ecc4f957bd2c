package io.roadstead.services.objects.api;

import io.roadstead.services.objects.blob.Blobs;
import io.roadstead.services.objects.catalog.Piece;
import io.roadstead.wire.rest.RestAnswer;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.util.List;

/** An object's bytes, or a range of them, piece after piece. */
final class ObjectContent implements RestAnswer.Content {
    private static final int BUFFER = 1 << 17;

    private final Blobs blobs;
    private final List<Piece> pieces;
    private int at;
    private long left;
    private InputStream open;

    private ObjectContent(Blobs blobs, List<Piece> pieces, int at, long left, InputStream open) {
        this.blobs = blobs;
        this.pieces = pieces;
        this.at = at;
        this.left = left;
        this.open = open;
    }

    /**
     * Opens the piece that the first byte lies in.
     *
     * @throws NoSuchFileException when it is gone: the object was replaced since its record was read
     */
    static ObjectContent open(Blobs blobs, List<Piece> pieces, long first, long length) throws IOException {
        long skip = first;
        int at = 0;
        while (at < pieces.size() && skip >= pieces.get(at).size()) {
            skip -= pieces.get(at).size();
            at++;
        }
        return at == pieces.size()
                ? new ObjectContent(blobs, pieces, at, 0, InputStream.nullInputStream())
                : new ObjectContent(
                        blobs, pieces, at, length, blobs.read(pieces.get(at).blob(), skip));
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        while (left > 0) {
            int read = open.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read >= 0) {
                out.write(buffer, 0, read);
                left -= read;
            } else {
                next();
            }
        }
    }

    private void next() throws IOException {
        open.close();
        at++;
        if (at >= pieces.size()) {
            throw new EOFException("the bytes of an object are fewer than its record says");
        }
        open = blobs.read(pieces.get(at).blob(), 0);
    }

    @Override
    public void close() throws IOException {
        open.close();
    }
}
