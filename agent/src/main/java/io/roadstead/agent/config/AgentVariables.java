package io.roadstead.agent.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.roadstead.agent.cgroup.CgroupSettings;
import io.roadstead.agent.docker.RegistryCredential;
import io.roadstead.agent.engine.ImageCleanup;
import io.roadstead.agent.engine.PullBehavior;
import io.roadstead.agent.engine.PullLimits;
import io.roadstead.agent.engine.UntrackedCleanup;
import io.roadstead.agent.imds.ImdsSettings;
import io.roadstead.agent.text.GoBool;
import io.roadstead.agent.text.GoDuration;
import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.Tag;
import io.roadstead.wire.Secret;
import io.roadstead.wire.sigv4.Credentials;
import java.net.Inet4Address;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads an {@link AgentConfig} from {@code ECS_…} and {@code AWS_…} variables. A value that cannot be read is warned of,
 * with the variable, the value and what is used instead; only what the agent cannot do without is an error.
 *
 * <p>Source: agent-protocol 8.
 */
public final class AgentVariables {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration MIN_CREATE = Duration.ofMinutes(1);
    private static final Duration MIN_START = Duration.ofSeconds(45);
    private static final Duration MIN_INTERVAL = Duration.ofMinutes(10);
    private static final int IMAGES_PER_CYCLE = 5;
    private static final Duration MIN_MANIFEST = Duration.ofSeconds(30);
    private static final Duration CLEANUP_WAIT = Duration.ofHours(3);
    private static final Duration MIN_SECOND = Duration.ofSeconds(1);

    /** Of all containers of a host together. Source: agent-protocol 5.2. */
    private static final int REQUESTS_PER_SECOND = 40;

    private static final int REQUESTS_AT_ONCE = 60;

    /** What systemd and the like must give an agent that drains, and some seconds more. */
    private static final Duration DRAIN_LIMIT = Duration.ofMinutes(5);

    private static final Duration LEAST_PERIOD = Duration.ofMillis(8);

    /** The kernel's own: 2 to the power of 22. */
    private static final int MOST_PIDS = 4_194_304;

    private static final int INTROSPECTION_PORT = 51678;
    private static final int LAST_PORT_THERE_IS = 65_535;

    private final Map<String, String> variables;
    private final List<String> warnings = new ArrayList<>();

    private AgentVariables(Map<String, String> variables) {
        this.variables = variables;
    }

    /** A configuration, and what was wrong with single variables. */
    public record Read(AgentConfig config, List<String> warnings) {
        public Read {
            warnings = List.copyOf(warnings);
        }
    }

    /** A variable that the agent cannot do without is missing or unreadable; the message says which. */
    public static final class ConfigException extends RuntimeException {
        ConfigException(String message) {
            super(message);
        }
    }

    /**
     * Reads the variables.
     *
     * @param variables the environment laid over {@code /etc/ecs/ecs.config}
     * @throws ConfigException when server, credentials or data directory are missing or unreadable
     */
    public static Read read(Map<String, String> variables) {
        AgentVariables reader = new AgentVariables(Map.copyOf(variables));
        return new Read(reader.config(), reader.warnings);
    }

