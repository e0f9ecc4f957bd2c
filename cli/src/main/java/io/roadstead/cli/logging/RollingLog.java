package io.roadstead.cli.logging;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/**
 * A log file that is moved aside when it is full: {@code x.log} becomes {@code x.log.1}, that one {@code x.log.2}, and
 * so on; the oldest goes. The file of the moment always has the same name, which the JDK's own handler cannot do.
 */
public final class RollingLog extends Handler {
    private final Path file;
    private final long limit;
    private final int kept;
    private OutputStream stream;
    private long size;

    /**
     * @param limit bytes after which the file is moved aside
     * @param kept how many older files stay
     */
    public RollingLog(Path file, long limit, int kept, Formatter formatter) throws IOException {
        this.file = file;
        this.limit = limit;
        this.kept = kept;
        setFormatter(formatter);
        stream = open();
        size = Files.size(file);
    }

    @Override
    public synchronized void publish(LogRecord logged) {
        if (!isLoggable(logged)) {
            return;
        }
        try {
            byte[] line = getFormatter().format(logged).getBytes(StandardCharsets.UTF_8);
            if (size > 0 && size + line.length > limit) {
                roll();
            }
            stream.write(line);
            size += line.length;
        } catch (IOException e) {
            reportError("log to " + file, e, ErrorManager.WRITE_FAILURE);
        }
    }

    private void roll() throws IOException {
        stream.close();
        for (int i = kept - 1; i >= 1; i--) {
            if (Files.exists(older(i))) {
                Files.move(older(i), older(i + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (kept > 0) {
            Files.move(file, older(1), StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.delete(file);
        }
        stream = open();
        size = 0;
    }

    private OutputStream open() throws IOException {
        return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private Path older(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    @Override
    public void flush() {
        // Every line is written as it comes.
    }

    @Override
    public synchronized void close() {
        try {
            stream.close();
        } catch (IOException e) {
            reportError("close " + file, e, ErrorManager.CLOSE_FAILURE);
        }
    }
}
