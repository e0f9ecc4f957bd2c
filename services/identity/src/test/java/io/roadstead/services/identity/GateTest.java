package io.roadstead.services.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.core.model.Scope;
import io.roadstead.services.identity.QueryClient.Answer;
import io.roadstead.services.identity.gate.Enforcement;
import io.roadstead.services.identity.gate.PolicyGate;
import io.roadstead.store.MemoryStore;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.Circumstances;
import io.roadstead.wire.Demand;
import io.roadstead.wire.Gate.Attempt;
import io.roadstead.wire.Gate.Verdict;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls at the gate: who they are by signature, what policies say, what AWS answers. */
class GateTest {
    private static final Scope SCOPE = new Scope("000000000000", "us-east-1");
    private static final String ANN = "arn:aws:iam::000000000000:user/ann";
    private static final String WEB = "arn:aws:ecs:us-east-1:000000000000:task-definition/web:1";
    private static final String RUN = "ecs:RunTask";

    private final Instant now = Instant.parse("2026-11-23T12:00:00Z");
    private final InstantSource clock = InstantSource.fixed(now);
    private final IdentityOverHttp served = new IdentityOverHttp(new MemoryStore(clock), clock);
    private final IdentityService identity = served.identity();
    private final PolicyGate enforcing = identity.gate(Enforcement.ENFORCE);
    private final QueryClient root = served.root();

    @AfterEach
    void close() {
        served.close();
    }

    @Test
    void aUserWithoutPoliciesIsRefusedInAwssSentence() {
        root.iam("CreateUser", "UserName", "ann");
        assertThatThrownBy(() -> admit(enforcing, ANN, Demand.of(RUN, WEB)))
                .isInstanceOfSatisfying(AwsException.class, refused -> {
                    assertThat(refused.errorType()).isEqualTo("AccessDeniedException");
                    assertThat(refused.status()).isEqualTo(400);
                })
                .hasMessage("User: " + ANN + " is not authorized to perform: ecs:RunTask on resource: " + WEB
                        + " because no identity-based policy allows the ecs:RunTask action");
    }

    @Test
    void aPolicyChangedCountsForTheNextCall() {
        root.iam("CreateUser", "UserName", "ann");
        assertThatThrownBy(() -> admit(enforcing, ANN, Demand.of(RUN, WEB))).isInstanceOf(AwsException.class);
        allow("ecs:*", "*", "{}");
        assertThat(admit(enforcing, ANN, Demand.of(RUN, WEB))).isEqualTo(Verdict.ALLOWED);
        root.iam("DeleteUserPolicy", "UserName", "ann", "PolicyName", "p");
        assertThatThrownBy(() -> admit(enforcing, ANN, Demand.of(RUN, WEB))).isInstanceOf(AwsException.class);
    }

