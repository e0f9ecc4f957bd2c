package io.roadstead.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.agent.cgroup.Cgroups;
import io.roadstead.agent.engine.ContainerRef;
import io.roadstead.agent.engine.ContainerRequest;
import io.roadstead.agent.engine.Death;
import io.roadstead.agent.engine.Fault;
import io.roadstead.agent.engine.Inspection;
import io.roadstead.agent.engine.LocalImage;
import io.roadstead.agent.engine.LocalVolume;
import io.roadstead.agent.engine.Namespaces;
import io.roadstead.agent.engine.TaskGroup;
import io.roadstead.agent.engine.Untracked;
import io.roadstead.agent.engine.VolumeRequest;
import io.roadstead.agent.runtime.ContainerDetails;
import io.roadstead.agent.runtime.ContainerRuntime;
import io.roadstead.agent.runtime.CreatedContainer;
import io.roadstead.agent.runtime.RuntimeFault;
import io.roadstead.agent.runtime.RuntimeInfo;
import io.roadstead.agent.runtime.RuntimeListener;
import io.roadstead.core.model.NetworkBinding;
import io.roadstead.core.model.Protocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Docker as the agent's container runtime.
 *
 * <p>How a kill for memory is known: Docker's {@code oom} event, with its moment, is kept for each container; the
 * container's own cgroup and its counters are gone by the time it is dead. Docker's {@code State.OOMKilled} is passed on
 * beside it; what to make of the two is the engine's to judge (see its {@code killedForMemory}).
 */
public final class DockerRuntime implements ContainerRuntime {
    private static final Logger LOG = LoggerFactory.getLogger(DockerRuntime.class);

    private static final Duration INSPECT_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration REMOVE_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration REMOVE_IMAGE_TIMEOUT = Duration.ofMinutes(3);
    private static final Duration VOLUME_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration CREATE_IMAGE_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration PING_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration SUBSCRIBE_TIMEOUT = Duration.ofSeconds(30);

    /** SIGKILL's exit code: the only one that a kill for memory can have. */
    private static final int KILLED = 137;

    /**
     * How long news of a kill for memory may lag behind news of the death. Mostly it comes first; on a busy machine it
     * was seen to come 177 ms later. The wait ends with the news, so only a kill from elsewhere is told this much later.
     */
    private static final Duration OOM_NEWS_LAG = Duration.ofSeconds(1);

    private final DockerApi api;
    private final DockerSettings settings;
    private final HostPorts ports;
    private final Cgroups cgroups;
    private final RuntimeInfo info;
    private final OomNews oomNews = new OomNews();
    private final Set<String> stopping = ConcurrentHashMap.newKeySet();
    /** Where the lines of containers go that were created and are not started yet. */
    private final Map<String, JsonNode> logs = new ConcurrentHashMap<>();

    private volatile @Nullable EventStream events;

