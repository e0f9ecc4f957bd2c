package io.roadstead.services.objects.blob;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;

/** Blobs that last as long as the program, for tests. */
public final class MemoryBlobs implements Blobs {
    private final ConcurrentMap<String, byte[]> blobs = new ConcurrentHashMap<>();

    /** What is kept now. */
    public Set<String> names() {
        return Set.copyOf(blobs.keySet());
    }

    @Override
    public Writing write(String name) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        return new Writing() {
            @Override
            public OutputStream stream() {
                return bytes;
            }

            @Override
            public void keep() {
                blobs.put(name, bytes.toByteArray());
            }

            @Override
            public void close() {
                bytes.reset();
            }
        };
    }

    @Override
    public InputStream read(String name, long from) throws IOException {
        byte[] bytes = blobs.get(name);
        if (bytes == null) {
            throw new NoSuchFileException(name);
        }
        int start = (int) Math.min(from, bytes.length);
        return new ByteArrayInputStream(bytes, start, bytes.length - start);
    }

    @Override
    public void delete(String name) {
        blobs.remove(name);
    }

    @Override
    public int sweep(Predicate<String> needed) {
        int before = blobs.size();
        blobs.keySet().removeIf(needed.negate());
        return before - blobs.size();
    }
}
