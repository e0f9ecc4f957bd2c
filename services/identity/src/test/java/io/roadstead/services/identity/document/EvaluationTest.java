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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole documents, whole requests: IAM's documented rules. */
class EvaluationTest {
    private static final String ACCOUNT = "111122223333";
    private static final String OTHER = "444455556666";
    private static final Principal.User ANN =
            new Principal.User(ACCOUNT, "arn:aws:iam::111122223333:user/ann", "ann", "AIDAANN", Map.of("team", "blue"));
    private static final Principal.Session SESSION =
            new Principal.Session(ACCOUNT, "arn:aws:iam::111122223333:role/path/web", "AROAWEB", "one", Map.of());
    private static final String CLUSTER = "arn:aws:ecs:us-east-1:111122223333:cluster/a";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // what the statement says | action | resource | whether it is allowed
                "\"Action\":\"ecs:RunTask\",\"Resource\":\"*\"|ecs:RunTask|*|true",
                "\"Action\":\"ECS:runtask\",\"Resource\":\"*\"|ecs:RunTask|*|true",
                "\"Action\":\"ecs:*\",\"Resource\":\"*\"|ecs:RunTask|*|true",
                "\"Action\":\"*\",\"Resource\":\"*\"|ecs:RunTask|*|true",
                "\"Action\":\"ecs:Describe*\",\"Resource\":\"*\"|ecs:RunTask|*|false",
                "\"Action\":\"ecs:Des?ribeTasks\",\"Resource\":\"*\"|ecs:DescribeTasks|*|true",
                "\"Action\":[\"s3:*\",\"ecs:RunTask\"],\"Resource\":\"*\"|ecs:RunTask|*|true",
                "\"NotAction\":\"ecs:*\",\"Resource\":\"*\"|ecs:RunTask|*|false",
                "\"NotAction\":\"s3:*\",\"Resource\":\"*\"|ecs:RunTask|*|true",
                "\"Action\":\"e:a\",\"Resource\":\"arn:aws:e:::x\"|e:a|arn:aws:e:::x|true",
                "\"Action\":\"e:a\",\"Resource\":\"arn:aws:e:::x\"|e:a|arn:aws:e:::X|false",
                "\"Action\":\"e:a\",\"Resource\":\"arn:aws:e:::x*\"|e:a|arn:aws:e:::xyz|true",
                "\"Action\":\"e:a\",\"Resource\":\"arn:aws:e:*:*:x/*\"|e:a|arn:aws:e:us-east-1:111122223333:x/a/b:c|true",
                "\"Action\":\"e:a\",\"Resource\":\"arn:*:e:*:*:x\"|e:a|arn:aws:e:r:111122223333:x|true",
                "\"Action\":\"e:a\",\"Resource\":\"arn:aws:e:*:x:y\"|e:a|arn:aws:e:r:111122223333:x:y|false",
                "\"Action\":\"e:a\",\"Resource\":\"arn:aws:e:*:*:*\"|e:a|*|false",
                "\"Action\":\"e:a\",\"NotResource\":\"arn:aws:e:::x\"|e:a|arn:aws:e:::x|false",
                "\"Action\":\"e:a\",\"NotResource\":\"arn:aws:e:::x\"|e:a|arn:aws:e:::y|true",
                "\"Action\":\"e:a\",\"NotResource\":[\"arn:aws:e:::x\",\"arn:aws:e:::y\"]|e:a|arn:aws:e:::y|false",
                "\"Action\":\"e:a\",\"Resource\":\"arn:aws:e:::${aws:username}/*\"|e:a|arn:aws:e:::ann/x|true",
                "\"Action\":\"e:a\",\"Resource\":\"arn:aws:e:::${aws:username}/*\"|e:a|arn:aws:e:::bob/x|false",
                "\"Action\":\"e:a\",\"Resource\":\"arn:aws:e:::${aws:PrincipalTag/team}/x\"|e:a|arn:aws:e:::blue/x|true",
                "\"Action\":\"e:a\",\"Resource\":\"arn:aws:e:::${aws:PrincipalTag/none, 'red'}/x\"|e:a|arn:aws:e:::red/x|true",
                "\"Action\":\"e:a\",\"Resource\":\"arn:aws:e:::${aws:PrincipalTag/none}/x\"|e:a|arn:aws:e:::/x|false",
                "\"Action\":\"e:a\",\"Resource\":\"arn:aws:e:::a${*}b\"|e:a|arn:aws:e:::axb|false",
                "\"Action\":\"e:a\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{\"aws:username\":\"ann\"}}|e:a|*|true",
                "\"Action\":\"e:a\",\"Resource\":\"*\",\"Condition\":{\"Bool\":{\"aws:SecureTransport\":true}}|e:a|*|false",
                "\"Action\":\"e:a\",\"Resource\":\"*\",\"Condition\":{\"NumericLessThan\":{\"e:n\":5}}|e:a|*|false",
                "\"Action\":\"e:a\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{\"aws:username\":\"ann\"},\"Null\":{\"e:x\":\"false\"}}|e:a|*|false",
                "\"Action\":\"e:a\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{\"e:x\":[]}}|e:a|*|false",
            })
    void aStatementThatAllows(String statement, String action, String resource, boolean expected) {
        assertThat(of(ANN, action, resource, identity(allow(statement))).isAllowed())
                .isEqualTo(expected);
    }

    @Test
    void nothingIsAllowedUnlessSomethingAllowsIt() {
        Decision decision = of(ANN, "ecs:RunTask", CLUSTER, List.of());
        assertThat(decision.isAllowed()).isFalse();
        assertThat(decision.denial(ANN, CLUSTER))
                .isEqualTo("User: arn:aws:iam::111122223333:user/ann is not authorized to perform: ecs:RunTask on"
                        + " resource: " + CLUSTER
                        + " because no identity-based policy allows the ecs:RunTask action");
        assertThat(decision.explanation()).isEqualTo("no statement of an identity-based policy allows ecs:RunTask");
    }

    @Test
    void aDenialIsToldByTheStatementThatDecided() {
        String document = """
                {"Version":"2012-10-17","Statement":[
                  {"Effect":"Allow","Action":"*","Resource":"*"},
                  {"Sid":"NoRuns","Effect":"Deny","Action":"ecs:Run*","Resource":"*"}]}""";
        Decision decision = of(
                ANN,
                "ecs:RunTask",
                CLUSTER,
                List.of(named("arn:aws:iam::aws:policy/X", PolicyKind.IDENTITY, document)));
        assertThat(decision.explanation())
                .isEqualTo("statement 2 (\"NoRuns\") of the identity-based policy arn:aws:iam::aws:policy/X denies"
                        + " ecs:RunTask");
        assertThat(decision.denial(ANN, CLUSTER)).endsWith(" with an explicit deny in an identity-based policy");
        assertThat(decision.reasons().getFirst().span().startLine()).isEqualTo(3);
    }

    @Test
    void aBoundaryGivesNothingAndTakesWhatItDoesNotAllow() {
        List<NamedPolicy> all = identity(allow("\"Action\":\"*\",\"Resource\":\"*\""));
        NamedPolicy boundary =
                named("b", PolicyKind.BOUNDARY, document(allow("\"Action\":\"ecs:Describe*\",\"Resource\":\"*\"")));
        assertThat(decide(ANN, "ecs:DescribeTasks", "*", new Policies(all, boundary, List.of(), null))
                        .isAllowed())
                .isTrue();
        Decision denied = decide(ANN, "ecs:RunTask", "*", new Policies(all, boundary, List.of(), null));
        assertThat(denied.denial(ANN, "*")).endsWith("because no permissions boundary allows the ecs:RunTask action");
        assertThat(denied.explanation()).contains("though statement 1 of the identity-based policy");
        assertThat(decide(ANN, "ecs:DescribeTasks", "*", new Policies(List.of(), boundary, List.of(), null))
                        .isAllowed())
                .isFalse();
    }

    @Test
    void aSessionPolicyLimitsTheSession() {
        List<NamedPolicy> all = identity(allow("\"Action\":\"*\",\"Resource\":\"*\""));
        List<NamedPolicy> session =
                List.of(named("s", PolicyKind.SESSION, document(allow("\"Action\":\"ecs:List*\",\"Resource\":\"*\""))));
        assertThat(decide(SESSION, "ecs:ListTasks", "*", new Policies(all, null, session, null))
                        .isAllowed())
                .isTrue();
        assertThat(decide(SESSION, "ecs:RunTask", "*", new Policies(all, null, session, null))
                        .denial(SESSION, "*"))
                .isEqualTo("User: arn:aws:sts::111122223333:assumed-role/web/one is not authorized to perform:"
                        + " ecs:RunTask on resource: * because no session policy allows the ecs:RunTask action");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // who the resource's policy gives to | whether the caller's own policy allows | from another account |
                // allowed
                "\"AWS\":\"arn:aws:iam::111122223333:user/ann\"|false|false|true",
                "\"AWS\":\"arn:aws:iam::111122223333:user/bob\"|false|false|false",
                "\"AWS\":\"111122223333\"|false|false|false",
                "\"AWS\":\"111122223333\"|true|false|true",
                "\"AWS\":\"arn:aws:iam::111122223333:root\"|true|false|true",
                "\"AWS\":\"*\"|false|false|true",
                "\"Service\":\"ecs-tasks.amazonaws.com\"|false|false|false",
                "\"AWS\":\"arn:aws:iam::111122223333:user/bob\"|true|false|true",
                "\"AWS\":\"arn:aws:iam::111122223333:user/ann\"|false|true|false",
                "\"AWS\":\"arn:aws:iam::111122223333:user/ann\"|true|true|true",
                "\"AWS\":\"111122223333\"|true|true|true",
                "\"AWS\":\"111122223333\"|false|true|false",
                "\"AWS\":\"444455556666\"|true|true|false",
            })
    void aResourcesPolicy(String principal, boolean own, boolean across, boolean expected) {
        String owner = across ? OTHER : ACCOUNT;
        Policies policies = new Policies(
                own ? identity(allow("\"Action\":\"e:*\",\"Resource\":\"*\"")) : List.of(),
                null,
                List.of(),
                named(
                        "r",
                        PolicyKind.RESOURCE,
                        document("{\"Effect\":\"Allow\",\"Principal\":{" + principal + "},\"Action\":\"e:a\"}")));
        Decision decision = Evaluation.decide(Request.of(ANN, "e:a", "arn:aws:e:::x", owner, Map.of()), policies);
        assertThat(decision.isAllowed()).as(decision.explanation()).isEqualTo(expected);
    }

    @Test
    void whatIsGivenToTheUserIsNotLimitedByItsBoundaryButWhatIsGivenToTheRoleIs() {
        NamedPolicy boundary =
                named("b", PolicyKind.BOUNDARY, document(allow("\"Action\":\"s3:*\",\"Resource\":\"*\"")));
        assertThat(decide(ANN, "e:a", "*", new Policies(List.of(), boundary, List.of(), given(ANN.arn())))
                        .isAllowed())
                .isTrue();
        assertThat(decide(SESSION, "e:a", "*", new Policies(List.of(), boundary, List.of(), given(SESSION.name())))
                        .isAllowed())
                .isTrue();
        assertThat(decide(SESSION, "e:a", "*", new Policies(List.of(), boundary, List.of(), given(SESSION.roleArn())))
                        .isAllowed())
                .isFalse();
        assertThat(decide(SESSION, "e:a", "*", new Policies(List.of(), null, List.of(), given(SESSION.roleArn())))
                        .isAllowed())
                .isTrue();
    }

    @Test
    void aRoleIsAssumedOnlyByThoseItTrusts() {
        List<NamedPolicy> all = identity(allow("\"Action\":\"*\",\"Resource\":\"*\""));
        String role = "arn:aws:iam::111122223333:role/r";
        Decision denied = decide(ANN, "sts:AssumeRole", role, new Policies(all, null, List.of(), trust("""
                "Service":"ecs-tasks.amazonaws.com\"""")));
        assertThat(denied.denial(ANN, role))
                .isEqualTo("User: arn:aws:iam::111122223333:user/ann is not authorized to perform: sts:AssumeRole on"
                        + " resource: " + role);
        assertThat(decide(ANN, "sts:AssumeRole", role, new Policies(List.of(), null, List.of(), trust("""
                "AWS":"arn:aws:iam::111122223333:user/ann\"""")))
                        .isAllowed())
                .isTrue();
        assertThat(decide(ANN, "sts:AssumeRole", role, new Policies(List.of(), null, List.of(), trust("""
                "AWS":"111122223333\"""")))
                        .isAllowed())
                .isFalse();
        assertThat(decide(
                                new Principal.Service("ecs-tasks.amazonaws.com"),
                                "sts:AssumeRole",
                                role,
                                new Policies(List.of(), null, List.of(), trust("""
                "Service":"ecs-tasks.amazonaws.com\"""")))
                        .isAllowed())
                .isTrue();
        assertThat(decide(
                                new Principal.Root(ACCOUNT),
                                "sts:AssumeRole",
                                role,
                                new Policies(List.of(), null, List.of(), trust("""
                "Service":"ecs-tasks.amazonaws.com\"""")))
                        .isAllowed())
                .isFalse();
    }

    @Test
    void notPrincipalSparesThoseItNames() {
        String statement = "{\"Effect\":\"Deny\",\"NotPrincipal\":{\"AWS\":\"" + ANN.arn() + "\"},\"Action\":\"*\"}";
        Policies policies = new Policies(
                identity(allow("\"Action\":\"*\",\"Resource\":\"*\"")),
                null,
                List.of(),
                named("r", PolicyKind.RESOURCE, document(statement)));
        assertThat(decide(ANN, "e:a", "*", policies).isAllowed()).isTrue();
        assertThat(decide(SESSION, "e:a", "*", policies).isAllowed()).isFalse();
    }

    @Test
    void aDenialOfTheAccountIsOneOfEverybodyInIt() {
        Policies policies = new Policies(
                identity(allow("\"Action\":\"*\",\"Resource\":\"*\"")),
                null,
                List.of(),
                named("r", PolicyKind.RESOURCE, document("""
                        {"Effect":"Deny","Principal":{"AWS":"111122223333"},"Action":"*"}""")));
        assertThat(decide(ANN, "e:a", "*", policies)).isInstanceOf(Decision.ExplicitDeny.class);
    }

    @Test
    void theRootOfAnAccountIsLimitedByNothingOfItsOwn() {
        Principal root = new Principal.Root(ACCOUNT);
        assertThat(of(root, "ecs:RunTask", CLUSTER, List.of()).isAllowed()).isTrue();
        assertThat(of(root, "ecs:RunTask", CLUSTER.replace(ACCOUNT, OTHER), List.of())
                        .isAllowed())
                .isFalse();
    }

    @Test
    void passRoleAsksForTheServiceThatGetsTheRole() {
        List<NamedPolicy> policies = identity(allow("""
                "Action":"iam:PassRole","Resource":"arn:aws:iam::111122223333:role/*",
                "Condition":{"StringEquals":{"iam:PassedToService":"ecs-tasks.amazonaws.com"}}"""));
        String role = "arn:aws:iam::111122223333:role/task";
        for (Map.Entry<String, Boolean> each : Map.of("ecs-tasks.amazonaws.com", true, "ec2.amazonaws.com", false)
                .entrySet()) {
            Request request =
                    Request.of(ANN, "iam:PassRole", role, null, Map.of("iam:PassedToService", List.of(each.getKey())));
            assertThat(Evaluation.decide(request, Policies.ofIdentity(policies)).isAllowed())
                    .isEqualTo(each.getValue());
        }
    }

    private static NamedPolicy given(String principal) {
        return named(
                "r",
                PolicyKind.RESOURCE,
                document("{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" + principal + "\"},\"Action\":\"e:a\"}"));
    }

    private static NamedPolicy trust(String principal) {
        return new NamedPolicy(
                "t",
                PolicyKind.TRUST,
                PolicyParser.parse(
                        document("{\"Effect\":\"Allow\",\"Principal\":{" + principal.strip()
                                + "},\"Action\":\"sts:AssumeRole\"}"),
                        DocumentKind.TRUST));
    }

    private static Decision of(Principal principal, String action, String resource, List<NamedPolicy> identity) {
        return decide(principal, action, resource, Policies.ofIdentity(identity));
    }

    private static Decision decide(Principal principal, String action, String resource, Policies policies) {
        return Evaluation.decide(Request.of(principal, action, resource, null, Map.of()), policies);
    }

    private static List<NamedPolicy> identity(String... statements) {
        List<NamedPolicy> policies = new ArrayList<>();
        for (String statement : statements) {
            policies.add(named("p" + policies.size(), PolicyKind.IDENTITY, document(statement)));
        }
        return policies;
    }

    private static String allow(String statement) {
        return "{\"Effect\":\"Allow\"," + statement + "}";
    }

    private static String document(String statement) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[" + statement + "]}";
    }

    private static NamedPolicy named(String name, PolicyKind kind, String document) {
        return new NamedPolicy(
                name,
                kind,
                PolicyParser.parse(
                        document, kind == PolicyKind.RESOURCE ? DocumentKind.RESOURCE : DocumentKind.IDENTITY));
    }
}
