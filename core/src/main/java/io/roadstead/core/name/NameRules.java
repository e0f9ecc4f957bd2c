package io.roadstead.core.name;

import io.roadstead.core.Rejected;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What names may hold. Each rule gives the name back or throws {@link Rejected}.
 *
 * <p>Source: ecs-behaviour 2.1. Where ECS's own words for a name that is too long are not known, they follow the form
 * that is: {@code idempotency token longer than 36.}
 */
public final class NameRules {
    public static final int NAME_LIMIT = 255;
    public static final int GROUP_LIMIT = 255;
    /** RunTask's; StartTask has the older, shorter one. They really differ. */
    public static final int STARTED_BY_LIMIT_RUN_TASK = 128;

    public static final int STARTED_BY_LIMIT_START_TASK = 36;
    public static final int CLIENT_TOKEN_LIMIT_RUN_TASK = 64;
    public static final int CLIENT_TOKEN_LIMIT_CREATE_SERVICE = 36;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,255}");
    private static final Pattern STARTED_BY = Pattern.compile("[A-Za-z0-9/_-]*");
    private static final Pattern CLIENT_TOKEN = Pattern.compile("[!-~]+");
    private static final Pattern GROUP = Pattern.compile("[A-Za-z0-9:/_.-]+");
    private static final String SERVICE_GROUP = "service:";

    private NameRules() {}

    /** Whether the text can name a cluster, service, family, container or volume. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** The name of a cluster to be created. */
    public static String cluster(String name) {
        requireLength("clusterName", name, NAME_LIMIT);
        if (!isName(name)) {
            throw Rejected.invalidParameter("Cluster name contains invalid characters.");
        }
        return name;
    }

    /** The name of a service to be created. */
    public static String service(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            throw Rejected.invalidParameter("Service name can not be blank.");
        }
        requireLength("serviceName", name, NAME_LIMIT);
        if (!isName(name)) {
            throw Rejected.invalidParameter("Service name contains invalid characters.");
        }
        return name;
    }

    /** The family of a task definition. */
    public static String family(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            throw Rejected.client("Family can not be blank.");
        }
        if (name.length() > NAME_LIMIT) {
            throw Rejected.client("family longer than " + NAME_LIMIT + ".");
        }
        if (!isName(name)) {
            throw Rejected.client("Family contains invalid characters.");
        }
        return name;
    }

    /**
     * Who starts a task, as RunTask or StartTask says.
     *
     * @param limit {@link #STARTED_BY_LIMIT_RUN_TASK} or {@link #STARTED_BY_LIMIT_START_TASK}
     * @return absent for an absent or empty text
     */
    public static @Nullable String startedBy(@Nullable String text, int limit) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        requireLength("startedBy", text, limit);
        if (!STARTED_BY.matcher(text).matches()) {
            throw Rejected.invalidParameter(
                    "startedBy contains invalid characters. Use letters, digits, hyphens, slashes and underscores.");
        }
        return text;
    }

    /**
     * An idempotency token.
     *
     * @param limit {@link #CLIENT_TOKEN_LIMIT_RUN_TASK} or {@link #CLIENT_TOKEN_LIMIT_CREATE_SERVICE}
     * @return absent for an absent or empty text
     */
    public static @Nullable String clientToken(@Nullable String text, int limit) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        requireLength("idempotency token", text, limit);
        if (!CLIENT_TOKEN.matcher(text).matches()) {
            throw Rejected.invalidParameter(
                    "idempotency token contains invalid characters. Use printable ASCII characters without blanks.");
        }
        return text;
    }

    /**
     * A task group of the caller's own. Groups of the form {@code service:<name>} belong to the service scheduler, which
     * counts a service's tasks by them.
     *
     * @return absent for an absent or empty text, which means {@code family:<family>}
     */
    public static @Nullable String group(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        requireLength("group", text, GROUP_LIMIT);
        if (!GROUP.matcher(text).matches()) {
            throw Rejected.invalidParameter("group contains invalid characters. Use letters, digits, hyphens,"
                    + " underscores, colons, slashes and periods.");
        }
        if (text.startsWith(SERVICE_GROUP)) {
            throw Rejected.invalidParameter("group '" + text + "' is reserved: groups that start with '" + SERVICE_GROUP
                    + "' belong to services. Use another name.");
        }
        return text;
    }

    private static void requireLength(String what, String text, int limit) {
        if (text.length() > limit) {
            throw Rejected.invalidParameter(what + " longer than " + limit + ".");
        }
    }
}
