package io.roadstead.acceptance.scenario;

import io.roadstead.acceptance.Installation;
import io.roadstead.acceptance.Installation.Ran;
import io.roadstead.testkit.BusyboxImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A container instance that a test may break: a Docker Engine with a small disk of its own, an agent, and an {@code /etc} of
 * its own, in a mount namespace. There is a {@code systemctl} that restarts the two as systemd would: with what stands in the
 * unit's drop-ins, and the agent with what stands in {@code /etc/ecs/ecs.config}. Tasks have to be in mode {@code host}.
 */
final class SmallHost implements AutoCloseable {
    /** What systemctl does for the units of this host, and no more. */
    private static final String SYSTEMCTL = """
        #!/bin/bash
        # restart UNIT | daemon-reload
        cd @HERE@
        stop() { test -e $1.pid && kill -$2 $(cat $1.pid) && tail --pid=$(cat $1.pid) -f /dev/null; rm -f $1.pid; }
        case "$*" in
            daemon-reload) ;;
            "restart docker")
                stop docker TERM
                settings=$(sed -n 's/^Environment=//p' /etc/systemd/system/docker.service.d/*.conf 2> /dev/null)
                env $settings setsid dockerd --data-root @HERE@/disk --exec-root @HERE@/run --pidfile @HERE@/dockerd.pid \\
                    --host $DOCKER_HOST --live-restore --bridge @BRIDGE@ --iptables=false --ip6tables=false \\
                    --insecure-registry 0.0.0.0/0 < /dev/null >> docker.log 2>&1 &
                echo $! > docker.pid
                while kill -0 $(cat docker.pid); do docker version > /dev/null 2>&1 && exit 0; sleep 0.1; done
                echo "dockerd did not start" >&2; exit 1 ;;
            "restart roadstead-agent")
                stop agent KILL
                setsid @AGENT@ < /dev/null >> agent.log 2>&1 &
                echo $! > agent.pid ;;
            *) echo "Failed to $1 $2.service: Unit $2.service not found." >&2; exit 5 ;;
        esac
        """;

    /** Of the second byte of addresses in 10.0.0.0/8 half are left to others. */
    private static final int OWN_NETWORKS = 128;

    private static final int BYTE = 256;

    private final Installation house;
    private final Path here;
    /** Told to have none, an engine removes {@code docker0}, which is the one of the host's engine. */
    private final String bridge = "rs" + ProcessHandle.current().pid();

    private final Process namespace;

    /**
     * @param disk how much the engine may keep, such as {@code 64m}
     * @param hosts lines of its {@code /etc/hosts}
     */
    SmallHost(Installation house, String disk, String... hosts) {
        this.house = house;
        try {
            // A short name: those of sockets may have 107 characters.
            here = Files.createTempDirectory("host");
            for (String each : List.of("bin", "disk", "run", "upper", "work")) {
                Files.createDirectory(here.resolve(each));
            }
            Files.writeString(
                    here.resolve("bin/systemctl"),
                    SYSTEMCTL
                            .replace("@HERE@", here.toString())
                            .replace("@BRIDGE@", bridge)
                            .replace("@AGENT@", agent()));
            if (!here.resolve("bin/systemctl").toFile().setExecutable(true)) {
                throw new IllegalStateException("the script cannot be made executable");
            }
            namespace = new ProcessBuilder(
                            "unshare",
                            "--mount",
                            "sh",
                            "-ec",
                            "mount -t overlay overlay -o lowerdir=/etc,upperdir=upper,workdir=work /etc;"
                                    + " mount -t tmpfs -o size=" + disk
                                    + " disk disk; touch ready; exec sleep infinity")
                    .directory(here.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(here.resolve("namespace.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Awaitility.await("the namespace; its log is in " + here)
                .atMost(Installation.LIMIT)
                .until(() -> Files.exists(here.resolve("ready")));
        for (String line : hosts) {
            require("echo '" + line + "' >> /etc/hosts");
        }
        long number = ProcessHandle.current().pid();
        require("ip link add " + bridge + " type bridge && ip link set " + bridge + " up && ip address add 10."
                + (OWN_NETWORKS + number % OWN_NETWORKS) + "." + number % BYTE + ".1/24 dev " + bridge);
        require("systemctl restart docker");
        Ran image = Installation.run(new ProcessBuilder(
                "sh", "-c", "docker save " + BusyboxImage.ensure() + " | docker --host " + engine() + " load"));
        if (image.status() != 0) {
            throw new AssertionError(image.error());
        }
    }

    /** Runs what somebody types on it. */
    Ran run(String command) {
        return Shell.run(
                house,
                List.of("nsenter", "--mount=/proc/" + namespace.pid() + "/ns/mnt"),
                Map.of("DOCKER_HOST", engine(), "PATH", here.resolve("bin") + ":" + System.getenv("PATH")),
                // Only now: a directory that was entered before would be the one below the mounts.
                "cd " + here + "; " + command);
    }

    /** Runs what must succeed. */
    String require(String command) {
        Ran ran = run(command);
        if (ran.status() != 0) {
            throw new AssertionError(command + ": " + ran.error() + ran.output());
        }
        return ran.output();
    }

    @Override
    public void close() {
        // With their namespace the mounts go, when nobody is left in it.
        run("docker ps --all --quiet | xargs --no-run-if-empty docker rm --force;"
                + " for unit in agent docker; do test -e $unit.pid && kill $(cat $unit.pid)"
                + " && timeout 20 tail --pid=$(cat $unit.pid) -f /dev/null; done; ip link delete " + bridge);
        namespace.destroyForcibly().onExit().join();
        try (Stream<Path> all = Files.walk(here)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String engine() {
        return "unix://" + here.resolve("docker.sock");
    }

    /** The agent's command line; its cluster is the default one. */
    private String agent() {
        return Installation.roadstead(
                        "agent",
                        "--server",
                        house.endpoint().toString(),
                        "--cluster",
                        "default",
                        "--data",
                        here.resolve("agent").toString())
                .stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
    }
}
