package io.roadstead.services.identity.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.services.identity.policy.Decision;
import io.roadstead.services.identity.policy.Evaluation;
import io.roadstead.services.identity.policy.NamedPolicy;
import io.roadstead.services.identity.policy.Policies;
import io.roadstead.services.identity.policy.PolicyKind;
import io.roadstead.services.identity.policy.Principal;
import io.roadstead.services.identity.policy.Request;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds for every policy: drawn from seeds, and a failure names its seed. */
class EvaluationPropertyTest {
    private static final int SEEDS = 5_000;
    private static final List<String> ACTIONS = List.of("ecs:RunTask", "ecs:StopTask", "ecs:DescribeTasks", "s3:Get");
    private static final List<String> ACTION_PATTERNS = List.of("*", "ecs:*", "ecs:RunTask", "ecs:*Task", "s3:*");
    private static final List<String> RESOURCES =
            List.of("*", "arn:aws:ecs:r:1:cluster/a", "arn:aws:ecs:r:1:cluster/b", "arn:aws:s3:::x");
    private static final List<String> RESOURCE_PATTERNS =
            List.of("*", "arn:aws:ecs:*:*:cluster/*", "arn:aws:ecs:r:1:cluster/a", "arn:aws:s3:::*");
    private static final List<String> CONDITIONS = List.of(
            "",
            "",
            ",\"Condition\":{\"StringEquals\":{\"k:x\":\"1\"}}",
            ",\"Condition\":{\"StringNotEquals\":{\"k:x\":\"1\"}}",
            ",\"Condition\":{\"Null\":{\"k:x\":\"true\"}}");
    private static final Principal ANN = new Principal.User("1", "arn:aws:iam::1:user/ann", "ann", "AIDAANN", Map.of());

    private record Case(Random random, Request request, List<String> statements) {
        Decision decide() {
            return decide(statements);
        }

        Decision decide(List<String> others) {
            return Evaluation.decide(request, Policies.ofIdentity(List.of(policy(PolicyKind.IDENTITY, others))));
        }
    }

    @Test
    void aDenialThatAppliesAlwaysWins() {
        cases().forEach(drawn -> {
            List<String> denied = new ArrayList<>(drawn.statements());
            denied.add(statement("Deny", "*", "*", ""));
            assertThat(drawn.decide(denied)).isInstanceOf(Decision.ExplicitDeny.class);
        });
    }

    @Test
    void anAllowMoreNeverMakesADenial() {
        cases().forEach(drawn -> {
            List<String> more = new ArrayList<>(drawn.statements());
            more.add(draw(drawn.random(), "Allow"));
            if (drawn.decide().isAllowed()) {
                assertThat(drawn.decide(more).isAllowed()).isTrue();
            }
        });
    }

    @Test
    void aDenyMoreNeverMakesAnAllowance() {
        cases().forEach(drawn -> {
            List<String> more = new ArrayList<>(drawn.statements());
            more.add(draw(drawn.random(), "Deny"));
            if (!drawn.decide().isAllowed()) {
                assertThat(drawn.decide(more).isAllowed()).isFalse();
            }
        });
    }

    @Test
    void theOrderOfStatementsMeansNothing() {
        cases().forEach(drawn -> {
            List<String> shuffled = new ArrayList<>(drawn.statements());
            Collections.shuffle(shuffled, drawn.random());
            assertThat(drawn.decide(shuffled).isAllowed())
                    .isEqualTo(drawn.decide().isAllowed());
        });
    }

    @Test
    void statementsInOnePolicyOrInManyDecideTheSame() {
        cases().forEach(drawn -> {
            List<NamedPolicy> each = drawn.statements().stream()
                    .map(statement -> policy(PolicyKind.IDENTITY, List.of(statement)))
                    .toList();
            assertThat(Evaluation.decide(drawn.request(), Policies.ofIdentity(each))
                            .isAllowed())
                    .isEqualTo(drawn.decide().isAllowed());
        });
    }

    @Test
    void aBoundaryOrASessionPolicyAllowsNothingThatWasNotAllowed() {
        cases().forEach(drawn -> {
            NamedPolicy identity = policy(PolicyKind.IDENTITY, drawn.statements());
            NamedPolicy limit = policy(PolicyKind.BOUNDARY, statements(drawn.random()));
            NamedPolicy session = policy(PolicyKind.SESSION, statements(drawn.random()));
            boolean alone = drawn.decide().isAllowed();
            boolean limited = allowed(drawn, identity, limit, List.of());
            boolean both = allowed(drawn, identity, limit, List.of(session));
            assertThat(alone || !limited).isTrue();
            assertThat(limited || !both).isTrue();
        });
    }

    @Test
    void aDecisionTellsTheStatementsThatAloneDecideTheSame() {
        cases().forEach(drawn -> {
            Decision decision = drawn.decide();
            for (Decision.Reason reason : decision.reasons()) {
                Decision again = drawn.decide(List.of(drawn.statements().get(reason.statement() - 1)));
                assertThat(again.isAllowed()).isEqualTo(decision.isAllowed());
                assertThat(again.reasons()).hasSize(1);
            }
        });
    }

    private static boolean allowed(
            Case drawn, NamedPolicy identity, @Nullable NamedPolicy boundary, List<NamedPolicy> session) {
        return Evaluation.decide(drawn.request(), new Policies(List.of(identity), boundary, session, null))
                .isAllowed();
    }

    private static Stream<Case> cases() {
        return Stream.iterate(1L, seed -> seed + 1).limit(SEEDS).map(seed -> {
            Random random = new Random(seed);
            Map<String, List<String>> context =
                    random.nextBoolean() ? Map.of() : Map.of("k:x", List.of(one(random, List.of("1", "2"))));
            return new Case(
                    random,
                    Request.of(ANN, one(random, ACTIONS), one(random, RESOURCES), "1", context),
                    statements(random));
        });
    }

    private static List<String> statements(Random random) {
        List<String> statements = new ArrayList<>();
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            statements.add(draw(random, random.nextInt(3) == 0 ? "Deny" : "Allow"));
        }
        return statements;
    }

    private static String draw(Random random, String effect) {
        return statement(effect, one(random, ACTION_PATTERNS), one(random, RESOURCE_PATTERNS), one(random, CONDITIONS));
    }

    private static String statement(String effect, String action, String resource, String condition) {
        return "{\"Effect\":\"" + effect + "\",\"Action\":\"" + action + "\",\"Resource\":\"" + resource + "\""
                + condition + "}";
    }

    private static NamedPolicy policy(PolicyKind kind, List<String> statements) {
        return new NamedPolicy(
                "p",
                kind,
                PolicyParser.parse(
                        "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}",
                        DocumentKind.IDENTITY));
    }

    private static String one(Random random, List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
