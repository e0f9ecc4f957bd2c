package io.roadstead.cli.logging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** When a log's file is moved aside, and what it is called then. */
public sealed interface Rollover {
    /**
     * Whether a line begins a new file.
     *
     * @param size of the file in bytes
     * @param line its bytes
     * @param last when the file was written to before
     */
    boolean due(long size, int line, Instant last, Instant now);

    /**
     * Moves a file aside.
     *
     * @param kept how many older files stay
     * @param last when the file was written to
     */
    void moveAside(Path file, int kept, Instant last) throws IOException;

    /** {@code x.log} becomes {@code x.log.1}, that one {@code x.log.2}, and so on. */
    record BySize(long bytes) implements Rollover {
        @Override
        public boolean due(long size, int line, Instant last, Instant now) {
            return size > 0 && size + line > bytes;
        }

        @Override
        public void moveAside(Path file, int kept, Instant last) throws IOException {
            for (int i = kept - 1; i >= 1; i--) {
                if (Files.exists(named(file, i))) {
                    Files.move(named(file, i), named(file, i + 1), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            if (kept > 0) {
                Files.move(file, named(file, 1), StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.delete(file);
            }
        }

        private static Path named(Path file, int number) {
            return file.resolveSibling(file.getFileName() + "." + number);
        }
    }

    /** {@code x.log} becomes {@code x.log.2026-11-23-14} when the first line of the next hour comes. */
    record ByHour(ZoneId zone) implements Rollover {
        private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("yyyy-MM-dd-HH", Locale.ROOT);
        private static final Pattern HOURS_NAME = Pattern.compile("\\.\\d{4}-\\d\\d-\\d\\d-\\d\\d");

        @Override
        public boolean due(long size, int line, Instant last, Instant now) {
            return size > 0 && hour(now).isAfter(hour(last));
        }

        @Override
        public void moveAside(Path file, int kept, Instant last) throws IOException {
            Files.move(
                    file,
                    file.resolveSibling(file.getFileName() + "." + HOUR.format(last.atZone(zone))),
                    StandardCopyOption.REPLACE_EXISTING);
            for (Path old : older(file).stream().skip(kept).toList()) {
                Files.deleteIfExists(old);
            }
        }

        /** The newest first, which the name tells. */
        private static List<Path> older(Path file) throws IOException {
            String name = file.getFileName().toString();
            try (Stream<Path> files = Files.list(file.toAbsolutePath().getParent())) {
                return files.filter(each -> {
                            String other = each.getFileName().toString();
                            return other.startsWith(name)
                                    && HOURS_NAME
                                            .matcher(other.substring(name.length()))
                                            .matches();
                        })
                        .sorted(Comparator.reverseOrder())
                        .toList();
            }
        }

        private Instant hour(Instant time) {
            return time.atZone(zone).truncatedTo(ChronoUnit.HOURS).toInstant();
        }
    }
}
