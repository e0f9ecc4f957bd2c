package io.roadstead.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.sqlite.util.OSInfo;

/**
 * How tests start Roadstead's processes. Three hundred of them start in a run, and most of what a start costs is the same
 * each time: Maven has them begin from a {@link ClassCache}. Anything else, such as an editor, starts them from the class
 * path as it is: for one test the cache would not pay.
 */
final class Children {
    /** Says where caches may be; set in this module's pom. */
    private static final String PLACE = "roadstead.class-cache";

    private static final long TRAINING_SECONDS = 180;

    private static final List<String> OPTIONS = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            // Servers here live for seconds: what the second compiler costs, it never earns; a start takes 2.4 s of
            // processor time instead of 4.1 s.
            "-XX:TieredStopAtLevel=1",
            "-Xmx512m");

    private static final List<String> COMMAND = command();

    private Children() {}

    /** The command line of Roadstead's own main class, run as the launcher runs it. */
    static List<String> roadstead(String... words) {
        List<String> command = new ArrayList<>(COMMAND);
        command.add("io.roadstead.cli.Main");
        command.addAll(List.of(words));
        return command;
    }

    private static List<String> command() {
        List<String> command = new ArrayList<>(java());
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        String place = System.getProperty(PLACE);
        if (place != null) {
            ClassCache.Made made = made(Path.of(place), classPath);
            classPath = made.classPath();
            if (Files.exists(made.cache())) {
                // One that does not fit is left alone without a word, as it is by the launcher.
                command.addAll(List.of("-XX:AOTCache=" + made.cache(), "-Xlog:cds*=off,aot*=off"));
            }
            if (Files.exists(library(made))) {
                command.add("-Dorg.sqlite.lib.path=" + library(made).getParent());
            }
        }
        command.addAll(List.of("-cp", classPath));
        return List.copyOf(command);
    }

    private static List<String> java() {
        List<String> command =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow()));
        command.addAll(OPTIONS);
        return command;
    }

    private static ClassCache.Made made(Path place, String classPath) {
        List<Path> entries = Stream.of(classPath.split(System.getProperty("path.separator")))
                .map(Path::of)
                .toList();
        String jvm = System.getProperty("java.home") + System.getProperty("java.vm.version") + OPTIONS;
        try {
            return ClassCache.of(place, entries, jvm, Children::train);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** SQLite's driver copies its library out of the jar at each start, and a killed process leaves it in the temporary directory. */
    private static Path library(ClassCache.Made made) {
        return made.directory().resolve(System.mapLibraryName("sqlitejdbc"));
    }

    private static void takeOutLibrary(ClassCache.Made made) throws IOException {
        Path library = library(made);
        String inJar =
                "/org/sqlite/native/" + OSInfo.getNativeLibFolderPathForCurrentOS() + "/" + library.getFileName();
        try (InputStream bytes = OSInfo.class.getResourceAsStream(inJar)) {
            if (bytes != null) {
                Files.copy(bytes, library);
            }
        }
    }

    private static void train(ClassCache.Made made) throws IOException, InterruptedException {
        takeOutLibrary(made);
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path data = Files.createTempDirectory("roadstead-training");
        List<String> command = new ArrayList<>(java());
        command.addAll(List.of(
                "-XX:AOTCacheOutput=" + made.cache(),
                "-Dorg.sqlite.lib.path=" + made.directory(),
                "-cp",
                made.classPath(),
                TrainingRun.class.getName(),
                Integer.toString(port),
                data.toString()));
        Process process = Installation.launch(
                command,
                made.directory().resolve("training.log"),
                Map.of("ECS_IMAGE_PULL_BEHAVIOR", "prefer-cached", "AWS_ENDPOINT_URL", "http://127.0.0.1:" + port));
        try {
            if (!process.waitFor(TRAINING_SECONDS, TimeUnit.SECONDS) || !Files.exists(made.cache())) {
                System.err.println("No cache of classes was made, so that tests take longer: see "
                        + made.directory().resolve("training.log"));
            }
        } finally {
            process.destroyForcibly();
        }
        try (Stream<Path> all = Files.walk(data)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        }
    }
}
