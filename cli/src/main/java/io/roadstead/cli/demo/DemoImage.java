package io.roadstead.cli.demo;

import io.roadstead.cli.CommandFailure;
import io.roadstead.cli.host.ExternalCommand;
import io.roadstead.cli.host.Packages;
import io.roadstead.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Gets the demo's image onto this host: the one that is there, else pulled from its registry, else made from Debian's
 * {@code busybox-static} under the same name, so that the task definition runs as it is.
 */
final class DemoImage {
    /** Where no registry can be reached the engine says so at once or after its own 15 s. */
    static final Duration PULL_LIMIT = Duration.ofSeconds(45);

    private static final List<Path> BUSYBOX = List.of(Path.of("/bin/busybox"), Path.of("/usr/bin/busybox"));

    private final String name;
    private final Packages packages;
    private final Terminal terminal;

    DemoImage(String name, Packages packages, Terminal terminal) {
        this.name = name;
        this.packages = packages;
        this.terminal = terminal;
    }

    /** Where the image came from. */
    enum Origin {
        PRESENT("already on this host"),
        PULLED("pulled from its registry"),
        MADE("made from Debian's busybox-static, for no registry answers");

        final String words;

        Origin(String words) {
            this.words = words;
        }
    }

    Origin ensure() throws InterruptedException, IOException {
        if (Docker.run("image", "inspect", name).ok()) {
            return Origin.PRESENT;
        }
        terminal.progress("Pulling " + name + " ...");
        ExternalCommand.Result pulled = Docker.run(PULL_LIMIT, "pull", "--quiet", name);
        terminal.clearProgress();
        if (pulled.ok()) {
            return Origin.PULLED;
        }
        make(pulled.lastLine());
        return Origin.MADE;
    }

    /** Takes the image away again, unless it was here before. */
    void remove(Origin origin) throws InterruptedException {
        if (origin != Origin.PRESENT) {
            Docker.run("image", "rm", name);
        }
    }

    private void make(String whyNotPulled) throws InterruptedException, IOException {
        if (!hasStaticBusybox()) {
            if (!packages.possible()) {
                throw new CommandFailure(name + " can neither be pulled (" + whyNotPulled
                        + ") nor made, for Debian's static busybox is not installed."
                        + " Run: sudo apt-get install busybox-static");
            }
            packages.install("busybox-static");
        }
        Path root = Files.createTempDirectory("roadstead-image");
        try {
            Path archive = root.resolve("image.tar");
            fill(Files.createDirectory(root.resolve("tree")), busybox());
            ok(ExternalCommand.run(
                    Docker.LIMIT,
                    "tar",
                    "--owner=0",
                    "--group=0",
                    "-C",
                    root.resolve("tree").toString(),
                    "-cf",
                    archive.toString(),
                    "."));
            ok(Docker.run("import", "--change", "CMD [\"sh\"]", archive.toString(), name));
        } finally {
            removeTree(root);
        }
    }

    /** The smallest tree that a container needs: busybox under all its names, the root user, a place for files. */
    private static void fill(Path tree, Path busybox) throws IOException, InterruptedException {
        Path bin = Files.createDirectory(tree.resolve("bin"));
        Files.copy(busybox, bin.resolve("busybox"), StandardCopyOption.COPY_ATTRIBUTES);
        ExternalCommand.Result applets = ok(ExternalCommand.run(Docker.LIMIT, busybox.toString(), "--list"));
        for (String applet : applets.output().lines().toList()) {
            if (!applet.equals("busybox")) {
                Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
            }
        }
        Path etc = Files.createDirectory(tree.resolve("etc"));
        Files.writeString(etc.resolve("passwd"), "root:x:0:0:root:/root:/bin/sh\n");
        Files.writeString(etc.resolve("group"), "root:x:0:\n");
        Files.createDirectory(tree.resolve("root"));
        Files.createDirectory(tree.resolve("tmp"));
    }

    private static boolean hasStaticBusybox() throws InterruptedException {
        return ExternalCommand.run(Docker.LIMIT, "dpkg-query", "-W", "-f", "${Status}", "busybox-static")
                .output()
                .endsWith("ok installed");
    }

    private static Path busybox() {
        return BUSYBOX.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new CommandFailure("busybox-static is installed, but there is no /bin/busybox."));
    }

    private static ExternalCommand.Result ok(ExternalCommand.Result result) {
        if (!result.ok()) {
            throw new CommandFailure("The demo's image could not be made: " + result.lastLine());
        }
        return result;
    }

    /** Removes a directory and everything in it; links are removed, not followed. */
    static void removeTree(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