    private AgentConfig config() {
        List<Integer> range = portRange();
        PullBehavior behavior = pullBehavior();
        return new AgentConfig(
                server(),
                text("AWS_DEFAULT_REGION", "us-east-1"),
                credentials(),
                text("ECS_CLUSTER", "default"),
                Path.of(text("ECS_DATADIR", "/data")),
                ports("ECS_RESERVED_PORTS", Set.of(22, 2375, 2376, 51678, 51679)),
                ports("ECS_RESERVED_PORTS_UDP", Set.of()),
                number("ECS_RESERVED_MEMORY", 0),
                attributes(),
                tags(),
                behavior,
                new PullLimits(
                        duration("ECS_MANIFEST_PULL_TIMEOUT", Duration.ofMinutes(1), MIN_MANIFEST),
                        duration("ECS_IMAGE_PULL_TIMEOUT", Duration.ofHours(2), MIN_SECOND),
                        duration("ECS_IMAGE_PULL_INACTIVITY_TIMEOUT", Duration.ofMinutes(1), MIN_SECOND)),
                duration("ECS_CONTAINER_CREATE_TIMEOUT", Duration.ofMinutes(4), MIN_CREATE),
                duration("ECS_CONTAINER_START_TIMEOUT", Duration.ofMinutes(3), MIN_START),
                duration("ECS_CONTAINER_STOP_TIMEOUT", Duration.ofSeconds(30), MIN_SECOND),
                durationOrUsual("ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION", CLEANUP_WAIT, MIN_SECOND),
                duration("ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION_JITTER", Duration.ZERO, Duration.ZERO),
                imageCleanup(behavior),
                URI.create(text("DOCKER_HOST", "unix:///var/run/docker.sock")),
                text("ROADSTEAD_BIND_ADDRESS", "0.0.0.0"),
                range.getFirst(),
                range.getLast(),
                registries(),
                truth("ECS_ENABLE_TASK_CPU_MEM_LIMIT", true),
                cgroups(),
                truth("ECS_DISABLE_PRIVILEGED", false),
                truth("ECS_DISABLE_DOCKER_HEALTH_CHECK", false),
                truth("ECS_SELINUX_CAPABLE", false),
                truth("ECS_APPARMOR_CAPABLE", false),
                logDrivers(),
                truth("ECS_SHARED_VOLUME_MATCH_FULL_CONFIG", false),
                proxies(),
                truth("ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE", false),
                truth("ECS_DISABLE_METRICS", false),
                local(),
                share("ROADSTEAD_CPU"),
                share("ROADSTEAD_MEMORY"),
                truth("ROADSTEAD_DRAIN_ON_SIGTERM", false)
                        ? duration("ROADSTEAD_DRAIN_LIMIT", DRAIN_LIMIT, MIN_SECOND)
                        : null,
                truth("ECS_PULL_DEPENDENT_CONTAINERS_UPFRONT", false),
                HostName.of(HostName.FILE, !text("INVOCATION_ID", "").isEmpty()),
                objects());
    }

    private CgroupSettings cgroups() {
        Duration usual = CgroupSettings.USUAL_PERIOD;
        Duration period = duration("ECS_CGROUP_CPU_PERIOD", usual, Duration.ZERO);
        if (period.compareTo(LEAST_PERIOD) < 0 || period.compareTo(usual) > 0) {
            warn("ECS_CGROUP_CPU_PERIOD", text("ECS_CGROUP_CPU_PERIOD", ""), GoDuration.format(usual));
            period = usual;
        }
        int pids = number("ECS_TASK_PIDS_LIMIT", 0);
        if (pids > MOST_PIDS) {
            warn("ECS_TASK_PIDS_LIMIT", Integer.toString(pids), "no limit");
            pids = 0;
        }
        return new CgroupSettings(Path.of(text("ECS_CGROUP_PATH", CgroupSettings.USUAL_ROOT.toString())), period, pids);
    }

    private AgentConfig.Local local() {
        String text = text("ECS_TASK_METADATA_RPS_LIMIT", "");
        int perSecond = REQUESTS_PER_SECOND;
        int atOnce = REQUESTS_AT_ONCE;
        if (text.matches(" *[0-9]{1,6} *, *[0-9]{1,6} *")) {
            int comma = text.indexOf(',');
            int first = Integer.parseInt(text.substring(0, comma).strip());
            int second = Integer.parseInt(text.substring(comma + 1).strip());
            // As the original: a burst below the steady rate makes no sense, nor does nothing at all.
            if (first > 0 && second >= first) {
                perSecond = first;
                atOnce = second;
                text = "";
            }
        }
        if (!text.isEmpty()) {
            warn("ECS_TASK_METADATA_RPS_LIMIT", text, REQUESTS_PER_SECOND + "," + REQUESTS_AT_ONCE);
        }
        return new AgentConfig.Local(
                perSecond,
                atOnce,
                port("ROADSTEAD_INTROSPECTION_PORT", INTROSPECTION_PORT),
                truth("ECS_ALLOW_OFFHOST_INTROSPECTION_ACCESS", false),
                truth("ECS_ENABLE_CONTAINER_METADATA", false),
                truth("ROADSTEAD_API_IN_CONTAINERS", false),
                truth("ECS_DISABLE_TASK_METADATA_AZ", false),
                truth("ECS_ENABLE_TASK_IAM_ROLE", false),
                truth("ECS_ENABLE_TASK_IAM_ROLE_NETWORK_HOST", false),
                truth("ECS_AUDIT_LOGFILE_DISABLED", false)
                        ? null
                        : Path.of(text("ECS_AUDIT_LOGFILE", "/log/audit.log")),
                imds());
    }

