package io.roadstead.doctor.live;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The networks of this host's containers, entered with {@code nsenter}, which takes root. Nothing is run of the container's:
 * only its network is borrowed, so an image without a shell does as well.
 */
public final class HostInsides implements Insides {
    private static final Path PROCESSES = Path.of("/proc");
    /** Of an answer's first line. */
    private static final int LINE = 200;

    private static final String SCRIPT = "exec 3<>\"/dev/tcp/$0/80\" && printf '%s HTTP/1.1\\r\\nHost: %s\\r\\n%s\\r\\n"
            + "Content-Length: 0\\r\\nConnection: close\\r\\n\\r\\n' \"$1\" \"$0\" \"$2\" >&3 && head -n 1 <&3";

    @Override
    public String ask(String runtimeId, String address, String request, String header, Duration limit)
            throws IOException {
        Process process = new ProcessBuilder(
                        "nsenter",
                        "--net=" + process(runtimeId).resolve("ns/net"),
                        "timeout",
                        Long.toString(limit.toSeconds()),
                        "bash",
                        "-c",
                        SCRIPT,
                        address,
                        request,
                        header)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            byte[] said = process.getInputStream().readNBytes(LINE);
            if (!process.waitFor(limit.toSeconds() + 1, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return new String(said, StandardCharsets.ISO_8859_1).strip();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for an answer", e);
        }
    }

    /** One of the container's processes: the kernel tells of each in which cgroup it is, and that has the container's id. */
    private static Path process(String runtimeId) throws IOException {
        if (!runtimeId.matches("[0-9a-f]{12,64}")) {
            throw new IOException("the container has no id yet");
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path process : processes) {
                if (cgroup(process).contains(runtimeId)) {
                    return process;
                }
            }
        }
        throw new IOException("no process of container " + runtimeId + " is on this host");
    }

    /** Empty for a process that has ended meanwhile. */
    private static String cgroup(Path process) {
        try {
            return Files.readString(process.resolve("cgroup"), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}
