package io.roadstead.services.objects.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.services.objects.TestSealing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link Blobs} keeps to, and what a directory does besides. */
class BlobsTest {
    private static final String ONE = "0123456789abcdef0123456789abcdef";
    private static final String OTHER = "fedcba9876543210fedcba9876543210";

    private static List<Blobs> all(Path directory) throws IOException {
        return List.of(new MemoryBlobs(), DirectoryBlobs.open(directory, new TestSealing("key")));
    }

    private static void put(Blobs blobs, String name, byte[] bytes) throws IOException {
        try (Blobs.Writing writing = blobs.write(name)) {
            writing.stream().write(bytes);
            writing.keep();
        }
    }

    private static byte[] read(Blobs blobs, String name, long from) throws IOException {
        try (InputStream in = blobs.read(name, from)) {
            return in.readAllBytes();
        }
    }

    @Test
    void whatWasKeptIsReadFromAnyPlace(@TempDir Path directory) throws IOException {
        byte[] bytes = new byte[100_003];
        new Random(1).nextBytes(bytes);
        for (Blobs blobs : all(directory)) {
            put(blobs, ONE, bytes);
            for (int from : new int[] {0, 1, 15, 16, 17, 4_096, 99_999, 100_002, 100_003}) {
                assertThat(read(blobs, ONE, from))
                        .as("from %d", from)
                        .isEqualTo(Arrays.copyOfRange(bytes, from, bytes.length));
            }
        }
    }

    @Test
    void whatWasNotKeptIsNotThere(@TempDir Path directory) throws IOException {
        for (Blobs blobs : all(directory)) {
            try (Blobs.Writing writing = blobs.write(ONE)) {
                writing.stream().write(1);
            }
            assertThatThrownBy(() -> blobs.read(ONE, 0)).isInstanceOf(NoSuchFileException.class);
            put(blobs, ONE, new byte[0]);
            assertThat(read(blobs, ONE, 0)).isEmpty();
        }
    }

    @Test
    void whatIsDeletedWhileItIsReadIsReadToItsEnd(@TempDir Path directory) throws IOException {
        for (Blobs blobs : all(directory)) {
            put(blobs, ONE, "hello".getBytes(UTF_8));
            try (InputStream in = blobs.read(ONE, 0)) {
                blobs.delete(ONE);
                blobs.delete(ONE);
                assertThat(in.readAllBytes()).isEqualTo("hello".getBytes(UTF_8));
            }
            assertThatThrownBy(() -> blobs.read(ONE, 0)).isInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    void aSweepLeavesWhatIsNeeded(@TempDir Path directory) throws IOException {
        for (Blobs blobs : all(directory)) {
            put(blobs, ONE, new byte[1]);
            put(blobs, OTHER, new byte[1]);
            assertThat(blobs.sweep(Set.of(ONE)::contains)).isEqualTo(1);
            assertThat(read(blobs, ONE, 0)).hasSize(1);
            assertThatThrownBy(() -> blobs.read(OTHER, 0)).isInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    void aSweepRemovesWhatACrashLeftHalfWrittenEvenUnderANeededName(@TempDir Path directory) throws IOException {
        Blobs blobs = DirectoryBlobs.open(directory, new TestSealing("key"));
        Files.write(directory.resolve("new").resolve(ONE), new byte[3]);
        assertThat(blobs.sweep(name -> true)).isEqualTo(1);
        put(blobs, ONE, new byte[1]);
        assertThat(read(blobs, ONE, 0)).hasSize(1);
    }

    @Test
    void nothingReadableLiesOnTheDiskAndEachFileHasAnotherKey(@TempDir Path directory) throws IOException {
        Blobs blobs = DirectoryBlobs.open(directory, new TestSealing("key"));
        byte[] secret = "PASSWORD=hunter2".repeat(100).getBytes(UTF_8);
        put(blobs, ONE, secret);
        put(blobs, OTHER, secret);
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> found = files.filter(Files::isRegularFile).toList();
            assertThat(found).hasSize(2);
            assertThat(Files.readAllBytes(found.getFirst())).isNotEqualTo(Files.readAllBytes(found.getLast()));
            for (Path file : found) {
                assertThat(new String(Files.readAllBytes(file), UTF_8)).doesNotContain("hunter2");
            }
        }
        assertThat(read(DirectoryBlobs.open(directory, new TestSealing("key")), ONE, 0))
                .isEqualTo(secret);
        assertThat(read(DirectoryBlobs.open(directory, new TestSealing("another")), ONE, 0))
                .isNotEqualTo(secret);
    }

    @Test
    void aNameThatIsNotOneOfOursNeverReachesTheDisk(@TempDir Path directory) throws IOException {
        Blobs blobs = DirectoryBlobs.open(directory, new TestSealing("key"));
        for (String name : List.of("", "..", "../../etc/passwd", ONE + "/x", ONE.toUpperCase(Locale.ROOT))) {
            assertThatThrownBy(() -> blobs.write(name)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> blobs.read(name, 0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> blobs.delete(name)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