    /** @throws RuntimeFault when Docker does not answer there */
    public DockerRuntime(DockerSettings settings) throws RuntimeFault {
        this.settings = settings;
        try {
            this.ports = new HostPorts(
                    settings.firstPort(), settings.lastPort(), InetAddress.getByName(settings.bindAddress()));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "the address for published ports must be one of this host's, such as 0.0.0.0, and is '"
                            + settings.bindAddress() + "'",
                    e);
        }
        this.api = new DockerApi(settings.host());
        this.info = describe();
        this.cgroups = Cgroups.at(settings.cgroups(), info.cgroupVersion());
    }

    @Override
    public RuntimeInfo info() {
        return info;
    }

    /** The control groups of Docker's host. */
    public Cgroups cgroups() {
        return cgroups;
    }

    @Override
    public void ping() throws RuntimeFault {
        api.call("GET", "/version", null, PING_TIMEOUT, "pinged");
    }

    @Override
    public Optional<LocalImage> image(String image) throws RuntimeFault {
        DockerApi.Reply reply = api.reply("GET", "/images/" + image + "/json", null, INSPECT_TIMEOUT, "inspecting");
        if (reply.status() == 404 && image.equals(Namespaces.IMAGE) && PauseImage.existsFor(info.architecture())) {
            makePauseImage();
            reply = api.reply("GET", "/images/" + image + "/json", null, INSPECT_TIMEOUT, "inspecting");
        }
        if (reply.status() == 404) {
            return Optional.empty();
        }
        JsonNode found = success(reply);
        ImageName name = ImageName.parse(image);
        boolean setsRegion = false;
        for (JsonNode variable : found.path("Config").path("Env")) {
            String text = variable.asText();
            setsRegion |= text.startsWith("AWS_REGION=") || text.startsWith("AWS_DEFAULT_REGION=");
        }
        return Optional.of(new LocalImage(digest(name, found.path("RepoDigests")), setsRegion));
    }

    private void makePauseImage() throws RuntimeFault {
        String[] name = Namespaces.IMAGE.split(":", 2);
        String entryPoint = URLEncoder.encode("ENTRYPOINT [\"/" + PauseImage.PATH + "\"]", StandardCharsets.UTF_8);
        api.upload(
                "/images/create?fromSrc=-&repo=" + name[0] + "&tag=" + name[1] + "&changes=" + entryPoint,
                PauseImage.tar(info.architecture()),
                CREATE_IMAGE_TIMEOUT,
                "pulled");
    }

    @Override
    public Optional<String> digest(String image, Duration timeout) throws RuntimeFault {
        ImageName name = ImageName.parse(image);
        return name.digest() != null
                ? Optional.empty()
                : new ManifestLookup(api, name, registryHeaders(image, name), timeout).run();
    }

    @Override
    public void pull(String image, @Nullable String digest, Duration timeout, Duration inactivityTimeout)
            throws RuntimeFault {
        ImageName name = ImageName.parse(image);
        if (digest == null) {
            new ImagePull(api, name, registryHeaders(image, name), timeout, inactivityTimeout).run();
            return;
        }
        ImageName exact = new ImageName(name.repository(), null, digest);
        new ImagePull(api, exact, registryHeaders(image, name), timeout, inactivityTimeout).run();
        api.call(
                "POST",
                "/images/" + name.repository() + "@" + digest + "/tag?repo=" + encode(name.repository()) + "&tag="
                        + encode(name.tagOrDigest()),
                null,
                INSPECT_TIMEOUT,
                "tagging");
    }

    private Map<String, String> registryHeaders(String asked, ImageName image) {
        RegistryCredential credential =
                settings.logins().of(asked).orElse(settings.registries().get(image.registry()));
        return credential == null ? Map.of() : credential.headers(image.registry());
    }

    @Override
    public void removeImage(String image) throws RuntimeFault {
        DockerApi.Reply reply = api.reply("DELETE", "/images/" + image, null, REMOVE_IMAGE_TIMEOUT, "removing image");
        if (reply.status() != 404) {
            success(reply);
        }
    }

    @Override
    public Untracked untracked() throws RuntimeFault {
        return new UntrackedLister(api).list();
    }

    @Override
    public void removeStopped(String id) throws RuntimeFault {
        DockerApi.Reply reply = api.reply("DELETE", "/containers/" + id + "?v=1", null, REMOVE_TIMEOUT, "removing");
        if (reply.status() != 404) {
            success(reply);
        }
    }

    @Override
    public CreatedContainer create(ContainerRequest request, Duration timeout) throws RuntimeFault {
        CreateBody body = CreateBody.of(request, ports, settings.bindAddress(), settings.logs());
        DockerApi.Reply reply = api.reply(
                "POST", "/containers/create?name=" + encode(request.dockerName()), body.json(), timeout, "created");
        if (reply.status() == 409 && reply.body().path("message").asText().contains("already in use")) {
            throw new RuntimeFault(new Fault.NameTaken(text(reply)));
        }
        String id = success(reply).path("Id").asText();
        JsonNode log = body.json().path("HostConfig").path("LogConfig");
        if (log.isObject()) {
            logs.put(id, log);
        }
        return new CreatedContainer(id, body.bindings());
    }

    @Override
    public void start(String id, Duration timeout) throws RuntimeFault {
        prepareLogs(id);
        DockerApi.Reply reply = api.reply("POST", "/containers/" + id + "/start", null, timeout, "started");
        String message = reply.body().path("message").asText("");
        if (message.contains("port is already allocated") || message.contains("address already in use")) {
            throw new RuntimeFault(new Fault.PortTaken(text(reply)));
        }
        success(reply);
    }

    /** What Docker still has of containers' lines. */
    public LogHistory logHistory() {
        return new DockerLogHistory(api);
    }

    /**
     * Of a container that a former run of the agent created and did not start nothing is known any more: its driver finds
     * out by itself what is missing.
     */
    private void prepareLogs(String id) throws RuntimeFault {
        JsonNode log = logs.remove(id);
        if (log != null) {
            Map<String, String> options = new HashMap<>();
            log.path("Config")
                    .properties()
                    .forEach(option ->
                            options.put(option.getKey(), option.getValue().asText()));
            settings.logs().prepare(id, log.path("Type").asText(), options);
        }
    }

    @Override
    public void stop(String id, Duration grace, Duration timeout) throws RuntimeFault {
        stopping.add(id);
        try {
            api.call("POST", "/containers/" + id + "/stop?t=" + grace.toSeconds(), null, timeout, "stopped");
        } finally {
            stopping.remove(id);
        }
    }

    @Override
    public Inspection inspect(String idOrName) throws RuntimeFault {
        DockerApi.Reply reply =
                api.reply("GET", "/containers/" + idOrName + "/json", null, INSPECT_TIMEOUT, "inspecting");
        if (reply.status() == 404) {
            return new Inspection.Absent();
        }
        JsonNode found = success(reply);
        String id = found.path("Id").asText();
        List<NetworkBinding> bindings = bindings(found);
        JsonNode state = found.path("State");
        if (state.path("Running").asBoolean()) {
            return new Inspection.Running(id, bindings, HealthReadings.of(state));
        }
        return neverRan(state)
                ? new Inspection.NeverRan(id, bindings)
                : new Inspection.Exited(id, bindings, death(id, state));
    }

    @Override
    public Optional<ContainerDetails> details(String idOrName) throws RuntimeFault {
        DockerApi.Reply reply =
                api.reply("GET", "/containers/" + idOrName + "/json", null, INSPECT_TIMEOUT, "inspecting");
        return reply.status() == 404 ? Optional.empty() : Optional.of(DetailsReader.read(success(reply)));
    }

    @Override
    public void remove(String idOrName) throws RuntimeFault {
        DockerApi.Reply reply =
                api.reply("DELETE", "/containers/" + idOrName + "?v=1&force=1", null, REMOVE_TIMEOUT, "removing");
        oomNews.forget(idOrName);
        logs.remove(idOrName);
        boolean underway =
                reply.status() == 409 && reply.body().path("message").asText().contains("already in progress");
        if (reply.status() != 404 && !underway) {
            success(reply);
        }
    }

    @Override
    public LocalVolume volume(String name) throws RuntimeFault {
        JsonNode found = api.call("GET", "/volumes/" + encode(name), null, VOLUME_TIMEOUT, "inspecting volume");
        return new LocalVolume(found.path("Name").asText(), texts(found.path("Options")), texts(found.path("Labels")));
    }

    @Override
    public void createVolume(VolumeRequest request) throws RuntimeFault {
        ObjectNode body = DockerApi.JSON.createObjectNode().put("Name", request.dockerName());
        if (request.driver() != null) {
            body.put("Driver", request.driver());
        }
        ObjectNode options = body.putObject("DriverOpts");
        request.driverOpts().forEach(options::put);
        ObjectNode labels = body.putObject("Labels");
        request.labels().forEach(labels::put);
        api.call("POST", "/volumes/create", body, VOLUME_TIMEOUT, "creating volume");
    }

    @Override
    public void removeVolume(String name) throws RuntimeFault {
        DockerApi.Reply reply =
                api.reply("DELETE", "/volumes/" + encode(name), null, VOLUME_TIMEOUT, "removing volume");
        if (reply.status() != 404) {
            success(reply);
        }
    }

    @Override
    public void createGroup(TaskGroup group) throws RuntimeFault {
        try {
            cgroups.create(group);
        } catch (IOException e) {
            throw new RuntimeFault(
                    new Fault.Refused(
                            "cgroup resource: unable to create cgroup " + group.parent() + ": " + e.getMessage()),
                    e);
        }
    }

    @Override
    public void removeGroup(TaskGroup group) throws RuntimeFault {
        try {
            cgroups.remove(group);
        } catch (IOException e) {
            throw new RuntimeFault(
                    new Fault.Refused(
                            "cgroup resource: unable to remove cgroup " + group.parent() + ": " + e.getMessage()),
                    e);
        }
    }

    @Override
    public void watch(RuntimeListener listener) throws RuntimeFault {
        EventStream stream = new EventStream(api, new EventStream.Consumer() {
            @Override
            public void event(JsonNode event) {
                heard(event, listener);
            }

            @Override
            public void back() {
                listener.back();
            }
        });
        events = stream;
        try {
            if (!stream.start(SUBSCRIBE_TIMEOUT)) {
                stream.close();
                throw new RuntimeFault(new Fault.TimedOut("listening", SUBSCRIBE_TIMEOUT));
            }
        } catch (InterruptedException e) {
            stream.close();
            Thread.currentThread().interrupt();
            throw new RuntimeFault(new Fault.DaemonGone("interrupted while subscribing to Docker's events"), e);
        }
    }

    @Override
    public void close() {
        EventStream stream = events;
        if (stream != null) {
            stream.close();
        }
        api.close();
    }

    private RuntimeInfo describe() throws RuntimeFault {
        JsonNode about = api.call("GET", "/info", null, INSPECT_TIMEOUT, "described");
        List<String> drivers = new ArrayList<>();
        about.path("Plugins").path("Log").forEach(driver -> drivers.add(driver.asText()));
        List<String> volumeDrivers = new ArrayList<>();
        about.path("Plugins").path("Volume").forEach(driver -> volumeDrivers.add(driver.asText()));
        return new RuntimeInfo(
                about.path("ServerVersion").asText(),
                api.engineVersion().toString(),
                about.path("Architecture").asText(),
                about.path("NCPU").asInt(),
                about.path("MemTotal").asLong(),
                drivers,
                volumeDrivers,
                about.path("CgroupDriver").asText(),
                about.path("CgroupVersion").asInt(1));
    }

    private void heard(JsonNode event, RuntimeListener listener) {
        JsonNode actor = event.path("Actor");
        JsonNode attributes = actor.path("Attributes");
        String id = actor.path("ID").asText();
        long nanos = event.path("timeNano").asLong();
        Instant at = Instant.ofEpochSecond(0, nanos);
        ContainerRef container = new ContainerRef(
                attributes.path(ContainerRequest.TASK_ARN_LABEL).asText(),
                attributes.path(ContainerRequest.CONTAINER_NAME_LABEL).asText());
        String action = event.path("Action").asText();
        if (action.startsWith(HealthReadings.EVENT)) {
            listener.healthChanged(container, id, HealthReadings.of(action, at));
            return;
        }
        switch (action) {
            case "oom" -> oomNews.killed(id, at);
            case "start" -> listener.started(container, id);
            case "die" -> {
                int exitCode = attributes.path("exitCode").asInt();
                if (exitCode == KILLED && !stopping.contains(id)) {
                    Thread.ofVirtual().start(() -> listener.died(container, id, killed(id, at)));
                } else {
                    listener.died(container, id, new Death(exitCode, oomNews.of(id), false, null, at));
                }
            }
            default -> LOG.debug("Docker told of something not asked for: {}", event);
        }
    }

    /** Why SIGKILL ended a container that nobody here stopped: news of memory may come a moment late. */
    private Death killed(String id, Instant at) {
        try {
            oomNews.await(id, OOM_NEWS_LAG);
            if (inspect(id) instanceof Inspection.Exited exited) {
                return exited.death();
            }
        } catch (RuntimeFault e) {
            LOG.warn("Container {} was killed, and Docker does not say why", id, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Death(KILLED, oomNews.of(id), false, null, at);
    }

    private Death death(String id, JsonNode state) {
        String error = state.path("Error").asText("");
        return new Death(
                state.path("ExitCode").asInt(),
                oomNews.of(id),
                state.path("OOMKilled").asBoolean(),
                error.isEmpty() ? null : error,
                Instant.parse(state.path("FinishedAt").asText()));
    }

    /** Docker's zero time is Go's: the year 1. */
    private static boolean neverRan(JsonNode state) {
        return state.path("StartedAt").asText("0001").startsWith("0001");
    }

    private static List<NetworkBinding> bindings(JsonNode found) {
        JsonNode published = found.path("NetworkSettings").path("Ports");
        if (published.isEmpty()) {
            published = found.path("HostConfig").path("PortBindings");
        }
        boolean hostNetwork =
                found.path("HostConfig").path("NetworkMode").asText().equals("host");
        if (hostNetwork) {
            published = found.path("Config").path("ExposedPorts");
        }
        List<NetworkBinding> bindings = new ArrayList<>();
        for (Map.Entry<String, JsonNode> port : published.properties()) {
            String[] parts = port.getKey().split("/", 2);
            int containerPort = Integer.parseInt(parts[0]);
            Protocol protocol = parts.length == 2 && parts[1].equals("udp") ? Protocol.UDP : Protocol.TCP;
            if (hostNetwork) {
                bindings.add(new NetworkBinding("0.0.0.0", containerPort, containerPort, protocol));
            }
            for (JsonNode binding : port.getValue()) {
                String address = binding.path("HostIp").asText();
                // IPv6 bindings are left out: ECS_EXCLUDE_IPV6_PORTBINDING is on unless said otherwise.
                if (!address.contains(":")) {
                    bindings.add(new NetworkBinding(
                            address.isEmpty() ? "0.0.0.0" : address,
                            containerPort,
                            binding.path("HostPort").asInt(),
                            protocol));
                }
            }
        }
        return bindings;
    }

    private static @Nullable String digest(ImageName name, JsonNode repoDigests) {
        if (name.digest() != null) {
            return name.digest();
        }
        String repository = canonical(name.repository());
        for (JsonNode entry : repoDigests) {
            String[] parts = entry.asText().split("@", 2);
            if (parts.length == 2 && canonical(parts[0]).equals(repository)) {
                return parts[1];
            }
        }
        return null;
    }

    /** Docker Hub's many spellings of one repository. */
    private static String canonical(String repository) {
        String rest = repository.startsWith("docker.io/") ? repository.substring("docker.io/".length()) : repository;
        return rest.startsWith("library/") ? rest.substring("library/".length()) : rest;
    }

    private static String encode(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new HashMap<>();
        object.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }

    private static JsonNode success(DockerApi.Reply reply) throws RuntimeFault {
        if (reply.status() / 100 == 2 || reply.status() == 304) {
            return reply.body();
        }
        throw new RuntimeFault(DockerApi.refusal(reply));
    }

    private static String text(DockerApi.Reply reply) {
        return "Error response from daemon: " + reply.body().path("message").asText();
    }
}
