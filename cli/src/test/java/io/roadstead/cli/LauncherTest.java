package io.roadstead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.cli.host.ExternalCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script itself, in a small tree of its own with a JDK and a Maven that only tell what they are asked. */
class LauncherTest {
    /** What the script may use: no java, no mvn. */
    private static final List<String> TOOLS = List.of(
            "bash",
            "env",
            "sh",
            "sed",
            "head",
            "tail",
            "find",
            "sort",
            "cksum",
            "ls",
            "dirname",
            "readlink",
            "mkdir",
            "mktemp",
            "chmod",
            "cp",
            "mv",
            "rm",
            "cat",
            "sleep",
            "grep",
            "flock",
            "awk",
            "tee",
            "timeout",
            "stat");

    private final Path directory;
    private final Path root;
    private final Path bin;
    private final Path jdks;

    LauncherTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        root = Files.createDirectory(directory.resolve("tree"));
        bin = Files.createDirectory(directory.resolve("bin"));
        jdks = Files.createDirectory(directory.resolve("jdks"));
        Path script = Path.of(Objects.requireNonNull(System.getProperty("roadstead.root")), "roadstead");
        Files.copy(script, root.resolve("roadstead"));
        executable(root.resolve("roadstead"));
        write(root.resolve("pom.xml"), "<project>\n  <version>1.2.3</version>\n</project>\n");
        write(root.resolve("cli/pom.xml"), "<project/>\n");
        write(root.resolve("cli/src/main/java/A.java"), "class A {}\n");
        write(root.resolve("cli/src/main/resources/io/roadstead/cli/help.txt"), "the help\n");
        for (String tool : TOOLS) {
            for (String place : List.of("/usr/bin", "/bin")) {
                if (Files.isExecutable(Path.of(place, tool))) {
                    write(bin.resolve(tool), "#!/bin/sh\nexec " + place + "/" + tool + " \"$@\"\n");
                    executable(bin.resolve(tool));
                }
            }
        }
    }

    @Test
    void helpAndVersionNeedNeitherJdkNorBuild() throws Exception {
        assertThat(launch("help").output()).isEqualTo("the help\n");
        assertThat(launch("--help").output()).isEqualTo("the help\n");
        assertThat(launch().output()).isEqualTo("the help\n");
        assertThat(launch("--version").output()).isEqualTo("roadstead 1.2.3\n");
    }

    @Test
    void withoutAJdkItSaysWhatToInstall() throws Exception {
        ExternalCommand.Result result = launch("up");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output())
                .startsWith("Roadstead needs a JDK 25 and found none")
                .contains("sudo apt-get install openjdk-25-jdk-headless")
                .contains("https://adoptium.net/temurin/releases/?version=25");
    }

    @Test
    void anOldJdkDoesNotCount() throws Exception {
        jdk("17", "17.0.15");
        assertThat(launch("up").output()).startsWith("Roadstead needs a JDK 25 and found none");
    }

    @Test
    void withoutMavenItSaysWhatToInstall() throws Exception {
        jdk("25", "25.0.1");
        ExternalCommand.Result result = launch("up");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output()).contains("no mvn on the PATH").contains("sudo apt-get install maven");
    }

    @Test
    void itTakesJdk25BeforeNewerOnesAndJavaHomeBeforeBoth() throws Exception {
        maven(0);
        jdk("26", "26");
        assertThat(launch("up").output()).contains("jdk 26:");
        jdk("a25", "25.0.1");
        assertThat(launch("up").output()).contains("jdk a25:");
        assertThat(launch(Map.of("JAVA_HOME", jdks.resolve("26").toString()), "up")
                        .output())
                .contains("jdk 26:");
        assertThat(launch(Map.of("JAVA_HOME", directory.toString()), "up").output())
                .contains("jdk a25:");
    }

    @Test
    void itBuildsOnceAndAgainOnlyWhenASourceChanged() throws Exception {
        jdk("25", "25.0.1");
        maven(0);
        assertThat(launch("up").exit()).isZero();
        assertThat(launch("up", "--detach").output()).contains("io.roadstead.cli.Main up --detach");
        assertThat(builds()).isEqualTo(1);

        write(root.resolve("cli/src/main/java/A.java"), "class A { int a; }\n");
        launch("up");
        assertThat(builds()).isEqualTo(2);

        Files.setLastModifiedTime(root.resolve("cli/pom.xml"), FileTime.fromMillis(1_700_000_000_000L));
        launch("up");
        assertThat(builds()).isEqualTo(3);

        write(root.resolve("cli/src/main/java/B.java"), "class B {}\n");
        launch("up");
        assertThat(builds()).isEqualTo(4);

        write(root.resolve("cli/src/test/java/ATest.java"), "class ATest {}\n");
        write(root.resolve("README.md"), "text\n");
        launch("up");
        assertThat(builds()).isEqualTo(4);
    }

    @Test
    void whatEndsARunningServerDoesNotWaitForABuild() throws Exception {
        jdk("25", "25.0.1");
        maven(0);
        launch("up");
        write(root.resolve("cli/src/main/java/A.java"), "class A { does not compile }\n");
        maven(1);
        assertThat(launch("down").output()).contains("io.roadstead.cli.Main down");
        assertThat(launch("status").output()).contains("io.roadstead.cli.Main status");
        assertThat(launch("up").exit()).isEqualTo(1);
    }

    @Test
    void aFailedBuildShowsWhyAndRunsNothing() throws Exception {
        jdk("25", "25.0.1");
        maven(1);
        ExternalCommand.Result result = launch("up");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output())
                .contains("The build failed")
                .contains("[ERROR] it does not compile")
                .doesNotContain("io.roadstead.cli.Main");
        maven(0);
        assertThat(launch("up").exit()).isZero();
    }

    @Test
    void twoAtOnceBuildOnce() throws Exception {
        jdk("25", "25.0.1");
        maven(0);
        List<Process> both = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            both.add(new ProcessBuilder(command(Map.of(), "up"))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
        }
        for (Process process : both) {
            assertThat(process.waitFor()).isZero();
        }
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void aServerKeepsTheJarsItRunsFromWhenOthersAreBuilt() throws Exception {
        jdk("25", "25.0.1");
        maven(0);
        String first = classPath(launch("up").output());
        write(root.resolve("cli/src/main/java/A.java"), "class A { int b; }\n");
        String second = classPath(launch("up").output());
        assertThat(second).isNotEqualTo(first);
        assertThat(Path.of(first).resolveSibling("roadstead.jar")).exists();
    }

    @Test
    void itWorksThroughALinkAndFromAnywhere() throws Exception {
        jdk("25", "25.0.1");
        maven(0);
        Files.createSymbolicLink(directory.resolve("link"), Path.of("tree/roadstead"));
        Files.createSymbolicLink(bin.resolve("rs"), directory.resolve("link"));
        ExternalCommand.Result result = ExternalCommand.run(
                Duration.ofSeconds(60),
                null,
                Map.of(),
                List.of(
                        "env",
                        "-i",
                        "-C",
                        "/",
                        "PATH=" + bin,
                        "HOME=" + directory,
                        "ROADSTEAD_JDK_SEARCH=" + jdks,
                        "rs",
                        "status"));
        assertThat(result.output()).contains("-Droadstead.root=" + root.toRealPath());
    }

    @Test
    void jarsThatAreGivenAreRunAsTheyAre() throws Exception {
        jdk("25", "25.0.1");
        assertThat(launch(Map.of("ROADSTEAD_RUNTIME", "/some/jars"), "up").output())
                .contains("-cp /some/jars/*");
    }

    @Test
    void theClosingCountsAreThoseOfTheReports() throws Exception {
        jdk("25", "25.0.1");
        maven(0);
        ExternalCommand.Result result = launch("test");
        assertThat(result.output()).endsWith("\n6 passed, 0 failed, 1 skipped\n");
        assertThat(result.exit()).isZero();
    }

    @Test
    void aFailedTestFailsTheRun() throws Exception {
        jdk("25", "25.0.1");
        maven(0);
        ExternalCommand.Result result = launch(Map.of("FAKE_FAILURES", "2"), "test", "--quick");
        assertThat(result.output()).endsWith("\n4 passed, 2 failed, 1 skipped\n");
        assertThat(result.exit()).isNotZero();
        assertThat(Files.readString(directory.resolve("builds"))).contains("-DexcludedGroups=docker,long");
    }

    @Test
    void aRunWithoutATestFails() throws Exception {
        jdk("25", "25.0.1");
        maven(0);
        ExternalCommand.Result result = launch(Map.of("FAKE_NO_TESTS", "1"), "test");
        assertThat(result.output()).endsWith("\n0 passed, 0 failed, 0 skipped\n");
        assertThat(result.exit()).isNotZero();
    }

    @Test
    void aModuleThatDoesNotCompileFailsTheRunEvenIfAllTestsPass() throws Exception {
        jdk("25", "25.0.1");
        maven(0);
        launch("up");
        maven(1);
        ExternalCommand.Result result = launch("test");
        assertThat(result.output()).contains("it does not compile");
        assertThat(result.exit()).isNotZero();
    }

    private ExternalCommand.Result launch(String... arguments) throws InterruptedException {
        return launch(Map.of(), arguments);
    }

    private ExternalCommand.Result launch(Map<String, String> more, String... arguments) throws InterruptedException {
        return ExternalCommand.run(Duration.ofSeconds(60), null, Map.of(), command(more, arguments));
    }

    private List<String> command(Map<String, String> more, String... arguments) {
        List<String> command = new ArrayList<>(List.of("env", "-u", "JAVA_HOME"));
        command.addAll(List.of("PATH=" + bin, "HOME=" + directory, "ROADSTEAD_JDK_SEARCH=" + jdks));
        more.forEach((name, value) -> command.add(name + "=" + value));
        command.add(root.resolve("roadstead").toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /** A JDK whose java tells its name and arguments. */
    private void jdk(String name, String version) throws IOException {
        Path home = jdks.resolve(name);
        write(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        for (String program : List.of("java", "javac")) {
            write(home.resolve("bin").resolve(program), "#!/bin/sh\necho \"jdk " + name + ": $*\"\n");
            executable(home.resolve("bin").resolve(program));
        }
    }

    /** A Maven that writes down that it was called, makes a jar and test reports, and ends with {@code status}. */
    private void maven(int status) throws IOException {
        write(bin.resolve("mvn"), """
                #!/bin/sh
                echo "$*" >> '%1$s/builds'
                if [ %3$s != 0 ]; then echo '[ERROR] it does not compile'; exit %3$s; fi
                sleep 0.2
                mkdir -p '%2$s/cli/target/lib' '%2$s/cli/target/surefire-reports'
                echo jar > '%2$s/cli/target/lib/roadstead.jar'
                if [ -z "$FAKE_NO_TESTS" ]; then
                  cd '%2$s/cli/target/surefire-reports'
                  echo '<testsuite name="A" time="0.1" tests="5" errors="0" skipped="1" failures="0">' > TEST-A.xml
                  echo "<testsuite name=\\"B\\" tests=\\"2\\" errors=\\"0\\" skipped=\\"0\\" failures=\\"${FAKE_FAILURES:-0}\\">" > TEST-B.xml
                fi
                """.formatted(directory, root, status));
        executable(bin.resolve("mvn"));
    }

    private long builds() throws IOException {
        return Files.readAllLines(directory.resolve("builds")).size();
    }

    private static String classPath(String output) {
        return output.replaceAll("(?s).*-cp (\\S+) io.*", "$1");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(
                file, text, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
