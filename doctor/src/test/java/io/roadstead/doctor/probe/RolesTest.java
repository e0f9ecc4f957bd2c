package io.roadstead.doctor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.doctor.Doctor;
import io.roadstead.doctor.ToldCluster;
import io.roadstead.doctor.facts.IdentityFacts;
import io.roadstead.doctor.facts.Judgement;
import io.roadstead.doctor.facts.Judgement.Gap;
import io.roadstead.doctor.facts.Judgement.Lack;
import io.roadstead.doctor.facts.Judgement.Near;
import io.roadstead.doctor.facts.RoleFact;
import io.roadstead.doctor.facts.RoleFact.State;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Why ECS cannot assume a role: one sentence of ECS, and what IAM tells of the role decides what is said. */
class RolesTest {
    private static final String ACCOUNT = "000000000000";
    private static final String ROLE = "arn:aws:iam::" + ACCOUNT + ":role/";
    private static final Instant MADE = Instant.ofEpochSecond(ToldCluster.NOW - 5000);
    private static final String AGAIN =
            " && aws ecs update-service --cluster shop --service web --force-new-deployment";

    @Test
    void aRoleThatIsNotThereIsMade() {
        Finding finding = only(role("app", State.ABSENT, "", null, List.of(ROLE + "other")), ROLE + "service/app");
        assertThat(finding.severity()).isEqualTo(Severity.ERROR);
        assertThat(finding.confidence()).isEqualTo(Confidence.CERTAIN);
        assertThat(finding.subject()).endsWith(":service/shop/web");
        assertThat(finding.cause().en())
                .isEqualTo(
                        "There is no role app in account 000000000000: it was deleted, or its" + " name is misspelt.");
        assertThat(finding.evidence()).contains(new Evidence("GetRole app", "NoSuchEntity"));
        assertThat(command(finding, 0))
                .startsWith("aws iam create-role --role-name app --path /service/ --assume-role-policy-document '{")
                .contains("{\"StringEquals\":{\"aws:SourceAccount\":\"000000000000\"},\"ArnLike\":{\"aws:SourceArn\":"
                        + "\"arn:aws:ecs:*:000000000000:*\"}}")
                .endsWith(AGAIN);
    }

    @Test
    void aNameThatIsAlmostThereIsTakenForMisspelt() {
        Finding finding =
                only(role("ap", State.ABSENT, "", null, List.of(ROLE + "zebra", ROLE + "service/app")), ROLE + "ap");
        assertThat(finding.cause().en()).contains("; there is " + ROLE + "service/app.");
        assertThat(command(finding, 0))
                .contains("if .value == \"" + ROLE + "ap\" then .value = \"" + ROLE + "service/app\"")
                .endsWith("aws ecs update-service --cluster shop --service web --task-definition web");
        assertThat(command(finding, 1)).startsWith("aws iam create-role --role-name ap --assume");
    }

    @Test
    void aRoleOfAnotherAccountGivesWayToOneOfThisAccount() {
        String named = "arn:aws:iam::111122223333:role/app";
        Finding none = only(role(named, State.FOREIGN, "", null, List.of()), named);
        assertThat(none.cause().en())
                .contains("is another account's: tasks of account 000000000000 take roles of that");
        assertThat(command(none, 0))
                .startsWith("aws iam create-role --role-name app --assume")
                .contains(".value = \"" + ROLE + "app\"");
        Finding namesake = only(role(named, State.FOREIGN, ROLE + "x/app", null, List.of()), named);
        assertThat(command(namesake, 0)).startsWith("aws ecs register").contains(".value = \"" + ROLE + "x/app\"");
    }

    @Test
    void aRoleThatIsNamedWithoutItsPathIsNamedWithIt() {
        Finding finding =
                only(role(ROLE + "app", State.THERE, ROLE + "service/app", allowed(), List.of()), ROLE + "app");
        assertThat(finding.cause().en())
                .startsWith("The role of that name has another path: it is " + ROLE + "service/app");
        assertThat(command(finding, 0)).contains(".value = \"" + ROLE + "service/app\"");
    }

    @Test
    void aRoleThatTrustsOthersIsMadeToTrustTasksBesides() {
        Finding finding = only(
                role(
                        ROLE + "app",
                        State.THERE,
                        ROLE + "app",
                        no(near(1, Lack.PRINCIPAL, "", "ec2.amazonaws.com", "t")),
                        List.of()),
                ROLE + "app");
        assertThat(finding.cause().en())
                .isEqualTo(
                        "Role app does not trust ecs-tasks.amazonaws.com: its trust policy names ec2.amazonaws.com.");
        assertThat(finding.evidence()).contains(new Evidence("trust policy, judged", "near 1"));
        assertThat(command(finding, 0))
                .contains("jq -c '.Statement |= ([.] | flatten + [{\"Effect\":\"Allow\"")
                .endsWith(AGAIN);
    }

