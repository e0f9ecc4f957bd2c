package io.roadstead.agent.config;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which of the agent's own connections go through a proxy: {@code HTTP_PROXY}, {@code HTTPS_PROXY} and {@code NO_PROXY},
 * read as Go reads them.
 *
 * <p>Never those to this host itself, and none to what an entry of {@code noProxy} means: a host or domain with all below
 * it ({@code example.com}), only what is below it ({@code .example.com}), an address, a range ({@code 10.0.0.0/8}), each
 * with a port if it is meant for that alone, or {@code *} for all. Source: agent-protocol 8.
 *
 * @param proxy absent for none
 * @param secureProxy for {@code https} and {@code wss}; absent for none
 */
public record ProxyRules(@Nullable URI proxy, @Nullable URI secureProxy, List<String> noProxy) {
    public static final ProxyRules NONE = new ProxyRules(null, null, List.of());

    private static final int BITS = 32;

    public ProxyRules {
        noProxy = List.copyOf(noProxy);
    }

    /** The proxy for a connection, empty for a direct one. */
    public Optional<URI> of(URI target) {
        String host = target.getHost();
        URI through = secure(target) ? secureProxy : proxy;
        if (through == null || host == null || isThisHost(host)) {
            return Optional.empty();
        }
        return noProxy.stream().anyMatch(entry -> means(entry, host, port(target)))
                ? Optional.empty()
                : Optional.of(through);
    }

    private static boolean secure(URI target) {
        return "https".equals(target.getScheme()) || "wss".equals(target.getScheme());
    }

    private static boolean isThisHost(String host) {
        return host.equalsIgnoreCase("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    private static int port(URI target) {
        return target.getPort() >= 0 ? target.getPort() : secure(target) ? 443 : 80;
    }

    private static boolean means(String entry, String host, int port) {
        int colon = entry.lastIndexOf(':');
        boolean ported = colon > 0 && entry.substring(colon + 1).matches("[0-9]{1,5}");
        if (ported && Integer.parseInt(entry.substring(colon + 1)) != port) {
            return false;
        }
        String name = (ported ? entry.substring(0, colon) : entry).toLowerCase(Locale.ROOT);
        String asked = host.toLowerCase(Locale.ROOT);
        if (name.equals("*") || name.equals(asked)) {
            return true;
        }
        if (name.contains("/")) {
            return inRange(name, asked);
        }
        return asked.endsWith(name.startsWith(".") ? name : "." + name);
    }

    private static boolean inRange(String range, String host) {
        int slash = range.indexOf('/');
        Optional<Integer> from = address(range.substring(0, slash));
        Optional<Integer> asked = address(host);
        String bits = range.substring(slash + 1);
        if (from.isEmpty() || asked.isEmpty() || !bits.matches("[0-9]{1,2}") || Integer.parseInt(bits) > BITS) {
            return false;
        }
        int free = BITS - Integer.parseInt(bits);
        return free == BITS || (from.get() >>> free) == (asked.get() >>> free);
    }

    private static Optional<Integer> address(String text) {
        String[] parts = text.split("\\.", -1);
        int address = 0;
        for (String part : parts) {
            if (parts.length != 4 || !part.matches("[0-9]{1,3}") || Integer.parseInt(part) > 255) {
                return Optional.empty();
            }
            address = (address << 8) | Integer.parseInt(part);
        }
        return Optional.of(address);
    }
}
