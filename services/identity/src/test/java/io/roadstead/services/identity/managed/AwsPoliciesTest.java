package io.roadstead.services.identity.managed;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.services.identity.directory.ManagedPolicy;
import io.roadstead.services.identity.document.DocumentKind;
import io.roadstead.services.identity.document.PolicyParser;
import io.roadstead.services.identity.policy.Evaluation;
import io.roadstead.services.identity.policy.NamedPolicy;
import io.roadstead.services.identity.policy.Policies;
import io.roadstead.services.identity.policy.PolicyKind;
import io.roadstead.services.identity.policy.Principal;
import io.roadstead.services.identity.policy.Request;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AwsPoliciesTest {
    private final AwsPolicies policies = AwsPolicies.load();

    @Test
    void allOfThemArePolicies() {
        assertThat(policies.all()).hasSize(15);
        for (ManagedPolicy policy : policies.all()) {
            PolicyParser.parse(policy.document(), DocumentKind.IDENTITY);
            assertThat(policies.find(policy.arn())).contains(policy);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "service-role/AmazonECSTaskExecutionRolePolicy,ecr:BatchGetImage,true",
        "service-role/AmazonECSTaskExecutionRolePolicy,logs:PutLogEvents,true",
        "service-role/AmazonECSTaskExecutionRolePolicy,logs:CreateLogGroup,false",
        "service-role/AmazonECSTaskExecutionRolePolicy,secretsmanager:GetSecretValue,false",
        "service-role/AmazonEC2ContainerServiceforEC2Role,ecs:SubmitTaskStateChange,true",
        "service-role/AmazonEC2ContainerServiceforEC2Role,ecs:RunTask,false",
        "AmazonECS_FullAccess,ecs:DeleteService,true",
        "AmazonECS_FullAccess,iam:CreateRole,false",
        "AdministratorAccess,iam:CreateRole,true",
        "ReadOnlyAccess,ecs:DescribeTasks,true",
        "ReadOnlyAccess,ecs:RunTask,false",
    })
    void theyAllowWhatTheirUsersRelyOn(String name, String action, boolean expected) {
        ManagedPolicy policy = policies.find("arn:aws:iam::aws:policy/" + name).orElseThrow();
        NamedPolicy named = new NamedPolicy(
                policy.arn(), PolicyKind.IDENTITY, PolicyParser.parse(policy.document(), DocumentKind.IDENTITY));
        Request request = Request.of(new Principal.Anybody("000000000000"), action, "*", null, Map.of());
        assertThat(Evaluation.decide(request, Policies.ofIdentity(List.of(named)))
                        .isAllowed())
                .isEqualTo(expected);
    }
}
