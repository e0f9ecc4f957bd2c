package io.roadstead.store.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roadstead.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * That only one process has a store open, and who that is: a locked file that holds the process's id. The file stays
 * when the lock goes, for removing it could take away another's.
 */
final class ProcessLock implements AutoCloseable {
    /** More than a process id and a line's end. */
    private static final int MAX_PID_BYTES = 32;

    private final FileChannel channel;

    private ProcessLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Locks the file beside this store.
     *
     * @throws StoreException when another has it, naming the process
     */
    static ProcessLock of(Path store) {
        Path file = store.resolveSibling(store.getFileName() + ".lock");
        FileChannel channel;
        try {
            channel = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                    SqliteFile.ownerOnly(file, "rw-------"));
        } catch (IOException e) {
            throw new StoreException(
                    "the store's lock file " + file + " cannot be opened (" + e + "): make its directory writable", e);
        }
        try {
            FileLock lock = tryLock(channel);
            if (lock == null) {
                throw new StoreException("the store " + store + " is in use by " + holder(channel)
                        + ": stop that one, or give this one a data directory of its own");
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(UTF_8)), 0);
            return new ProcessLock(channel);
        } catch (IOException e) {
            closeAfter(e, channel);
            throw new StoreException(
                    "the store's lock file " + file + " cannot be locked (" + e + "): use a local file system", e);
        } catch (StoreException e) {
            closeAfter(e, channel);
            throw e;
        }
    }

    /**
     * Closing drops every lock that this process has on the file, so a second opener in one process takes away the
     * first's; SQLite's own exclusive lock, which {@link SqliteTable} holds, still keeps other processes out.
     */
    private static void closeAfter(Exception failure, FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(MAX_PID_BYTES);
        channel.read(buffer, 0);
        String text = new String(buffer.array(), 0, buffer.position(), UTF_8).strip();
        if (!text.matches("[0-9]{1,18}")) {
            return "another process";
        }
        long pid = Long.parseLong(text);
        if (pid == ProcessHandle.current().pid()) {
            return "this very process (" + pid + ")";
        }
        String command = ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .map(path -> " (" + path + ")")
                .orElse("");
        return "process " + pid + command;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
