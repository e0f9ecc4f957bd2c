package io.roadstead.agent.metadata;

import io.roadstead.agent.credentials.RoleCredentials;
import io.roadstead.agent.endpoint.Handler;
import io.roadstead.agent.endpoint.RateLimit;
import io.roadstead.agent.text.GoJson;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What containers are answered at the endpoint: the paths of versions 2, 3 and 4, of their roles' credentials, of task
 * protection and of what hangs on them, within the limit of requests for all together.
 *
 * <p>Source: agent-protocol 5.2. Refusals are JSON strings with the original's words and statuses: version 4 says 404
 * of an id it does not know, version 3 says 500 or 400.
 */
public final class MetadataApi implements Handler {
    private static final Pattern BY_ID = Pattern.compile("/(v3|v4|api)/([^/]*)(/.*)?");
    private static final Pattern ASSOCIATIONS = Pattern.compile("/associations/([^/]*)(?:/(.*))?");
    private static final Pattern FAULT =
            Pattern.compile("/fault/v1/network-(?:blackhole-port|latency|packet-loss)/(?:start|stop|status)");
    private static final String PROTECTION = "/task-protection/v1/state";

    /** What the requests for metadata may ask of: see {@code ECS_TASK_METADATA_RPS_LIMIT}. */
    public record Limit(int perSecond, int burst) {}

    private final Lookup lookup;
    private final Documents documents;
    private final Supplier<HostFacts> host;
    private final ControlPlane plane;
    private final StatsSource stats;
    private final ProtectionApi protection;
    private final CredentialsApi credentials;
    private final Limit limit;
    private final RateLimit rate;
    private final LongSupplier nanoTime;

    public MetadataApi(
            Lookup lookup,
            Supplier<HostFacts> host,
            ControlPlane plane,
            StatsSource stats,
            RoleCredentials roles,
            AuditLog audit,
            Limit limit,
            LongSupplier nanoTime) {
        this.lookup = lookup;
        this.documents = new Documents(lookup::details);
        this.host = host;
        this.plane = plane;
        this.stats = stats;
        this.protection = new ProtectionApi(plane);
        this.credentials = lookup.credentials(roles, audit);
        this.limit = limit;
        this.rate = new RateLimit(limit.perSecond(), limit.burst(), nanoTime.getAsLong());
        this.nanoTime = nanoTime;
    }

    @Override
    public Answer answer(Request request) {
        Answer answer = rate.allows(nanoTime.getAsLong())
                ? routed(request)
                : Answer.plain(429, "You have reached maximum request limit.");
        return answer.with("X-Rate-Limit-Limit", String.format(Locale.ROOT, "%d.00", limit.perSecond()))
                .with("X-Rate-Limit-Duration", "1")
                .with("X-Rate-Limit-Request-Remote-Addr", request.caller());
    }

    private Answer routed(Request request) {
        Matcher byId = BY_ID.matcher(request.path());
        if (byId.matches()) {
            String rest = byId.group(3) == null ? "" : byId.group(3);
            return switch (byId.group(1)) {
                case "v4" -> v4(byId.group(2), rest);
                case "v3" -> v3(byId.group(2), rest);
                default -> agentApi(request, byId.group(2), rest);
            };
        }
        if (request.path().matches("/v2/(?:metadata|metadataWithTags|stats)(?:/.*)?")) {
            // Only a task with an address of its own can be known by it, and no such network mode is built yet.
            return refused(
                    400,
                    "Unable to get task arn from request: unable to associate '" + request.caller() + "' with task");
        }
        return credentials.answer(request).orElseGet(Answer::notFound);
    }

    private Answer v4(String id, String rest) {
        Optional<Lookup.Found> found = lookup.byId(id);
        if (rest.isEmpty()) {
            return found.map(one -> ok(documents.container(one.task(), one.container(), Documents.Version.V4)))
                    .orElseGet(() -> refused(404, "V4 container metadata handler: " + noContainer(id)));
        }
        return switch (rest) {
            case "/task", "/taskWithTags" ->
                found.map(one -> task(one, Documents.Version.V4, rest.equals("/taskWithTags")))
                        .orElseGet(() -> refused(404, "V4 task metadata handler: " + noTask(id)));
            case "/stats" ->
                found.map(one -> containerStats(one, Documents.Version.V4))
                        .orElseGet(() -> refused(404, "V4 container stats handler: " + noTask(id)));
            case "/task/stats" ->
                found.map(one -> taskStats(one, Documents.Version.V4))
                        .orElseGet(() -> refused(404, "V4 task stats handler: " + noTask(id)));
            default -> associations(found, id, rest, "V4");
        };
    }