    @Test
    void aConditionThatIsNotMetIsToldWithBothValues() {
        Finding finding = only(
                role(
                        ROLE + "app",
                        State.THERE,
                        ROLE + "app",
                        no(
                                near(1, Lack.PRINCIPAL, "", "ec2.amazonaws.com", "t"),
                                near(2, Lack.CONDITION, "aws:SourceAccount", "111122223333", ACCOUNT)),
                        List.of()),
                ROLE + "app");
        assertThat(finding.cause().en())
                .isEqualTo(
                        "Statement 2 of role app's trust policy lets ecs-tasks.amazonaws.com only where aws:SourceAccount"
                                + " is 111122223333, and here it is 000000000000.");
        assertThat(command(finding, 0)).contains("| flatten | .[1].Condition = {\"StringEquals\"");
    }

    @Test
    void aStatementThatDeniesIsTakenOut() {
        Judgement denied = new Judgement(false, true, "statement 2 of it denies", "of role app", 2, List.of());
        Finding finding = only(role(ROLE + "app", State.THERE, ROLE + "app", denied, List.of()), ROLE + "app");
        assertThat(finding.cause().en()).startsWith("Statement 2 of role app's trust policy denies sts:AssumeRole");
        assertThat(command(finding, 0)).contains("del(.[1])");
    }

    @Test
    void aRoleThatCanBeAssumedByNowIsNoTroubleOfAServiceAndTriedAgainByWhoCalled() {
        RoleFact role = role(ROLE + "app", State.THERE, ROLE + "app", allowed(), List.of());
        assertThat(new Roles()
                        .examine(cluster(ROLE + "app")
                                .facts()
                                .with(new IdentityFacts(Map.of(ROLE + "app", role), List.of()), List.of())))
                .isEmpty();
        UnassumedRole.Told told = UnassumedRole.of(role, UnassumedRole.Use.of("web:1"));
        assertThat(told.confidence()).isEqualTo(Confidence.LIKELY);
        assertThat(told.fixes().getFirst().commands()).containsExactly("aws ecs run-task --task-definition web:1");
    }

    @Test
    void whoMayNotSeeTheRoleIsToldWhatEcsSaid() {
        Finding finding =
                Doctor.findings(Doctor.examine(cluster(ROLE + "app").facts())).getFirst();
        assertThat(finding.article()).isEqualTo("ecs-unable-to-assume-role");
        assertThat(finding.confidence()).isEqualTo(Confidence.LIKELY);
        assertThat(finding.evidence()).hasSize(1);
        assertThat(command(finding, 0)).startsWith("aws iam get-role --role-name app --query");
    }

    @Test
    void aServiceThatIsSteadyAgainOrWasGivenAnotherRoleHasNothing() {
        assertThat(new ToldCluster()
                        .definition("web:1", "\"taskRoleArn\":\"" + ROLE + "app\",", "")
                        .service(
                                "web",
                                1,
                                1,
                                0,
                                ToldCluster.events("(service web) has reached a steady state.", said(ROLE + "app")))
                        .findings())
                .isEmpty();
        assertThat(new ToldCluster()
                        .definition("web:1", "\"taskRoleArn\":\"" + ROLE + "new\",", "")
                        .service("web", 1, 0, 1, ToldCluster.events(said(ROLE + "app")))
                        .findings())
                .extracting(Finding::article)
                .doesNotContain("ecs-unable-to-assume-role");
    }

    private static ToldCluster cluster(String named) {
        return new ToldCluster()
                .definition("web:1", "\"taskRoleArn\":\"" + named + "\",", "")
                .service("web", 1, 0, 0, ToldCluster.events(said(named)));
    }

    private static String said(String role) {
        return "(service web) failed to launch a task with (error ECS was unable to assume the role '" + role
                + "' that was provided for this task. Please verify that the role being passed has the proper trust"
                + " relationship and permissions and that your IAM user has permissions to pass this role.).";
    }

    /** @param role what IAM tells of what is named */
    private static Finding only(RoleFact role, String named) {
        List<Finding> findings = new Roles()
                .examine(cluster(named)
                        .facts()
                        .with(new IdentityFacts(Map.of(named, renamed(role, named)), List.of()), List.of()));
        assertThat(findings).hasSize(1);
        assertThat(findings.getFirst().article()).isEqualTo("ecs-unable-to-assume-role");
        return findings.getFirst();
    }

    private static RoleFact renamed(RoleFact role, String named) {
        return new RoleFact(
                named,
                role.account(),
                role.state(),
                role.arn(),
                role.createdAt(),
                role.trustPolicy(),
                role.trust(),
                role.others());
    }

    private static RoleFact role(
            String named, State state, String arn, @Nullable Judgement trust, List<String> others) {
        return new RoleFact(named, ACCOUNT, state, arn, arn.isEmpty() ? null : MADE, "{}", trust, others);
    }

    private static Judgement allowed() {
        return new Judgement(true, false, "statement 1 allows", "of role app", 1, List.of());
    }

    private static Judgement no(Near... near) {
        return new Judgement(
                false, false, "no statement of a role trust policy allows sts:AssumeRole", "", 0, List.of(near));
    }

    private static Near near(int statement, Lack lack, String key, String wanted, String had) {
        return new Near(statement, "near " + statement, List.of(new Gap(lack, key, List.of(wanted), had)));
    }

    private static String command(Finding finding, int which) {
        return finding.fix().get(which).commands().getFirst();
    }
}
