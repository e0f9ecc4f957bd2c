package io.roadstead.services.identity.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.services.identity.policy.Evaluation;
import io.roadstead.services.identity.policy.NamedPolicy;
import io.roadstead.services.identity.policy.NearMiss;
import io.roadstead.services.identity.policy.Policies;
import io.roadstead.services.identity.policy.PolicyKind;
import io.roadstead.services.identity.policy.Principal;
import io.roadstead.services.identity.policy.Request;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which statement nearly allowed what was denied, and what kept it from doing so. */
class NearMissTest {
    private static final String ROLE = "arn:aws:iam::111122223333:role/app";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"Action\":\"iam:PassRole\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{\"iam:PassedToService\":\"ec2.amazonaws.com\"}}"
                        + "| only where StringEquals iam:PassedToService ec2.amazonaws.com, and it is ecs-tasks.amazonaws.com",
                "\"Action\":\"iam:*\",\"Resource\":[\"arn:aws:iam::111122223333:role/web-*\",\"arn:aws:iam::111122223333:role/service/app\"]"
                        + "| on arn:aws:iam::111122223333:role/web-*, arn:aws:iam::111122223333:role/service/app, not on "
                        + ROLE,
                "\"Action\":\"*\",\"NotResource\":\"arn:aws:iam::*:role/*\"| on all but arn:aws:iam::*:role/*, not on "
                        + ROLE,
                "\"Action\":\"iam:PassRole\",\"Resource\":\"*\",\"Condition\":{\"StringLikeIfExists\":{\"aws:username\":\"b*\"},"
                        + "\"Bool\":{\"aws:MultiFactorAuthPresent\":\"true\"}}"
                        + "| only where StringLikeIfExists aws:username b*, and it is ann, only where Bool"
                        + " aws:MultiFactorAuthPresent true, and it is not told",
                "\"Action\":\"iam:GetRole\",\"Resource\":\"*\"|",
                "\"NotAction\":\"s3:*\",\"Resource\":\"arn:aws:s3:::x\"|",
            })
    void aStatementOfTheActionIsToldWithWhatItAsksForBesides(String statement, String told) {
        List<NearMiss> near = of("{\"Effect\":\"Allow\"," + statement + "}");
        if (told == null) {
            assertThat(near).isEmpty();
        } else {
            assertThat(near).hasSize(1);
            assertThat(near.getFirst())
                    .hasToString(
                            "statement 1 of the identity-based policy all of user ann allows iam:PassRole " + told);
        }
    }

    @Test
    void theNearestComesFirstAndAtMostThree() {
        String far =
                "{\"Effect\":\"Allow\",\"Action\":\"iam:PassRole\",\"Resource\":\"arn:aws:iam::111122223333:role/b\","
                        + "\"Condition\":{\"Bool\":{\"aws:SecureTransport\":\"true\"}}}";
        String near =
                "{\"Effect\":\"Allow\",\"Action\":\"iam:PassRole\",\"Resource\":\"arn:aws:iam::111122223333:role/b\"}";
        assertThat(of(far + "," + far + "," + far + "," + near))
                .extracting(miss -> miss.statement().statement())
                .containsExactly(4, 1, 2);
    }

    @Test
    void ofADenialByAStatementNothingIsNear() {
        assertThat(
                        of(
                                "{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"},"
                                        + "{\"Effect\":\"Allow\",\"Action\":\"iam:PassRole\",\"Resource\":\"arn:aws:iam::111122223333:role/b\"}"))
                .isEmpty();
    }

    @Test
    void aTrustPolicyTellsWhomItTrusts() {
        NamedPolicy trust = new NamedPolicy(
                "of role app",
                PolicyKind.TRUST,
                PolicyParser.parse(
                        "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
                                + "[\"lambda.amazonaws.com\",\"ec2.amazonaws.com\"]},\"Action\":\"sts:AssumeRole\"}}",
                        DocumentKind.TRUST));
        Request request = Request.of(
                new Principal.Service("ecs-tasks.amazonaws.com"), "sts:AssumeRole", ROLE, "111122223333", Map.of());
        Policies policies = new Policies(List.of(), null, List.of(), trust);
        assertThat(NearMiss.of(request, policies, Evaluation.decide(request, policies)))
                .first()
                .hasToString("statement 1 of the role trust policy of role app allows sts:AssumeRole to"
                        + " ec2.amazonaws.com, lambda.amazonaws.com, not to ecs-tasks.amazonaws.com");
    }

    private static List<NearMiss> of(String statements) {
        Request request = Request.of(
                new Principal.User("111122223333", "arn:aws:iam::111122223333:user/ann", "ann", "AIDAANN", Map.of()),
                "iam:PassRole",
                ROLE,
                null,
                Map.of("iam:PassedToService", List.of("ecs-tasks.amazonaws.com")));
        Policies policies = Policies.ofIdentity(List.of(new NamedPolicy(
                "all of user ann",
                PolicyKind.IDENTITY,
                PolicyParser.parse(
                        "{\"Version\":\"2012-10-17\",\"Statement\":[" + statements + "]}", DocumentKind.IDENTITY))));
        return NearMiss.of(request, policies, Evaluation.decide(request, policies));
    }
}
