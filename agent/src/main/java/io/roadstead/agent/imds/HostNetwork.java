package io.roadstead.agent.imds;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the kernel tells of this host's network. */
public final class HostNetwork {
    private static final Path ROUTES = Path.of("/proc/net/route");
    private static final int DEVICE = 0;
    private static final int DESTINATION = 1;
    private static final int MASK = 7;
    private static final String EVERYWHERE = "00000000";
    private static final String ONE_ADDRESS = "FFFFFFFF";

    private HostNetwork() {}

    /** An interface, by its first IPv4 address. */
    public record Leading(String address, String mac) {}

    /** The interface that leads out of the host; empty when none does. */
    public static Optional<Leading> leading() {
        return lines().stream()
                .filter(route -> route[DESTINATION].equals(EVERYWHERE) && route[MASK].equals(EVERYWHERE))
                .findFirst()
                .flatMap(route -> leading(route[DEVICE]));
    }

    /** Whether a route leads to this very address: somebody else answers there, and this host must not. */
    public static boolean routed(Inet4Address address) {
        return routed(address, lines());
    }

    static boolean routed(Inet4Address address, List<String[]> routes) {
        byte[] bytes = address.getAddress();
        // The kernel writes the number as this machine holds it: the last byte first.
        String wanted = HexFormat.of()
                .formatHex(new byte[] {bytes[3], bytes[2], bytes[1], bytes[0]})
                .toUpperCase(Locale.ROOT);
        return routes.stream().anyMatch(route -> route[DESTINATION].equals(wanted) && route[MASK].equals(ONE_ADDRESS));
    }

    /** Whether an address is one of this host's own. */
    public static boolean isOwn(String address) {
        try {
            InetAddress parsed = InetAddress.ofLiteral(address);
            return parsed.isLoopbackAddress() || NetworkInterface.getByInetAddress(parsed) != null;
        } catch (IllegalArgumentException | SocketException notTold) {
            return false;
        }
    }

    /** The host's name, {@code localhost} when it has none. */
    public static String name() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }

    private static Optional<Leading> leading(String device) {
        try {
            NetworkInterface found = NetworkInterface.getByName(device);
            if (found == null || found.getHardwareAddress() == null) {
                return Optional.empty();
            }
            String mac = HexFormat.ofDelimiter(":").formatHex(found.getHardwareAddress());
            return found.getInterfaceAddresses().stream()
                    .map(InterfaceAddress::getAddress)
                    .filter(Inet4Address.class::isInstance)
                    .findFirst()
                    .map(address -> new Leading(address.getHostAddress(), mac));
        } catch (SocketException gone) {
            return Optional.empty();
        }
    }

    private static List<String[]> lines() {
        List<String[]> routes = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(ROUTES)) {
                String[] columns = line.strip().split("\\s+");
                if (columns.length > MASK) {
                    routes.add(columns);
                }
            }
        } catch (IOException notLinux) {
            return List.of();
        }
        return routes;
    }
}
