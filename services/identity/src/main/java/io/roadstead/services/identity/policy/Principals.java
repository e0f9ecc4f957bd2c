package io.roadstead.services.identity.policy;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom a statement is about.
 *
 * @param aws account numbers, ARNs, or {@code *}
 * @param services for example {@code ecs-tasks.amazonaws.com}
 * @param others what else is named (Federated, CanonicalUser): nobody this house knows
 * @param except whether these are the ones it is not about: NotPrincipal
 */
public record Principals(Set<String> aws, Set<String> services, Set<String> others, boolean except) {
    private static final String EVERYBODY = "*";

    public Principals {
        aws = Set.copyOf(aws);
        services = Set.copyOf(services);
        others = Set.copyOf(others);
    }

    Grant match(Principal principal, Effect effect) {
        if (except) {
            return names(principal) ? Grant.NONE : Grant.DIRECT;
        }
        return switch (principal) {
            case Principal.Service service ->
                aws.contains(EVERYBODY) || services.contains(service.name()) ? Grant.DIRECT : Grant.NONE;
            case Principal.Root root ->
                ofAccount(root.account()) || aws.contains(EVERYBODY) ? Grant.DIRECT : Grant.NONE;
            case Principal.User user -> {
                if (aws.contains(user.arn()) || aws.contains(EVERYBODY)) {
                    yield Grant.DIRECT;
                }
                yield viaAccount(user.account(), effect);
            }
            case Principal.Anybody anybody ->
                aws.contains(EVERYBODY) ? Grant.DIRECT : viaAccount(anybody.account(), effect);
            case Principal.Session session -> {
                if (aws.contains(session.name())) {
                    yield Grant.DIRECT;
                }
                if (aws.contains(session.roleArn()) || aws.contains(EVERYBODY)) {
                    yield Grant.ROLE;
                }
                yield viaAccount(session.account(), effect);
            }
        };
    }

    /** A denial of the account is one of everybody in it. */
    private Grant viaAccount(String account, Effect effect) {
        if (!ofAccount(account)) {
            return Grant.NONE;
        }
        return effect == Effect.DENY ? Grant.DIRECT : Grant.ACCOUNT;
    }

    private boolean ofAccount(@Nullable String account) {
        return account != null && (aws.contains(account) || aws.contains("arn:aws:iam::" + account + ":root"));
    }

    /** Whether the very principal is named, its account alone being not enough. */
    private boolean names(Principal principal) {
        return aws.contains(EVERYBODY)
                || switch (principal) {
                    case Principal.Service service -> services.contains(service.name());
                    case Principal.Root root -> ofAccount(root.account());
                    case Principal.User user -> aws.contains(user.arn());
                    case Principal.Anybody anybody -> aws.contains(anybody.name());
                    case Principal.Session session -> aws.contains(session.name()) || aws.contains(session.roleArn());
                };
    }
}
