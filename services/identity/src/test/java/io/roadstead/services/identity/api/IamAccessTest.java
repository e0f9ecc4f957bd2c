package io.roadstead.services.identity.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.Ids;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Tag;
import io.roadstead.services.identity.directory.Directory;
import io.roadstead.services.identity.directory.Entity;
import io.roadstead.services.identity.directory.Grants;
import io.roadstead.services.identity.directory.Kind;
import io.roadstead.services.identity.directory.Role;
import io.roadstead.services.identity.directory.User;
import io.roadstead.store.MemoryStore;
import io.roadstead.store.RecordCodec;
import io.roadstead.wire.Caller;
import io.roadstead.wire.Demand;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.AddUserToGroupRequest;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateServiceLinkedRoleRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetUserRequest;
import software.amazon.awssdk.services.iam.model.ListUsersRequest;
import software.amazon.awssdk.services.iam.model.PutRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulateCustomPolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyRequest;
import software.amazon.awssdk.services.iam.model.UntagRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;

/** What IAM's operations are about, for those who judge them. */
class IamAccessTest {
    private static final String ACCOUNT = "000000000000";
    private static final String IAM = "arn:aws:iam::" + ACCOUNT + ":";
    private static final Caller ANN =
            new Caller(new Scope(ACCOUNT, "us-east-1"), IAM + "user/team/ann", "AKIA", "http://x");

    private static final MemoryStore STORE = new MemoryStore(InstantSource.system());
    private static final Directory DIRECTORY = directory();

    private record Row(SdkPojo request, List<String> demands) {}

    private static Row row(SdkPojo request, String... demands) {
        return new Row(request, List.of(demands));
    }

    static final List<Row> TABLE = List.of(
            row(GetUserRequest.builder().build(), "iam:GetUser [" + IAM + "user/team/ann] {}"),
            row(
                    GetUserRequest.builder().userName("ann").build(),
                    "iam:GetUser [" + IAM + "user/team/ann] {aws:ResourceTag/k=v, iam:ResourceTag/k=v}"),
            row(GetUserRequest.builder().userName("bob").build(), "iam:GetUser [" + IAM + "user/bob] {}"),
            row(CreateAccessKeyRequest.builder().build(), "iam:CreateAccessKey [" + IAM + "user/team/ann] {}"),
            row(ListUsersRequest.builder().pathPrefix("/team/").build(), "iam:ListUsers [" + IAM + "user/team/] {}"),
            row(
                    CreateRoleRequest.builder()
                            .roleName("new")
                            .path("/deep/")
                            .permissionsBoundary("arn:b")
                            .tags(software.amazon.awssdk.services.iam.model.Tag.builder()
                                    .key("a")
                                    .value("b")
                                    .build())
                            .build(),
                    "iam:CreateRole [" + IAM
                            + "role/deep/new] {aws:RequestTag/a=b, aws:TagKeys=a, iam:PermissionsBoundary=arn:b}"),
            row(
                    PutRolePolicyRequest.builder()
                            .roleName("web")
                            .policyName("inline")
                            .policyDocument("{}")
                            .build(),
                    "iam:PutRolePolicy [" + IAM + "role/service/web] {}"),
            row(
                    UntagRoleRequest.builder().roleName("web").tagKeys("a", "b").build(),
                    "iam:UntagRole [" + IAM + "role/service/web] {aws:TagKeys=a+b}"),
            row(
                    AttachUserPolicyRequest.builder()
                            .userName("bob")
                            .policyArn("arn:aws:iam::aws:policy/ReadOnlyAccess")
                            .build(),
                    "iam:AttachUserPolicy [" + IAM
                            + "user/bob] {iam:PolicyARN=arn:aws:iam::aws:policy/ReadOnlyAccess}"),
            row(
                    GetPolicyRequest.builder()
                            .policyArn("arn:aws:iam::aws:policy/ReadOnlyAccess")
                            .build(),
                    "iam:GetPolicy [arn:aws:iam::aws:policy/ReadOnlyAccess] {}"),
            row(CreatePolicyRequest.builder().policyName("p").build(), "iam:CreatePolicy [" + IAM + "policy/p] {}"),
            row(
                    AddUserToGroupRequest.builder()
                            .userName("ann")
                            .groupName("dev")
                            .build(),
                    "iam:AddUserToGroup [" + IAM + "group/dev] {}"),
            row(
                    AddRoleToInstanceProfileRequest.builder()
                            .roleName("web")
                            .instanceProfileName("host")
                            .build(),
                    "iam:AddRoleToInstanceProfile [" + IAM + "instance-profile/host] {}",
                    "iam:PassRole [" + IAM + "role/service/web] {iam:PassedToService=ec2.amazonaws.com}"),
            row(
                    CreateServiceLinkedRoleRequest.builder()
                            .awsServiceName("ecs.amazonaws.com")
                            .build(),
                    "iam:CreateServiceLinkedRole [" + IAM
                            + "role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS]"
                            + " {iam:AWSServiceName=ecs.amazonaws.com}"),
            row(SimulateCustomPolicyRequest.builder().build(), "iam:SimulateCustomPolicy [*] {}"),
            row(
                    SimulatePrincipalPolicyRequest.builder()
                            .policySourceArn(IAM + "user/bob")
                            .build(),
                    "iam:SimulatePrincipalPolicy [" + IAM + "user/bob] {}"),
            row(GetCallerIdentityRequest.builder().build()),
            row(AssumeRoleRequest.builder().roleArn(IAM + "role/web").build()));

    @AfterAll
    static void close() {
        DIRECTORY.close();
        STORE.close();
    }

    @ParameterizedTest
    @FieldSource("TABLE")
    void eachOperationIsAboutWhatItNames(Row row) {
        String simple = row.request().getClass().getSimpleName();
        List<Demand> demands = new IamAccess("iam", DIRECTORY)
                .demands(ANN, simple.substring(0, simple.length() - "Request".length()), row.request());
        assertThat(demands.stream().map(IamAccessTest::text)).containsExactlyElementsOf(row.demands());
    }

    private static String text(Demand demand) {
        Map<String, String> conditions = new TreeMap<>();
        demand.conditions().forEach((key, values) -> conditions.put(key, String.join("+", values)));
        return demand.action() + " " + demand.resources() + " " + conditions;
    }

    private static Directory directory() {
        Directory directory = Directory.open(STORE, new RecordCodec(), new Ids() {
            @Override
            public String hex() {
                return uuid().replace("-", "");
            }

            @Override
            public String uuid() {
                return UUID.randomUUID().toString();
            }

            @Override
            public int below(int bound) {
                return 0;
            }
        });
        Instant at = Instant.parse("2026-11-23T12:00:00Z");
        directory.change(draft -> {
            draft.put(
                    Kind.USER,
                    ACCOUNT,
                    "ann",
                    new User(
                            new Entity(ACCOUNT, "/team/", "ann", "AIDA", at, List.of(new Tag("k", "v"))),
                            Grants.NONE,
                            List.of(),
                            List.of()));
            draft.put(
                    Kind.ROLE,
                    ACCOUNT,
                    "web",
                    new Role(
                            new Entity(ACCOUNT, "/service/", "web", "AROA", at, List.of()),
                            Grants.NONE,
                            "{}",
                            null,
                            3600,
                            List.of()));
            return draft;
        });
        return directory;
    }
}