    private Answer v3(String id, String rest) {
        Optional<Lookup.Found> found = lookup.byId(id);
        if (rest.isEmpty()) {
            return found.map(one -> ok(documents.container(one.task(), one.container(), Documents.Version.V3)))
                    .orElseGet(() -> refused(500, "V3 container metadata handler: " + noContainer(id)));
        }
        return switch (rest) {
            case "/task", "/taskWithTags" ->
                found.map(one -> task(one, Documents.Version.V3, rest.equals("/taskWithTags")))
                        .orElseGet(() -> refused(500, "V3 task metadata handler: " + noTask(id)));
            case "/stats" ->
                found.map(one -> containerStats(one, Documents.Version.V3))
                        .orElseGet(() -> refused(400, "V3 container stats handler: " + noTask(id)));
            case "/task/stats" ->
                found.map(one -> taskStats(one, Documents.Version.V3))
                        .orElseGet(() -> refused(400, "V3 task stats handler: " + noTask(id)));
            default -> associations(found, id, rest, "V3");
        };
    }

    private Answer task(Lookup.Found found, Documents.Version version, boolean withTags) {
        HostFacts instance = host.get();
        Documents.Tags taskTags = null;
        Documents.Tags instanceTags = null;
        if (withTags) {
            instanceTags = tags("ContainerInstanceTags", instance.containerInstanceArn());
            taskTags = tags("TaskTags", found.task().spec().arn());
        }
        return ok(documents.task(found.task(), instance, version, taskTags, instanceTags));
    }

    private Documents.@Nullable Tags tags(String field, @Nullable String arn) {
        if (arn == null) {
            return null;
        }
        try {
            return switch (plane.tags(arn)) {
                case ControlPlane.TagsAnswer.Known known -> new Documents.Tags.Known(known.tags());
                case ControlPlane.TagsAnswer.Refused refused ->
                    new Documents.Tags.Failed(GoJson.object()
                            .put("ErrorField", field)
                            .unlessEmpty("ErrorCode", refused.refusal().code())
                            .unlessEmpty("ErrorMessage", refused.refusal().message())
                            .unlessEmpty("StatusCode", refused.refusal().status())
                            .unlessEmpty("RequestId", refused.refusal().requestId())
                            .put("ResourceARN", arn));
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** The original answers with these, and version 3 with one status for all that went wrong. */
    private Answer containerStats(Lookup.Found found, Documents.Version version) {
        return stats.container(found.dockerId(), version == Documents.Version.V4)
                .map(MetadataApi::ok)
                .orElseGet(() -> refused(
                        version == Documents.Version.V4 ? 500 : 400,
                        "Unable to get container stats for: " + found.dockerId()));
    }

    private Answer taskStats(Lookup.Found found, Documents.Version version) {
        boolean v4 = version == Documents.Version.V4;
        GoJson all = GoJson.object();
        found.task().containers().stream()
                .map(container -> Optional.ofNullable(container.dockerId()))
                .flatMap(Optional::stream)
                .sorted()
                .forEach(id -> all.put(id, stats.container(id, v4).orElse(v4 ? GoJson.object() : null)));
        return ok(all);
    }

    /** GPUs come to containers by their own variables: there are no associations to tell of. */
    private static Answer associations(Optional<Lookup.Found> found, String id, String rest, String version) {
        Matcher matcher = ASSOCIATIONS.matcher(rest);
        if (!matcher.matches()) {
            return Answer.notFound();
        }
        if (found.isEmpty()) {
            return refused(400, version + " container associations handler: " + noContainer(id));
        }
        if (matcher.group(2) == null) {
            return Answer.json(200, GoJson.object().put("Associations", null).toString());
        }
        return refused(
                400,
                "Unable to write container association response: unable to get association from association type "
                        + matcher.group(1) + " and association name " + matcher.group(2));
    }

    private Answer agentApi(Request request, String id, String rest) {
        if (rest.equals(PROTECTION)) {
            return switch (request.method()) {
                case "GET" -> protection.get(lookup.byId(id));
                case "PUT" -> protection.put(request.body(), lookup.byId(id));
                default -> Answer.plain(405, "");
            };
        }
        if (FAULT.matcher(rest).matches()) {
            if (!request.method().equals("POST")) {
                return Answer.plain(405, "");
            }
            return lookup.byId(id)
                    .map(found -> fault(
                            400,
                            "enableFaultInjection is not enabled for task: "
                                    + found.task().spec().arn()))
                    .orElseGet(() -> fault(404, "unable to lookup container: " + id + ". error: " + noTask(id)));
        }
        return Answer.notFound();
    }

    private static Answer fault(int status, String error) {
        return Answer.json(status, GoJson.object().put("Error", error).toString());
    }

    private static String noContainer(String id) {
        return "unable to get container ID from request: unable to get docker ID from v3 endpoint ID: " + id;
    }

    private static String noTask(String id) {
        return "unable to get task arn from request: unable to get task Arn from v3 endpoint ID: " + id;
    }

    private static Answer ok(GoJson json) {
        return Answer.json(200, json.toString());
    }

    private static Answer refused(int status, String text) {
        return Answer.json(status, GoJson.text(text));
    }

    /** The variables by which a container with this id finds all of this. Source: agent-protocol 5.2. */
    public static Map<String, String> variables(String address, String id) {
        return Map.of(
                "ECS_CONTAINER_METADATA_URI", "http://" + address + "/v3/" + id,
                "ECS_CONTAINER_METADATA_URI_V4", "http://" + address + "/v4/" + id,
                "ECS_AGENT_URI", "http://" + address + "/api/" + id);
    }
}
