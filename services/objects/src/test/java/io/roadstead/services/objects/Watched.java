package io.roadstead.services.objects;

import io.roadstead.services.objects.blob.Blobs;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Predicate;

/** Blobs of which is told when one has been opened to be read. */
record Watched(Blobs blobs, Runnable opened) implements Blobs {
    @Override
    public Writing write(String name) throws IOException {
        return blobs.write(name);
    }

    @Override
    public InputStream read(String name, long from) throws IOException {
        InputStream in = blobs.read(name, from);
        opened.run();
        return in;
    }

    @Override
    public void delete(String name) throws IOException {
        blobs.delete(name);
    }

    @Override
    public int sweep(Predicate<String> needed) throws IOException {
        return blobs.sweep(needed);
    }
}