    private Inet4Address imdsAddress() {
        String text = text("ROADSTEAD_IMDS_ADDRESS", ImdsSettings.USUAL.getHostAddress());
        try {
            return Inet4Address.ofLiteral(text);
        } catch (IllegalArgumentException unreadable) {
            warn("ROADSTEAD_IMDS_ADDRESS", text, ImdsSettings.USUAL.getHostAddress());
            return ImdsSettings.USUAL;
        }
    }

    private @Nullable ImdsSettings imds() {
        if (!truth("ROADSTEAD_IMDS", false)) {
            return null;
        }
        String tokens = text("ROADSTEAD_IMDS_TOKENS", "optional");
        if (!tokens.equals("optional") && !tokens.equals("required")) {
            warn("ROADSTEAD_IMDS_TOKENS", tokens, "optional");
        }
        int hops = number("ROADSTEAD_IMDS_HOP_LIMIT", ImdsSettings.LEAST_HOPS);
        if (hops < ImdsSettings.LEAST_HOPS || hops > ImdsSettings.MOST_HOPS) {
            warn("ROADSTEAD_IMDS_HOP_LIMIT", Integer.toString(hops), Integer.toString(ImdsSettings.LEAST_HOPS));
            hops = ImdsSettings.LEAST_HOPS;
        }
        String profile = text("ROADSTEAD_INSTANCE_PROFILE", "");
        return new ImdsSettings(imdsAddress(), tokens.equals("required"), hops, profile.isEmpty() ? null : profile);
    }

    private URI server() {
        String text = text("ECS_BACKEND_HOST", "");
        if (text.isEmpty()) {
            throw new ConfigException("ECS_BACKEND_HOST is not set: give the control plane's URL, for example"
                    + " http://127.0.0.1:4566, or use --server.");
        }
        return url("ECS_BACKEND_HOST", text);
    }

    /** Where S3 is that environment files are read from: the control plane, unless the operator names another. */
    private URI objects() {
        String text = text("ROADSTEAD_S3_ENDPOINT", "");
        if (text.isEmpty()) {
            return server();
        }
        URI uri = url("ROADSTEAD_S3_ENDPOINT", text);
        if (!uri.getRawPath().isEmpty() || uri.getRawQuery() != null) {
            throw new ConfigException("ROADSTEAD_S3_ENDPOINT is '" + text
                    + "', and buckets come right behind the host: give no more than http://<host>:<port>.");
        }
        return uri;
    }

