package io.roadstead.control.index;

import io.roadstead.control.index.Records.StoredNews;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.ServiceEvent;
import io.roadstead.core.model.ServiceKey;
import io.roadstead.store.Key;
import io.roadstead.store.Prefix;
import java.time.Instant;

/**
 * The layout of the Store: {@code <account>/<region>/<kind>/…}. Records of a cluster have its name next, so that a
 * cluster's are one range.
 */
public final class Keys {
    private static final String NOBODY = "-";

    private Keys() {}

    public static Key account(String id) {
        return Key.of(NOBODY, NOBODY, Kind.ACCOUNT.word(), id);
    }

    public static Key accessKey(String accessKeyId) {
        return Key.of(NOBODY, NOBODY, Kind.ACCESS_KEY.word(), accessKeyId);
    }

    public static Key cluster(Scope scope, String name) {
        return key(scope, Kind.CLUSTER, name);
    }

    public static Key family(Scope scope, String family) {
        return key(scope, Kind.FAMILY, family);
    }

    /** Ten digits, so that revisions sort as numbers. */
    public static Key taskDefinition(Scope scope, String family, int revision) {
        return key(scope, Kind.TASK_DEFINITION, family, tenDigits(revision));
    }

    public static Key containerInstance(Scope scope, String cluster, String id) {
        return key(scope, Kind.CONTAINER_INSTANCE, cluster, id);
    }

    public static Key agentConnection(Scope scope, String cluster, String instanceId) {
        return key(scope, Kind.AGENT_CONNECTION, cluster, instanceId);
    }

    public static Key allocation(Scope scope, String cluster, String instanceId) {
        return key(scope, Kind.ALLOCATION, cluster, instanceId);
    }

    public static Key task(Scope scope, String cluster, String id) {
        return key(scope, Kind.TASK, cluster, id);
    }

    public static Key service(Scope scope, String cluster, String name) {
        return key(scope, Kind.SERVICE, cluster, name);
    }

    public static Key serviceDeployment(Scope scope, String cluster, String service, String id) {
        return key(scope, Kind.SERVICE_DEPLOYMENT, cluster, service, id);
    }

    /** @param number 19 digits, so that they sort as numbers */
    public static Key serviceRevision(Scope scope, String cluster, String service, String number) {
        return key(scope, Kind.SERVICE_REVISION, cluster, service, number);
    }

    /**
     * A service's message; they sort by time.
     *
     * @param ordinal which of the messages of one decision, from 0
     */
    public static Key serviceEvent(ServiceEvent event, int ordinal) {
        return key(
                event.scope(),
                Kind.SERVICE_EVENT,
                event.cluster(),
                event.service(),
                byTime(event.createdAt(), ordinal, event.id()));
    }

    /**
     * What a service told the event bus; they sort by time.
     *
     * @param ordinal which of the news of one decision, from 0
     */
    public static Key serviceNews(StoredNews news, int ordinal) {
        ServiceKey service = news.service();
        return key(
                service.scope(),
                Kind.SERVICE_NEWS,
                service.cluster(),
                service.name(),
                byTime(news.at(), ordinal, news.id()));
    }

    /** Tokens of one operation in one cluster; the token's own characters are hexed, for they are the caller's. */
    public static Key clientToken(Scope scope, String operation, String cluster, String token) {
        StringBuilder hex = new StringBuilder();
        for (byte b : token.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            hex.append(Character.forDigit((b >> 4) & 15, 16)).append(Character.forDigit(b & 15, 16));
        }
        return key(scope, Kind.CLIENT_TOKEN, operation, cluster, hex.toString());
    }

    /** All records of a kind in a scope, or below further parts of the key. */
    public static Prefix all(Scope scope, Kind kind, String... below) {
        StringBuilder path = new StringBuilder(scope.account())
                .append('/')
                .append(scope.region())
                .append('/')
                .append(kind.word())
                .append('/');
        for (String part : below) {
            path.append(part).append('/');
        }
        return new Prefix(path.toString());
    }

    public static String tenDigits(int number) {
        String digits = Integer.toString(number);
        return "0".repeat(10 - digits.length()) + digits;
    }

    private static String byTime(Instant at, int ordinal, String id) {
        String millis = Long.toString(at.toEpochMilli());
        return "0".repeat(15 - millis.length()) + millis + "-" + tenDigits(ordinal) + "-" + id;
    }

    private static Key key(Scope scope, Kind kind, String... rest) {
        String[] parts = new String[rest.length + 3];
        parts[0] = scope.account();
        parts[1] = scope.region();
        parts[2] = kind.word();
        System.arraycopy(rest, 0, parts, 3, rest.length);
        return Key.of(parts);
    }
}
