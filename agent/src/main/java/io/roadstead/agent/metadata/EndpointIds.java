package io.roadstead.agent.metadata;

import io.roadstead.agent.credentials.RoleCredentials.Role;
import io.roadstead.agent.engine.ContainerRef;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The ids by which containers name themselves at the endpoint: in the form of a UUID, the same after a restart, and not
 * to be guessed, since who knows a container's id may ask about its task and protect it.
 *
 * <p>An id begins with the agent's tag, by which the agents of a host find out whose container it is; the other 96 bits
 * are a keyed hash of the task and the container's name, or of the task and which role of it. The original has the id of
 * a role's credentials from the control plane; this one makes its own, for it must tell the agents of a host apart.
 */
public final class EndpointIds {
    private record RoleOfTask(String taskArn, Role role) {}

    private static final String HMAC = "HmacSHA256";
    private static final int TAG_DIGITS = 8;
    private static final int ID_DIGITS = 32;

    /** Ids kept, so that they need not be hashed anew for each request. */
    private static final int MAX_KEPT = 10_000;

    private final SecretKeySpec key;
    private final String tag;
    private final Map<Object, String> kept = new ConcurrentHashMap<>();

    /** @param secret the agent's, at least 128 bits */
    public EndpointIds(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        this.key = new SecretKeySpec(bytes, HMAC);
        this.tag = hex(hash("tag")).substring(0, TAG_DIGITS);
    }

    /** What all ids of this agent's containers begin with. */
    public String tag() {
        return tag;
    }

    public String of(ContainerRef container) {
        return kept(container, "id\n" + container.taskArn() + "\n" + container.name());
    }

    /** By which a task's containers ask for the credentials of its role. */
    public String of(String taskArn, Role role) {
        return kept(new RoleOfTask(taskArn, role), "credentials\n" + role + "\n" + taskArn);
    }

    private String kept(Object whose, String text) {
        if (kept.size() > MAX_KEPT) {
            kept.clear();
        }
        return kept.computeIfAbsent(whose, unused -> compute(text));
    }

    /** Whether this is that container's id, told in the same time whatever is wrong with it. */
    boolean matches(ContainerRef container, String id) {
        return equal(of(container), id);
    }

    /** The same of a task's role. */
    boolean matches(String taskArn, Role role, String id) {
        return equal(of(taskArn, role), id);
    }

    private static boolean equal(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private String compute(String text) {
        String digits = tag + hex(hash(text)).substring(0, ID_DIGITS - TAG_DIGITS);
        return digits.substring(0, 8) + "-" + digits.substring(8, 12) + "-" + digits.substring(12, 16) + "-"
                + digits.substring(16, 20) + "-" + digits.substring(20);
    }

    private byte[] hash(String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + HMAC, e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