    private static URI url(String name, String text) {
        String url = text.contains("://") ? text : "https://" + text;
        try {
            URI uri = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
            if (uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException unreadable) {
            throw new ConfigException(name + " is '" + text + "', which is no URL: " + unreadable.getMessage());
        }
        throw new ConfigException(name + " is '" + text + "', which names no host; give http://<host>:<port>.");
    }

    private Credentials credentials() {
        String id = text("AWS_ACCESS_KEY_ID", "");
        String secret = text("AWS_SECRET_ACCESS_KEY", "");
        if (id.isEmpty() || secret.isEmpty()) {
            throw new ConfigException(
                    "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must both be set: the agent signs its"
                            + " calls with them.");
        }
        return new Credentials(
                id,
                new Secret(secret),
                Optional.of(text("AWS_SESSION_TOKEN", "")).filter(token -> !token.isEmpty()));
    }

    /**
     * What is of this host never goes through a proxy, whatever NO_PROXY says. Without HTTPS_PROXY the one proxy is for all,
     * as it always was here. Source: agent-protocol 8.
     */
    private ProxyRules proxies() {
        URI proxy = proxy("HTTP_PROXY");
        URI secure = proxy("HTTPS_PROXY");
        if (proxy == null && secure == null) {
            return ProxyRules.NONE;
        }
        List<String> direct = new ArrayList<>(List.of("169.254.169.254", "169.254.170.2"));
        for (String entry : text("NO_PROXY", "").split(",", -1)) {
            if (!entry.isBlank()) {
                direct.add(entry.strip());
            }
        }
        return new ProxyRules(proxy, secure == null ? proxy : secure, direct);
    }

    private @Nullable URI proxy(String name) {
        String text = text(name, "");
        if (text.isEmpty()) {
            return null;
        }
        try {
            URI proxy = URI.create(text.contains("://") ? text : "http://" + text);
            if (proxy.getHost() != null && "http".equals(proxy.getScheme())) {
                return proxy;
            }
        } catch (IllegalArgumentException unreadable) {
            warnOfProxy(name);
            return null;
        }
        warnOfProxy(name);
        return null;
    }

    /** Without the value, which may hold a password. */
    private void warnOfProxy(String name) {
        warnings.add(name + " is no http://HOST:PORT, which alone can be used; no proxy is used instead.");
    }

    private PullBehavior pullBehavior() {
        String text = text("ECS_IMAGE_PULL_BEHAVIOR", "default");
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "default" -> PullBehavior.DEFAULT;
            case "always" -> PullBehavior.ALWAYS;
            case "once" -> PullBehavior.ONCE;
            case "prefer-cached" -> PullBehavior.PREFER_CACHED;
            default -> {
                warn("ECS_IMAGE_PULL_BEHAVIOR", text, "default");
                yield PullBehavior.DEFAULT;
            }
        };
    }

    /** Images that are here are kept where they are preferred. Source: agent-protocol 7.6. */
    private ImageCleanup imageCleanup(PullBehavior behavior) {
        int perCycle = number("ECS_NUM_IMAGES_DELETE_PER_CYCLE", IMAGES_PER_CYCLE);
        if (perCycle < 1) {
            warn("ECS_NUM_IMAGES_DELETE_PER_CYCLE", Integer.toString(perCycle), Integer.toString(IMAGES_PER_CYCLE));
            perCycle = IMAGES_PER_CYCLE;
        }
        Set<String> excluded = new TreeSet<>();
        for (String name : text("ECS_EXCLUDE_UNTRACKED_IMAGE", "").split(",", -1)) {
            if (!name.isBlank()) {
                excluded.add(name.strip());
            }
        }
        return new ImageCleanup(
                !truth("ECS_DISABLE_IMAGE_CLEANUP", false) && behavior != PullBehavior.PREFER_CACHED,
                durationOrUsual("ECS_IMAGE_CLEANUP_INTERVAL", Duration.ofMinutes(30), MIN_INTERVAL),
                duration("ECS_IMAGE_MINIMUM_CLEANUP_AGE", Duration.ofHours(1), Duration.ZERO),
                perCycle,
                excluded,
                untrackedCleanup());
    }

    /** Containers of others are kept as long as those of tasks. Source: agent-protocol 7.6. */
    private UntrackedCleanup untrackedCleanup() {
        UntrackedCleanup usual = UntrackedCleanup.OFF;
        int perCycle = number("NONECS_NUM_CONTAINERS_DELETE_PER_CYCLE", usual.containersPerCycle());
        if (perCycle < 1) {
            warn(
                    "NONECS_NUM_CONTAINERS_DELETE_PER_CYCLE",
                    Integer.toString(perCycle),
                    Integer.toString(usual.containersPerCycle()));
            perCycle = usual.containersPerCycle();
        }
        return new UntrackedCleanup(
                truth("ECS_ENABLE_UNTRACKED_IMAGE_CLEANUP", false),
                cleanupWait(),
                perCycle,
                duration("NON_ECS_IMAGE_MINIMUM_CLEANUP_AGE", usual.imageAge(), Duration.ZERO));
    }

