package io.roadstead.services.identity.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who wants to do what to which resource, under which circumstances. Keys of circumstances are told apart without
 * regard to case, as IAM does.
 */
public final class Request {
    private final Principal principal;
    private final String action;
    private final String lowerAction;
    private final String resource;
    private final String @Nullable [] resourceParts;
    private final @Nullable String resourceAccount;
    private final Map<String, List<String>> context;

    private Request(
            Principal principal,
            String action,
            String resource,
            @Nullable String resourceAccount,
            Map<String, List<String>> context) {
        this.principal = principal;
        this.action = action;
        this.lowerAction = action.toLowerCase(Locale.ROOT);
        this.resource = resource;
        this.resourceParts = Arns.split(resource);
        this.resourceAccount = resourceAccount;
        this.context = context;
    }

    /**
     * @param action for example {@code ecs:RunTask}
     * @param resource an ARN, or {@code *} for actions that are about no resource
     * @param resourceAccount whose the resource is; when absent the one in its ARN, and the principal's if it names none
     * @param context the values of condition keys; those that tell of the principal need not be among them, and count
     *     if they are
     */
    public static Request of(
            Principal principal,
            String action,
            String resource,
            @Nullable String resourceAccount,
            Map<String, List<String>> context) {
        Map<String, List<String>> all = new HashMap<>(principal.keys());
        context.forEach((key, values) -> all.put(key.toLowerCase(Locale.ROOT), List.copyOf(values)));
        String owner = resourceAccount != null ? resourceAccount : Arns.account(resource);
        return new Request(principal, action, resource, owner != null ? owner : principal.account(), all);
    }

    /** The same of another resource, which belongs to whom its ARN says. */
    public Request about(String otherResource) {
        String owner = Arns.account(otherResource);
        return new Request(principal, action, otherResource, owner != null ? owner : principal.account(), context);
    }

    public Principal principal() {
        return principal;
    }

    public String action() {
        return action;
    }

    public String resource() {
        return resource;
    }

    /** Whether the resource belongs to the principal's account. */
    public boolean withinAccount() {
        return resourceAccount == null || resourceAccount.equals(principal.account());
    }

    String lowerAction() {
        return lowerAction;
    }

    String @Nullable [] resourceParts() {
        return resourceParts;
    }

    /** The values of a condition key given in lower case; empty when the request does not have it. */
    List<String> values(String lowerKey) {
        return context.getOrDefault(lowerKey, List.of());
    }

    /** Whether the request has this condition key, given in lower case. */
    public boolean has(String lowerKey) {
        return context.containsKey(lowerKey);
    }
}