    @Test
    void everyResourceOfEveryDemandMustBeAllowed() {
        root.iam("CreateUser", "UserName", "ann");
        allow("ecs:*", WEB, "{}");
        assertThat(admit(enforcing, ANN, Demand.of(RUN, WEB))).isEqualTo(Verdict.ALLOWED);
        assertThatThrownBy(() -> admit(enforcing, ANN, Demand.of(RUN, WEB, WEB + "1")))
                .hasMessageContaining("on resource: " + WEB + "1 because");
        assertThatThrownBy(() -> admit(enforcing, ANN, Demand.of(RUN, WEB), Demand.of("iam:PassRole", "r")))
                .hasMessageContaining("iam:PassRole");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"StringEquals":{"ecs:cluster":"shop"}}                         | true
            {"StringEquals":{"ecs:cluster":"other"}}                        | false
            {"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}                     | true
            {"IpAddress":{"aws:SourceIp":"11.0.0.0/8"}}                     | false
            {"StringEquals":{"aws:RequestedRegion":"us-east-1"}}            | true
            {"StringLike":{"aws:UserAgent":"aws-cli/*"}}                    | true
            {"Bool":{"aws:SecureTransport":"true"}}                         | false
            {"DateLessThan":{"aws:CurrentTime":"2026-11-23T12:00:01Z"}}     | true
            {"DateLessThan":{"aws:CurrentTime":"2026-11-23T12:00:00Z"}}     | false
            {"NumericEquals":{"aws:EpochTime":"1795435200"}}                | true
            {"StringEquals":{"aws:username":"ann"}}                         | true
            {"StringEquals":{"aws:PrincipalType":"User"}}                   | true
            {"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::000000000000:user/ann"}} | true
            {"StringEquals":{"aws:PrincipalAccount":"000000000000"}}        | true
            {"Bool":{"aws:ViaAWSService":"false"}}                          | true
            {"Null":{"aws:TokenIssueTime":"true"}}                          | true
            {"Null":{"aws:MultiFactorAuthPresent":"true"}}                  | true
            """)
    void whatARequestTellsOfItselfCounts(String condition, boolean allowed) {
        root.iam("CreateUser", "UserName", "ann");
        allow("ecs:*", "*", condition);
        Demand demand = Demand.of(RUN, WEB).with("ecs:cluster", "shop");
        if (allowed) {
            assertThat(admit(enforcing, ANN, demand)).isEqualTo(Verdict.ALLOWED);
        } else {
            assertThatThrownBy(() -> admit(enforcing, ANN, demand)).isInstanceOf(AwsException.class);
        }
    }

    @Test
    void aResourcesOwnPolicyIsEnoughWithinItsAccount() {
        root.iam("CreateUser", "UserName", "ann");
        Demand secret = Demand.of(
                        "secretsmanager:GetSecretValue", "arn:aws:secretsmanager:us-east-1:000000000000:secret:s")
                .guardedBy("{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\""
                        + ANN + "\"},\"Action\":\"secretsmanager:GetSecretValue\",\"Resource\":\"*\"}}");
        assertThat(admit(enforcing, ANN, secret)).isEqualTo(Verdict.ALLOWED);
        assertThatThrownBy(() -> admit(enforcing, ANN, secret.guardedBy(null))).isInstanceOf(AwsException.class);
    }

    @Test
    void whoIsNotKnownMayDoNothing() {
        for (String arn : List.of(
                "arn:aws:sts::000000000000:assumed-role/gone/session",
                "arn:aws:sts::000000000000:assumed-role/gone",
                "arn:aws:sts::000000000000:assumed-role/",
                "arn:aws:iam::000000000000:user/nobody",
                "arn:aws:iam::000000000000:user/",
                "nonsense",
                "")) {
            assertThatThrownBy(() -> admit(enforcing, arn, Demand.of(RUN, WEB)))
                    .as(arn)
                    .isInstanceOf(AwsException.class)
                    .hasMessageEndingWith("because no identity-based policy allows the ecs:RunTask action");
        }
    }

    @Test
    void rootIsNotEvenAsked() {
        Supplier<List<Demand>> never = () -> {
            throw new AssertionError("asked");
        };
        assertThat(enforcing.admit(attempt("arn:aws:iam::000000000000:root", "r1"), never))
                .isEqualTo(Verdict.ALLOWED);
    }

    @Test
    void auditLetsEverythingPassAndRemembersWhatWouldHaveBeenDenied() {
        PolicyGate audit = identity.gate(Enforcement.AUDIT);
        root.iam("CreateUser", "UserName", "ann");
        for (int i = 0; i < 3; i++) {
            assertThat(audit.admit(
                            attempt(ANN, "r" + i),
                            () -> List.of(
                                    Demand.of(RUN, WEB),
                                    Demand.of("iam:PassRole", "arn:aws:iam::000000000000:role/r"))))
                    .isEqualTo(Verdict.WOULD_BE_DENIED);
        }
        assertThat(audit.denials().of("000000000000"))
                .extracting(told -> told.latest().action(), told -> told.count(), told -> told.latest()
                        .enforced())
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("iam:PassRole", 3L, false),
                        org.assertj.core.groups.Tuple.tuple(RUN, 3L, false));
        assertThat(audit.denials().call("r1").orElseThrow().action()).isEqualTo(RUN);
        assertThat(audit.denials().of("111122223333")).isEmpty();
    }

    @Test
    void auditLeavesItToTheOperationToRefuseWhatIsMisshapen() {
        PolicyGate audit = identity.gate(Enforcement.AUDIT);
        Supplier<List<Demand>> misshapen = () -> {
            throw AwsException.invalidParameter("Invalid identifier");
        };
        Supplier<List<Demand>> broken = () -> {
            throw new IllegalStateException("a rule that fails");
        };
        assertThat(audit.admit(attempt(ANN, "r"), misshapen)).isEqualTo(Verdict.ALLOWED);
        assertThat(audit.admit(attempt(ANN, "r"), broken)).isEqualTo(Verdict.ALLOWED);
        assertThatThrownBy(() -> enforcing.admit(attempt(ANN, "r"), misshapen)).hasMessage("Invalid identifier");
        assertThatThrownBy(() -> enforcing.admit(attempt(ANN, "r"), broken)).hasMessage("a rule that fails");
    }

    @Test
    void offAsksNothing() {
        assertThat(admit(identity.gate(Enforcement.OFF), ANN, Demand.of(RUN, WEB)))
                .isEqualTo(Verdict.ALLOWED);
    }

    @Test
    void asMuchIsRememberedAsWasSaidAndNoMore() {
        PolicyGate audit = identity.gate(Enforcement.AUDIT);
        for (int i = 0; i < 1_500; i++) {
            String definition = "web" + i;
            audit.admit(attempt(ANN, "r" + i), () -> List.of(Demand.of(RUN, definition)));
        }
        assertThat(audit.denials().of("000000000000")).hasSize(1_000).first().satisfies(told -> assertThat(
                        told.latest().resource())
                .isEqualTo("web1499"));
        assertThat(audit.denials().call("r0")).isEmpty();
        assertThat(audit.denials().call("r1499")).isPresent();
    }

    private void allow(String action, String resource, String condition) {
        Answer answer = root.iam(
                "PutUserPolicy",
                "UserName",
                "ann",
                "PolicyName",
                "p",
                "PolicyDocument",
                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"" + action
                        + "\",\"Resource\":\"" + resource + "\",\"Condition\":" + condition + "}}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private static Verdict admit(PolicyGate gate, String arn, Demand... demands) {
        return gate.admit(attempt(arn, "request"), () -> List.of(demands));
    }

    private static Attempt attempt(String arn, String requestId) {
        return new Attempt(
                new Caller(SCOPE, arn, "AKIA", "http://x", new Circumstances("10.1.2.3", "aws-cli/2.0", false)),
                requestId,
                "ecs.RunTask");
    }
}
