package io.roadstead.agent.imds;

import io.roadstead.agent.endpoint.Handler;
import io.roadstead.agent.text.GoJson;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What EC2's instance metadata service answers, as far as this house knows it.
 *
 * <p>Version 2: a token is had by PUT with its time to live, 1 second to 6 hours, and must come with every GET where
 * tokens are required. A token that does not hold is a 401 always. A token's answer goes only as many hops as the limit
 * says: a container behind a bridge is one hop farther than the host, so with a limit of 1 it gets no answer at all.
 *
 * <p>Source: EC2 user guide, "Use IMDS", "Instance metadata categories", "Configure the instance metadata options".
 */
public final class ImdsApi implements Handler {
    private static final String TOKEN_PATH = "/latest/api/token";
    private static final String TOKEN = "x-aws-ec2-metadata-token";
    private static final String TTL = "x-aws-ec2-metadata-token-ttl-seconds";
    private static final int MOST_SECONDS = 21_600;

    /** Version 2 refuses what came through somebody else's proxy. */
    private static final String FORWARDED = "x-forwarded-for";

    /** {@code latest}, {@code 1.0}, or the day of a version. */
    private static final Pattern VERSIONED = Pattern.compile("/(latest|1\\.0|20[0-9]{2}-[0-9]{2}-[0-9]{2})(?:/(.*))?");

    private static final int ON_HOST = 1;
    private static final int BEHIND_A_BRIDGE = 2;

    private final ImdsSettings settings;
    private final Supplier<InstanceFacts> facts;
    private final ProfileCredentials profile;
    private final Tokens tokens;
    private final Predicate<String> ofHost;
    private final InstantSource clock;

    /**
     * @param secret of the host, from which tokens are made
     * @param ofHost whether an address is one of the host's own
     */
    public ImdsApi(
            ImdsSettings settings,
            Supplier<InstanceFacts> facts,
            ProfileCredentials profile,
            String secret,
            Predicate<String> ofHost,
            InstantSource clock) {
        this.settings = settings;
        this.facts = facts;
        this.profile = profile;
        this.tokens = new Tokens(secret);
        this.ofHost = ofHost;
        this.clock = clock;
    }

    @Override
    public Answer answer(Request request) {
        if (request.path().equals(TOKEN_PATH)) {
            return token(request);
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return error(405, "Method Not Allowed");
        }
        String token = request.header(TOKEN);
        if (token.isEmpty() ? settings.tokensRequired() : !tokens.valid(token, clock.instant())) {
            return error(401, "Unauthorized");
        }
        return found(request.path()).orElseGet(() -> error(404, "Not Found"));
    }

    private Answer token(Request request) {
        if (!request.method().equals("PUT")) {
            return error(405, "Method Not Allowed");
        }
        if (request.headers().containsKey(FORWARDED)) {
            return error(403, "Forbidden");
        }
        String ttl = request.header(TTL);
        if (!ttl.matches("[0-9]{1,5}") || Integer.parseInt(ttl) < 1 || Integer.parseInt(ttl) > MOST_SECONDS) {
            return error(400, "Bad Request");
        }
        int hops = ofHost.test(request.caller()) ? ON_HOST : BEHIND_A_BRIDGE;
        if (hops > settings.hopLimit()) {
            return Answer.lost();
        }
        return Answer.text(200, tokens.issue(clock.instant(), Duration.ofSeconds(Integer.parseInt(ttl))))
                .with("X-Aws-Ec2-Metadata-Token-Ttl-Seconds", ttl);
    }

    private Optional<Answer> found(String path) {
        if (path.isEmpty() || path.equals("/")) {
            return Optional.of(Answer.text(200, "1.0\nlatest"));
        }
        Matcher matcher = VERSIONED.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String wanted = matcher.group(2) == null ? "" : matcher.group(2);
        SortedMap<String, String> tree = tree();
        String value = tree.get(wanted);
        if (value != null) {
            return Optional.of(Answer.text(200, value));
        }
        String directory = wanted.isEmpty() || wanted.endsWith("/") ? wanted : wanted + "/";
        TreeSet<String> names = new TreeSet<>();
        for (String leaf : tree.tailMap(directory).keySet()) {
            if (!leaf.startsWith(directory)) {
                break;
            }
            int slash = leaf.indexOf('/', directory.length());
            names.add(leaf.substring(directory.length(), slash < 0 ? leaf.length() : slash + 1));
        }
        return names.isEmpty() ? Optional.empty() : Optional.of(Answer.text(200, String.join("\n", names)));
    }

