package io.roadstead.agent.endpoint;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Brings the endpoint's address up on this host: a second address of {@code lo}, and the firewall's word that its port
 * 80 is the port listened on.
 *
 * <p>Why not listen on port 80 itself: a listener on one address keeps everybody from listening on that port of all
 * addresses, so no task could publish the host's port 80 (tried with Docker 20.10: {@code address already in use}). The
 * rules stand before Docker's own, which would send a host's own call of port 80 into whatever container published it.
 */
final class HostAddress {
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(10);
    private static final List<String> PLACES = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin", "/usr/local/sbin");

    /** Of packets that arrive, and of those that this host's own processes send. */
    private static final List<String> CHAINS = List.of("PREROUTING", "OUTPUT");

    /** Docker's chain for the operator's own rules, which it asks of what is forwarded. */
    private static final String OPERATORS = "DOCKER-USER";

    private static final int HTTP = 80;

    private final InetAddress address;
    private final int port;

    /** @param port listened on */
    HostAddress(InetAddress address, int port) {
        this.address = address;
        this.port = port;
    }

    /** The address cannot be brought up; the message says why, and what would help. */
    static final class Impossible extends Exception {
        Impossible(String message) {
            super(message);
        }
    }

    /** Puts the address on {@code lo}; one that is there is left alone. */
    void add() throws Impossible, InterruptedException {
        if (present()) {
            return;
        }
        String ran = run("ip", "iproute2", "address", "add", address.getHostAddress() + "/32", "dev", "lo");
        if (!ran.isEmpty() && !present()) {
            throw new Impossible(
                    "the address " + address.getHostAddress() + " cannot be put on lo, which needs root: " + ran);
        }
    }

    /** Has calls of port 80 led to the port listened on; rules that are there are left alone. */
    void redirect() throws Impossible, InterruptedException {
        for (String chain : CHAINS) {
            if (!run("iptables", "iptables", rule("-C", chain)).isEmpty()) {
                String ran = run("iptables", "iptables", rule("-I", chain));
                if (!ran.isEmpty()) {
                    throw new Impossible("port 80 of " + address.getHostAddress() + " cannot be led to port " + port
                            + " by iptables, which needs root: " + ran);
                }
            }
        }
    }

    /**
     * Has Docker's chain for the operator's own rules asked of calls to the address, as if it were beyond this host: so the
     * rule that keeps containers from an instance's metadata on EC2 does so here. What the host itself sends there comes by
     * {@code lo} and is not asked about, as on EC2. Without Docker's chain nothing is done.
     */
    void letDockerUsersRulesCount() throws Impossible, InterruptedException {
        boolean there =
                run("iptables", "iptables", "-w", "-n", "-L", OPERATORS, "1").isEmpty();
        if (there && !run("iptables", "iptables", asking("-C")).isEmpty()) {
            String ran = run("iptables", "iptables", asking("-I"));
            if (!ran.isEmpty()) {
                throw new Impossible("the rules of " + OPERATORS + " cannot be made to count for "
                        + address.getHostAddress() + ": " + ran);
            }
        }
    }

    private String[] asking(String action) {
        return new String[] {
            "-w", action, "INPUT", "!", "-i", "lo", "-d", address.getHostAddress() + "/32", "-j", OPERATORS
        };
    }

    private String[] rule(String action, String chain) {
        return new String[] {
            "-w",
            "-t",
            "nat",
            action,
            chain,
            "-d",
            address.getHostAddress() + "/32",
            "-p",
            "tcp",
            "--dport",
            Integer.toString(HTTP),
            "-j",
            "DNAT",
            "--to-destination",
            address.getHostAddress() + ":" + port
        };
    }

    boolean present() {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    /** Runs a command; empty when it succeeded, else what it said. */
    private static String run(String program, String packaged, String... words)
            throws Impossible, InterruptedException {
        Path path = PLACES.stream()
                .map(place -> Path.of(place, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() ->
                        new Impossible("there is no '" + program + "' on this host: install the package " + packaged));
        List<String> command = new ArrayList<>(List.of(path.toString()));
        command.addAll(List.of(words));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            // Both say a line at most, which fits the pipe: waiting before reading cannot block them.
            if (!process.waitFor(COMMAND_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return program + " did not end within " + COMMAND_LIMIT.toSeconds() + " s";
            }
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.exitValue() == 0 ? "" : said.isEmpty() ? "exit " + process.exitValue() : said;
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