    private Duration cleanupWait() {
        return GoDuration.parse(text("ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION", ""))
                .filter(wait -> wait.compareTo(MIN_SECOND) >= 0)
                .orElse(CLEANUP_WAIT);
    }

    /** {@code 32768-60999}, as ECS_DYNAMIC_HOST_PORT_RANGE has it. */
    private List<Integer> portRange() {
        String text = text("ECS_DYNAMIC_HOST_PORT_RANGE", "");
        if (text.matches("[0-9]{1,5}-[0-9]{1,5}")) {
            int dash = text.indexOf('-');
            int first = Integer.parseInt(text.substring(0, dash));
            int last = Integer.parseInt(text.substring(dash + 1));
            if (first > 0 && first <= last && last <= 65_535) {
                return List.of(first, last);
            }
        }
        KernelPorts kernel = KernelPorts.of(KernelPorts.FILE);
        if (!text.isEmpty()) {
            warn("ECS_DYNAMIC_HOST_PORT_RANGE", text, "the kernel's " + kernel);
        }
        return List.of(kernel.first(), kernel.last());
    }

    private List<Attribute> attributes() {
        return pairs("ECS_INSTANCE_ATTRIBUTES", Attribute::new);
    }

    private List<Tag> tags() {
        return pairs("ECS_CONTAINER_INSTANCE_TAGS", Tag::new);
    }

    private <T> List<T> pairs(String name, BiFunction<String, String, T> make) {
        List<T> pairs = new ArrayList<>();
        json(name, "no entries").ifPresent(node -> node.properties()
                .forEach(entry ->
                        pairs.add(make.apply(entry.getKey(), entry.getValue().asText()))));
        return pairs;
    }

    private Set<Integer> ports(String name, Set<Integer> otherwise) {
        Optional<JsonNode> node = json(name, otherwise.toString());
        if (node.isEmpty()) {
            return otherwise;
        }
        Set<Integer> ports = new TreeSet<>();
        for (JsonNode port : node.get()) {
            if (!port.canConvertToInt() || port.asInt() < 1 || port.asInt() > 65_535) {
                warn(name, text(name, ""), otherwise.toString());
                return otherwise;
            }
            ports.add(port.asInt());
        }
        return ports;
    }

    private List<String> logDrivers() {
        List<String> usual = List.of("json-file", "none");
        return json("ECS_AVAILABLE_LOGGING_DRIVERS", usual.toString())
                .map(node -> {
                    List<String> drivers = new ArrayList<>();
                    node.forEach(driver -> drivers.add(driver.asText()));
                    return drivers;
                })
                .orElse(usual);
    }

    /** This agent's share of a host that several use; absent means all of it. */
    private @Nullable Integer share(String name) {
        int given = number(name, 0);
        return given == 0 ? null : given;
    }

    /** Docker's clients name Docker Hub by a URL of old; the engine's image names say {@code docker.io}. */
    private static String registry(String key) {
        if (key.equals("https://index.docker.io/v1/")) {
            return "docker.io";
        }
        String host = key.replaceFirst("^https?://", "");
        int slash = host.indexOf('/');
        return slash < 0 ? host : host.substring(0, slash);
    }

