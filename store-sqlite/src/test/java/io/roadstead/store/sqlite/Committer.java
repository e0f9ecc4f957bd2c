package io.roadstead.store.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roadstead.store.CommitResult;
import io.roadstead.store.Key;
import io.roadstead.store.Txn;
import io.roadstead.store.Write;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A process to be killed: opens the store, says {@code open}, then commits from several threads for ever and says each
 * operation's id, record and revision once it is acknowledged, unbuffered.
 */
final class Committer {
    private static final int CALLERS = 8;

    private Committer() {}

    /** @param arguments the store's file, and a name that no other round has */
    public static void main(String[] arguments) throws InterruptedException, ExecutionException, IOException {
        String round = arguments[1];
        ReentrantLock saying = new ReentrantLock();
        try (SqliteStore store = SqliteStore.open(Path.of(arguments[0]), InstantSource.system());
                OutputStream out = new FileOutputStream(FileDescriptor.out);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            say(out, saying, "open");
            List<Future<?>> callers = new ArrayList<>();
            for (int c = 0; c < CALLERS; c++) {
                String caller = round + "-" + c;
                callers.add(threads.submit(() -> {
                    for (int i = 0; ; i++) {
                        String id = caller + "-" + i;
                        CommitResult result = store.commit(new Txn(
                                id,
                                List.of(),
                                List.of(
                                        new Write.Put(Key.of("k", caller, "" + i % 20), id.getBytes(UTF_8)),
                                        new Write.Put(Key.of("all", id), new byte[700]))));
                        if (result instanceof CommitResult.Committed committed) {
                            say(out, saying, id + " " + committed.revision().number());
                        } else {
                            throw new IllegalStateException("not committed: " + result);
                        }
                    }
                }));
            }
            for (Future<?> caller : callers) {
                caller.get();
            }
        }
    }

    private static void say(OutputStream out, ReentrantLock saying, String line) throws IOException {
        saying.lock();
        try {
            out.write((line + "\n").getBytes(UTF_8));
        } finally {
            saying.unlock();
        }
    }
}
