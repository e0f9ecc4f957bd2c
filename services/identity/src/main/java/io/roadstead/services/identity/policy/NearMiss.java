package io.roadstead.services.identity.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A statement that speaks of the action and would allow it, were it not for what it asks for besides. It tells why
 * "no policy allows it" though somebody wrote one. Example: a policy allows {@code iam:PassRole} where
 * {@code iam:PassedToService} is {@code ec2.amazonaws.com}, and the role is passed to {@code ecs-tasks.amazonaws.com}.
 *
 * @param gaps never empty
 */
public record NearMiss(Decision.Reason statement, String action, List<Gap> gaps) {
    /** More than these nobody reads. */
    private static final int MOST = 3;

    public NearMiss {
        gaps = List.copyOf(gaps);
    }

    /** What keeps the statement from allowing the request. */
    public sealed interface Gap {
        /** It is about others. */
        record OtherPrincipal(List<String> named, String asked) implements Gap {
            public OtherPrincipal {
                named = List.copyOf(named);
            }
        }

        /** It is about other resources. */
        record OtherResource(List<String> patterns, String asked) implements Gap {
            public OtherResource {
                patterns = List.copyOf(patterns);
            }
        }

        /**
         * A condition that does not hold.
         *
         * @param had the request's values of the key; none when it does not have it
         */
        record Unmet(String operator, String key, List<String> wanted, List<String> had) implements Gap {
            public Unmet {
                wanted = List.copyOf(wanted);
                had = List.copyOf(had);
            }
        }
    }

    /** The statements that come nearest to allowing what was decided against, the nearest first; at most three. */
    public static List<NearMiss> of(Request request, Policies policies, Decision decision) {
        return switch (decision) {
            case Decision.Allowed _, Decision.ExplicitDeny _ -> List.of();
            case Decision.ImplicitDeny deny ->
                asked(policies, deny.missing())
                        .flatMap(policy -> policy.policy().statements().stream()
                                .filter(statement -> statement.effect() == Effect.ALLOW)
                                .filter(statement -> !statement.actions().except()
                                        && statement.actions().match(request))
                                .map(statement -> new NearMiss(
                                        new Decision.Reason(
                                                policy.kind(),
                                                policy.name(),
                                                statement.number(),
                                                statement.sid(),
                                                statement.span()),
                                        request.action(),
                                        gaps(statement, request))))
                        .filter(near -> !near.gaps().isEmpty())
                        .sorted(Comparator.comparing(near -> near.gaps().size()))
                        .limit(MOST)
                        .toList();
        };
    }

    private static Stream<NamedPolicy> asked(Policies policies, PolicyKind missing) {
        return switch (missing) {
            case IDENTITY -> policies.identity().stream();
            case BOUNDARY -> Stream.ofNullable(policies.boundary());
            case SESSION -> policies.session().stream();
            case RESOURCE, TRUST -> Stream.ofNullable(policies.resource());
        };
    }

    private static List<Gap> gaps(Statement statement, Request request) {
        List<Gap> gaps = new ArrayList<>();
        Principals principals = statement.principals();
        if (principals != null && principals.match(request.principal(), statement.effect()) == Grant.NONE) {
            gaps.add(new Gap.OtherPrincipal(
                    butFor(
                            principals.except(),
                            Stream.of(principals.services(), principals.aws(), principals.others())
                                    .flatMap(Set::stream)
                                    .sorted()
                                    .toList()),
                    request.principal().name()));
        }
        Statement.Resources resources = statement.resources();
        if (resources != null && !resources.match(request)) {
            gaps.add(new Gap.OtherResource(
                    butFor(
                            resources.except(),
                            resources.patterns().stream().map(ArnPattern::text).toList()),
                    request.resource()));
        }
        for (Condition condition : statement.conditions()) {
            if (!condition.holds(request)) {
                gaps.add(new Gap.Unmet(
                        condition.operator(),
                        condition.key(),
                        condition.values(),
                        request.values(condition.key().toLowerCase(Locale.ROOT))));
            }
        }
        return gaps;
    }

    /** NotPrincipal and NotResource name those it is not about. */
    private static List<String> butFor(boolean except, List<String> named) {
        return except ? List.of("all but " + String.join(", ", named)) : named;
    }

    /** For a person, for example {@code statement 1 of … allows iam:PassRole on …:role/web-*, not on …:role/app}. */
    @Override
    public String toString() {
        return statement + " allows " + action + " "
                + gaps.stream().map(NearMiss::told).collect(Collectors.joining(", "));
    }

    private static String told(Gap gap) {
        return switch (gap) {
            case Gap.OtherPrincipal other -> "to " + String.join(", ", other.named()) + ", not to " + other.asked();
            case Gap.OtherResource other -> "on " + String.join(", ", other.patterns()) + ", not on " + other.asked();
            case Gap.Unmet unmet ->
                "only where " + unmet.operator() + " " + unmet.key() + " " + String.join(", ", unmet.wanted())
                        + ", and it is " + (unmet.had().isEmpty() ? "not told" : String.join(", ", unmet.had()));
        };
    }
}
