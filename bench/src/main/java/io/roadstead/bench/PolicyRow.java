package io.roadstead.bench;

import io.roadstead.bench.Measurement.Amount;
import io.roadstead.bench.Measurement.Goal;
import io.roadstead.services.identity.document.DocumentKind;
import io.roadstead.services.identity.document.PolicyParser;
import io.roadstead.services.identity.policy.Decision;
import io.roadstead.services.identity.policy.Evaluation;
import io.roadstead.services.identity.policy.NamedPolicy;
import io.roadstead.services.identity.policy.Policies;
import io.roadstead.services.identity.policy.PolicyKind;
import io.roadstead.services.identity.policy.Principal;
import io.roadstead.services.identity.policy.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How long one decision takes by a policy of a hundred statements, compiled beforehand: wildcards in actions and
 * resources, variables and conditions, and a request that only the last statement allows, so that all are asked.
 */
final class PolicyRow implements Row {
    private static final int STATEMENTS = 100;
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final int ROUNDS = 15;
    private static final int DECISIONS = 5_000;
    private static final double NANOS_IN_MICRO = 1_000;
    private static final double GOAL_MICROS = 50;

    @Override
    public String name() {
        return "policy";
    }

    @Override
    public Measurement measure(Consumer<String> progress) {
        Policies policies = Policies.ofIdentity(List.of(
                new NamedPolicy("bench", PolicyKind.IDENTITY, PolicyParser.parse(document(), DocumentKind.IDENTITY))));
        progress.accept("warming up");
        long warm = System.nanoTime() + WARM_UP.toNanos();
        while (System.nanoTime() < warm) {
            decide(policies);
        }
        List<Double> rounds = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            long began = System.nanoTime();
            for (int i = 0; i < DECISIONS; i++) {
                decide(policies);
            }
            rounds.add((System.nanoTime() - began) / NANOS_IN_MICRO / DECISIONS);
        }
        Statistics micros = Statistics.of(rounds);
        return new Measurement(
                name(),
                "one decision by a policy of " + STATEMENTS
                        + " statements, all of which are asked, the request made anew each time, median of " + ROUNDS
                        + " rounds of " + DECISIONS,
                new Amount(micros.median(), "us"),
                null,
                Goal.atMost(GOAL_MICROS),
                "Least " + Report.number(micros.least()) + ", most " + Report.number(micros.most()) + " us");
    }

    private static void decide(Policies policies) {
        Request request = Request.of(
                new Principal.User(
                        "000000000000", "arn:aws:iam::000000000000:user/ann", "ann", "AIDAANN", Map.of("team", "blue")),
                "ecs:RunTask",
                "arn:aws:ecs:us-east-1:000000000000:task-definition/web-99:7",
                null,
                Map.of(
                        "ecs:cluster", List.of("arn:aws:ecs:us-east-1:000000000000:cluster/c99"),
                        "aws:RequestTag/team", List.of("blue"),
                        "aws:SourceIp", List.of("10.1.2.3")));
        Decision decision = Evaluation.decide(request, policies);
        if (!decision.isAllowed() || decision.reasons().getFirst().statement() != STATEMENTS) {
            throw new IllegalStateException("the last statement should allow: " + decision.explanation());
        }
    }

    private static String document() {
        List<String> statements = new ArrayList<>();
        for (int i = 0; i < STATEMENTS; i++) {
            statements.add("""
                    {"Sid":"S%1$d","Effect":"Allow","Action":["s3:Get*","ecs:Describe*","ecs:Run*"],
                     "Resource":["arn:aws:s3:::bucket-%1$d/${aws:username}/*",
                                 "arn:aws:ecs:*:000000000000:task-definition/*-%1$d:*"],
                     "Condition":{"ArnLike":{"ecs:cluster":"arn:aws:ecs:*:*:cluster/c%1$d"},
                                  "StringEquals":{"aws:RequestTag/team":"${aws:PrincipalTag/team}"},
                                  "IpAddress":{"aws:SourceIp":["192.168.0.0/16","10.0.0.0/8"]}}}""".formatted(i));
        }
        return "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}";
    }
}