    /** {@code dockercfg} is {@code {"host":{"auth":"base64(user:password)"}}}, {@code docker} has both in clear. */
    private Map<String, RegistryCredential> registries() {
        String type = text("ECS_ENGINE_AUTH_TYPE", "");
        Map<String, RegistryCredential> found = new HashMap<>();
        if (type.isEmpty()) {
            return found;
        }
        if (!type.equals("docker") && !type.equals("dockercfg")) {
            warn("ECS_ENGINE_AUTH_TYPE", type, "no registry credentials");
            return found;
        }
        secretJson("ECS_ENGINE_AUTH_DATA").ifPresent(node -> node.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            if (type.equals("docker")) {
                found.put(
                        registry(entry.getKey()),
                        new RegistryCredential(
                                value.path("username").asText(),
                                value.path("password").asText()));
            } else {
                decoded(value.path("auth").asText()).ifPresent(one -> found.put(registry(entry.getKey()), one));
            }
        }));
        return found;
    }

    private Optional<RegistryCredential> decoded(String auth) {
        try {
            String pair = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            if (colon > 0) {
                return Optional.of(new RegistryCredential(pair.substring(0, colon), pair.substring(colon + 1)));
            }
        } catch (IllegalArgumentException notBase64) {
            warnings.add("ECS_ENGINE_AUTH_DATA has an 'auth' that is not base64; that registry is used without.");
            return Optional.empty();
        }
        warnings.add("ECS_ENGINE_AUTH_DATA has an 'auth' that is not user:password; that registry is used without.");
        return Optional.empty();
    }

    private Optional<JsonNode> json(String name, String otherwise) {
        String text = text(name, "");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            JsonNode node = JSON.readTree(text);
            if (node.isContainerNode()) {
                return Optional.of(node);
            }
        } catch (JsonProcessingException unreadable) {
            warn(name, text, otherwise);
            return Optional.empty();
        }
        warn(name, text, otherwise);
        return Optional.empty();
    }

    /** As {@link #json}, for what must not be repeated in a log. */
    private Optional<JsonNode> secretJson(String name) {
        try {
            JsonNode node = JSON.readTree(text(name, "{}"));
            if (node.isObject()) {
                return Optional.of(node);
            }
        } catch (JsonProcessingException unreadable) {
            warnings.add(name + " is not JSON; images are pulled without credentials.");
            return Optional.empty();
        }
        warnings.add(name + " is not a JSON object; images are pulled without credentials.");
        return Optional.empty();
    }

    private Duration duration(String name, Duration otherwise, Duration least) {
        String text = text(name, "");
        if (text.isEmpty()) {
            return otherwise;
        }
        Optional<Duration> read = GoDuration.parse(text);
        if (read.isEmpty()) {
            warn(name, text, GoDuration.format(otherwise));
            return otherwise;
        }
        if (read.get().compareTo(least) < 0) {
            warn(name, text, "the least there is, " + GoDuration.format(least));
            return least;
        }
        return read.get();
    }

    /** As {@link #duration}, but one that is too short counts as none at all, as with the original. */
    private Duration durationOrUsual(String name, Duration usual, Duration least) {
        String text = text(name, "");
        Optional<Duration> read = GoDuration.parse(text);
        if (read.isPresent() && read.get().compareTo(least) < 0) {
            warn(
                    name,
                    text,
                    "the usual " + GoDuration.format(usual) + ", for the least there is is " + GoDuration.format(least)
                            + ",");
            return usual;
        }
        return duration(name, usual, least);
    }

    private int number(String name, int otherwise) {
        String text = text(name, "");
        if (text.matches("[0-9]{1,9}")) {
            return Integer.parseInt(text);
        }
        if (!text.isEmpty()) {
            warn(name, text, Integer.toString(otherwise));
        }
        return otherwise;
    }

    private int port(String name, int otherwise) {
        int port = number(name, otherwise);
        if (port >= 1 && port <= LAST_PORT_THERE_IS) {
            return port;
        }
        warn(name, text(name, ""), Integer.toString(otherwise));
        return otherwise;
    }

    private boolean truth(String name, boolean otherwise) {
        String text = text(name, "");
        Optional<Boolean> read = GoBool.parse(text);
        if (read.isEmpty() && !text.isEmpty()) {
            warn(name, text, Boolean.toString(otherwise));
        }
        return read.orElse(otherwise);
    }

    private String text(String name, String otherwise) {
        String value = variables.get(name);
        return value == null || value.isBlank() ? otherwise : value.strip();
    }

    private void warn(String name, String value, String instead) {
        warnings.add(name + " is '" + value + "', which cannot be used; " + instead + " is used instead.");
    }
}