    /** All there is, by path below the version. */
    private SortedMap<String, String> tree() {
        InstanceFacts instance = facts.get();
        SortedMap<String, String> tree = new TreeMap<>();
        Map<String, @Nullable String> meta = new TreeMap<>();
        meta.put("hostname", instance.hostname());
        meta.put("instance-id", instance.instanceId());
        meta.put("instance-life-cycle", "on-demand");
        meta.put("local-hostname", instance.hostname());
        meta.put("local-ipv4", instance.localIpv4());
        meta.put("mac", instance.mac());
        meta.put("placement/availability-zone", instance.availabilityZone());
        meta.put("placement/region", instance.region());
        meta.put("services/domain", "amazonaws.com");
        meta.put("services/partition", "aws");
        if (instance.mac() != null) {
            String network = "network/interfaces/macs/" + instance.mac() + "/";
            meta.put(network + "device-number", "0");
            meta.put(network + "local-ipv4s", instance.localIpv4());
            meta.put(network + "mac", instance.mac());
            meta.put(network + "owner-id", instance.account());
        }
        profile.get().ifPresent(known -> profile(known, meta));
        meta.forEach((path, value) -> {
            if (value != null) {
                tree.put("meta-data/" + path, value);
            }
        });
        tree.put("dynamic/instance-identity/document", document(instance));
        return tree;
    }

    private static void profile(ProfileCredentials.Known known, Map<String, @Nullable String> meta) {
        ProfileCredentials.Keys keys = known.keys();
        String updated = keys == null ? null : keys.lastUpdated();
        GoJson info = GoJson.object().put("Code", known.code()).unlessEmpty("Message", known.message());
        meta.put(
                "iam/info",
                info.unlessEmpty("LastUpdated", updated)
                        .unlessEmpty("InstanceProfileArn", known.profileArn())
                        .unlessEmpty("InstanceProfileId", known.profileId())
                        .toString());
        if (known.role() == null) {
            return;
        }
        GoJson credentials = GoJson.object().put("Code", known.code()).unlessEmpty("Message", known.message());
        if (keys != null) {
            credentials
                    .put("LastUpdated", keys.lastUpdated())
                    .put("Type", "AWS-HMAC")
                    .put("AccessKeyId", keys.accessKeyId())
                    .put("SecretAccessKey", keys.secretAccessKey())
                    .put("Token", keys.token())
                    .put("Expiration", keys.expiration());
        }
        meta.put("iam/security-credentials/" + known.role(), credentials.toString());
    }

    private static String document(InstanceFacts instance) {
        Instant pending = instance.pendingTime();
        return GoJson.object()
                .put("accountId", instance.account())
                .put("architecture", instance.architecture())
                .put("availabilityZone", instance.availabilityZone())
                .put("billingProducts", null)
                .put("devpayProductCodes", null)
                .put("marketplaceProductCodes", null)
                .put("imageId", null)
                .put("instanceId", instance.instanceId())
                .put("instanceType", null)
                .put("kernelId", null)
                .put("pendingTime", pending)
                .put("privateIp", instance.localIpv4())
                .put("ramdiskId", null)
                .put("region", instance.region())
                .put("version", "2017-09-30")
                .toString();
    }

    private static Answer error(int status, String words) {
        String title = status + " - " + words;
        return new Answer(
                status,
                "text/html",
                "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>\n"
                        + "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\"\n"
                        + "\t\"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">\n"
                        + "<html xmlns=\"http://www.w3.org/1999/xhtml\" xml:lang=\"en\" lang=\"en\">\n"
                        + " <head>\n  <title>" + title + "</title>\n </head>\n"
                        + " <body>\n  <h1>" + title + "</h1>\n </body>\n</html>\n",
                Map.of());
    }
}
