package io.roadstead.agent.resources;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roadstead.agent.docker.RegistryLogins;
import io.roadstead.agent.engine.ContainerRef;
import io.roadstead.agent.engine.ContainerRequest;
import io.roadstead.agent.engine.ResourceSpec;
import io.roadstead.agent.loop.Attendant;
import io.roadstead.agent.loop.ResourceFetcher;
import io.roadstead.wire.client.Json;
import io.roadstead.wire.sigv4.Credentials;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Fetches what tasks need, keeps it in memory while they wait for it, and lays it into their containers.
 *
 * <p>A task whose execution role's credentials have not come waits for them as long as it lives, as with the original
 * agent (agent-protocol 2.11).
 */
public final class TaskResources implements ResourceFetcher, Attendant {
    /** Resources fetched at once; more wait. */
    private static final int MAX_FETCHES = 8;

    /** Between looks for credentials that have not come. They come with the task, so this is rare. */
    private static final Duration CREDENTIALS_PAUSE = Duration.ofMillis(500);

    private final ExecutionRoles roles;
    private final Sources sources;
    private final RegistryLogins passwords;
    private final Attendant next;
    private final Semaphore fetches = new Semaphore(MAX_FETCHES);
    private final Map<String, Held> held = new ConcurrentHashMap<>();

    /** Where each kind of resource comes from. */
    public record Sources(
            ResourceSource<ResourceSpec.Secrets> secrets,
            ResourceSource<ResourceSpec.RegistryLogins> logins,
            ResourceSource<ResourceSpec.EnvironmentFiles> files) {
        /**
         * Secrets Manager and Parameter Store of one server.
         *
         * @param region where secrets are that name none
         * @param passwords who pulls images with what is fetched for them
         */
        public static Sources of(
                RoleCalls calls,
                String region,
                RegistryLogins passwords,
                ResourceSource<ResourceSpec.EnvironmentFiles> files) {
            SecretSource source = new SecretSource(calls, region, passwords);
            return new Sources((_, secrets, role) -> source.fetch(secrets, role), source::logIn, files);
        }
    }

    /** What was fetched for one task, until it is released. */
    private static final class Held {
        private final Map<String, Map<String, Provision>> byResource = new ConcurrentHashMap<>();
        private volatile boolean released;
    }

    /** @param next who adds to containers after this */
    public TaskResources(ExecutionRoles roles, Sources sources, RegistryLogins passwords, Attendant next) {
        this.roles = roles;
        this.sources = sources;
        this.passwords = passwords;
        this.next = next;
    }

    @Override
    public void fetch(String taskArn, ResourceSpec resource) throws Failed, InterruptedException {
        Held task = held.computeIfAbsent(taskArn, _ -> new Held());
        Optional<Credentials> role = await(taskArn, task);
        if (role.isEmpty()) {
            throw new Failed(resource.name() + " resource: the task was stopped before it was fetched");
        }
        fetches.acquire();
        try {
            Map<String, Provision> fetched =
                    switch (resource) {
                        case ResourceSpec.Secrets secrets -> sources.secrets().fetch(taskArn, secrets, role.get());
                        case ResourceSpec.RegistryLogins logins ->
                            sources.logins().fetch(taskArn, logins, role.get());
                        case ResourceSpec.EnvironmentFiles files ->
                            sources.files().fetch(taskArn, files, role.get());
                    };
            task.byResource.put(resource.name(), Map.copyOf(fetched));
        } finally {
            fetches.release();
        }
    }

    @Override
    public void release(String taskArn) {
        passwords.forget(taskArn);
        Held task = held.remove(taskArn);
        if (task != null) {
            task.released = true;
        }
    }

    private Optional<Credentials> await(String taskArn, Held task) throws InterruptedException {
        while (!task.released) {
            Optional<Credentials> role = roles.of(taskArn);
            if (role.isPresent()) {
                return role;
            }
            Thread.sleep(CREDENTIALS_PAUSE);
        }
        return Optional.empty();
    }

    @Override
    public ContainerRequest creates(ContainerRef container, ContainerRequest request) {
        Held task = held.get(container.taskArn());
        ContainerRequest complete = request;
        if (task != null) {
            for (Map<String, Provision> fetched : task.byResource.values()) {
                complete = with(complete, fetched.getOrDefault(container.name(), Provision.NONE));
            }
        }
        return next.creates(container, complete);
    }

    @Override
    public void started(ContainerRef container, String dockerId) {
        next.started(container, dockerId);
    }

    @Override
    public void removed(ContainerRef container) {
        next.removed(container);
    }

    private static ContainerRequest with(ContainerRequest request, Provision provision) {
        Set<String> set = new HashSet<>();
        request.environment().forEach(line -> set.add(line.split("=", 2)[0]));
        Map<String, String> variables = new LinkedHashMap<>(provision.defaults());
        variables.keySet().removeAll(set);
        variables.putAll(provision.secrets());
        return request.with(variables, List.of())
                .withHostConfig(withLogOptions(request.hostConfig(), provision.logOptions()));
    }

    /** What is no JSON is left as it is: Docker's edge says what is wrong with it. */
    private static @Nullable String withLogOptions(@Nullable String hostConfig, Map<String, String> options) {
        if (hostConfig == null || options.isEmpty()) {
            return hostConfig;
        }
        try {
            Json tree = Json.parse(hostConfig.getBytes(UTF_8));
            Json log = tree.path("LogConfig");
            Json config = Json.object();
            log.path("Config").texts().forEach(config::put);
            options.forEach(config::put);
            if (tree.has("LogConfig")) {
                log.put("Config", config);
            }
            return new String(tree.bytes(), UTF_8);
        } catch (IOException e) {
            return hostConfig;
        }
    }
}
