package io.roadstead.services.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.services.identity.QueryClient.Answer;
import io.roadstead.store.Entry;
import io.roadstead.store.MemoryStore;
import io.roadstead.store.Prefix;
import io.roadstead.store.Store;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** IAM and STS as a client meets them, signatures and all. */
class IdentityOverHttpTest {
    private static final String ANN = "arn:aws:iam::000000000000:user/ann";
    private static final String ALL =
            "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}";

    private final Store store = new MemoryStore(InstantSource.system());
    private volatile Instant now = Instant.parse("2026-11-23T12:00:00Z");
    private IdentityOverHttp served = new IdentityOverHttp(store, () -> now);
    private QueryClient root = served.root();

    /** A start over the same store. */
    private void startAgain() {
        served.close();
        served = new IdentityOverHttp(store, () -> now);
        root = served.root();
    }

    @AfterEach
    void close() {
        served.close();
    }

    @Test
    void aUsersKeySignsUntilItIsInactiveAlsoAfterAStart() {
        root.iam("CreateUser", "UserName", "ann");
        Answer key = root.iam("CreateAccessKey", "UserName", "ann");
        startAgain();
        QueryClient ann = root.as(key.text("AccessKeyId"), key.text("SecretAccessKey"));
        assertThat(ann.sts("GetCallerIdentity").text("Arn")).isEqualTo(ANN);
        assertThat(ann.iam("GetUser").text("UserName")).isEqualTo("ann");
        root.iam("UpdateAccessKey", "UserName", "ann", "AccessKeyId", key.text("AccessKeyId"), "Status", "Inactive");
        Answer refused = ann.sts("GetCallerIdentity");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text("Code")).isEqualTo("InvalidClientTokenId");
    }

    @Test
    void aSecretIsToldOnceAndStoredSealed() {
        root.iam("CreateUser", "UserName", "ann");
        String secret = root.iam("CreateAccessKey", "UserName", "ann").text("SecretAccessKey");
        assertThat(root.iam("ListAccessKeys", "UserName", "ann").body()).doesNotContain(secret);
        for (Entry entry : store.range(Prefix.ALL, Optional.empty(), 100).entries()) {
            assertThat(new String(entry.value(), StandardCharsets.UTF_8)).doesNotContain(secret);
        }
    }

    @Test
    void aRoleIsAssumedByWhomItTrustsForAsLongAsItWasAsked() {
        QueryClient ann = ann();
        role("web", "\"AWS\":\"" + ANN + "\"");
        Answer assumed = ann.sts(
                "AssumeRole", "RoleArn", arn("web"), "RoleSessionName", "one", "DurationSeconds", "900", "Policy", ALL);
        QueryClient session = root.as(assumed);
        assertThat(session.sts("GetCallerIdentity").text("Arn"))
                .isEqualTo("arn:aws:sts::000000000000:assumed-role/web/one");
        assertThat(assumed.text("Expiration")).isEqualTo("2026-11-23T12:15:00Z");
        now = now.plus(Duration.ofMinutes(15));
        assertThat(session.sts("GetCallerIdentity").text("Code")).isEqualTo("InvalidClientTokenId");
    }

    @Test
    void nobodyMakesUpATokenOrTakesAnothersKey() {
        QueryClient ann = ann();
        role("web", "\"AWS\":\"" + ANN + "\"");
        Answer one = ann.sts("AssumeRole", "RoleArn", arn("web"), "RoleSessionName", "one");
        Answer two = ann.sts("AssumeRole", "RoleArn", arn("web"), "RoleSessionName", "two");
        assertThat(one.text("AccessKeyId")).isNotEqualTo(two.text("AccessKeyId"));
        String token = one.text("SessionToken");
        for (String other : List.of(
                two.text("SessionToken"), token.substring(1), token + "A", "RSTS.e30." + token, "x", "RSTS..")) {
            Answer refused = root.as(one.text("AccessKeyId"), one.text("SecretAccessKey"), other)
                    .sts("GetCallerIdentity");
            assertThat(refused.text("Code")).as(other).isEqualTo("InvalidClientTokenId");
        }
        assertThat(root.as(one.text("AccessKeyId"), one.text("SecretAccessKey"))
                        .sts("GetCallerIdentity")
                        .text("Code"))
                .isEqualTo("InvalidClientTokenId");
        assertThat(root.as(one.text("AccessKeyId"), two.text("SecretAccessKey"), token)
                        .sts("GetCallerIdentity")
                        .text("Code"))
                .isEqualTo("SignatureDoesNotMatch");
    }

    @Test
    void whoTheRoleDoesNotTrustIsTold() {
        QueryClient ann = ann();
        role("web", "\"Service\":\"ecs-tasks.amazonaws.com\"");
        Answer refused = ann.sts("AssumeRole", "RoleArn", arn("web"), "RoleSessionName", "one");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text("Code")).isEqualTo("AccessDenied");
        assertThat(refused.text("Message"))
                .isEqualTo("User: " + ANN + " is not authorized to perform: sts:AssumeRole on resource: " + arn("web"));
    }

    @Test
    void anAccountThatIsTrustedMustGiveItOnItself() {
        QueryClient ann = ann();
        role("web", "\"AWS\":\"000000000000\"");
        assertThat(ann.sts("AssumeRole", "RoleArn", arn("web"), "RoleSessionName", "one")
                        .text("Message"))
                .endsWith("because no identity-based policy allows the sts:AssumeRole action");
        root.iam("PutUserPolicy", "UserName", "ann", "PolicyName", "all", "PolicyDocument", ALL);
        assertThat(ann.sts("AssumeRole", "RoleArn", arn("web"), "RoleSessionName", "one")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aSessionIsLimitedByItsPolicyWhenItAssumesTheNextRole() {
        QueryClient ann = ann();
        role("web", "\"AWS\":\"" + ANN + "\"");
        role("next", "\"AWS\":\"000000000000\"");
        root.iam("PutRolePolicy", "RoleName", "web", "PolicyName", "all", "PolicyDocument", ALL);
        Answer free = ann.sts("AssumeRole", "RoleArn", arn("web"), "RoleSessionName", "one");
        assertThat(root.as(free)
                        .sts("AssumeRole", "RoleArn", arn("next"), "RoleSessionName", "two")
                        .status())
                .isEqualTo(200);
        Answer bound = ann.sts(
                "AssumeRole",
                "RoleArn",
                arn("web"),
                "RoleSessionName",
                "one",
                "Policy",
                ALL.replace("\"Action\":\"*\"", "\"Action\":\"ecs:*\""));
        assertThat(root.as(bound)
                        .sts("AssumeRole", "RoleArn", arn("next"), "RoleSessionName", "two")
                        .text("Message"))
                .endsWith("because no session policy allows the sts:AssumeRole action");
    }

    @Test
    void theSessionsOfARoleThatWasMadeAgainMayDoNothing() {
        QueryClient ann = ann();
        role("web", "\"AWS\":\"" + ANN + "\"");
        role("next", "\"AWS\":\"000000000000\"");
        Answer session = ann.sts("AssumeRole", "RoleArn", arn("web"), "RoleSessionName", "one");
        root.iam("DeleteRole", "RoleName", "web");
        role("web", "\"AWS\":\"" + ANN + "\"");
        root.iam("PutRolePolicy", "RoleName", "web", "PolicyName", "all", "PolicyDocument", ALL);
        assertThat(root.as(session)
                        .sts("AssumeRole", "RoleArn", arn("next"), "RoleSessionName", "two")
                        .text("Code"))
                .isEqualTo("AccessDenied");
    }

    @Test
    void accountsDoNotSeeEachOther() {
        root.iam("CreateUser", "UserName", "ann");
        QueryClient other = root.as("other", "other");
        assertThat(other.iam("GetUser", "UserName", "ann").text("Code")).isEqualTo("NoSuchEntity");
        assertThat(other.iam("ListUsers").body()).contains("<Users></Users>").contains("<IsTruncated>false");
        assertThat(other.iam("CreateUser", "UserName", "ann").text("Arn"))
                .isEqualTo("arn:aws:iam::111122223333:user/ann");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CreateUser||ValidationError|1 validation error detected: Value null at 'userName' failed to satisfy constraint: Member must not be null",
                "CreateUser|UserName=a/b|ValidationError|The specified value for userName is invalid.",
                "CreateUser|UserName=a;Path=x|ValidationError|The specified value for path is invalid.",
                "CreateUser|UserName=a;Tags.member.1.Key=aws:x;Tags.member.1.Value=1|InvalidInput|reserved for system use",
                "GetRole|RoleName=x|NoSuchEntity|The role with name x cannot be found.",
                "GetRole|RoleName=a/../b|NoSuchEntity|cannot be found.",
                "GetGroup|GroupName=x|NoSuchEntity|The group with name x cannot be found.",
                "GetPolicy|PolicyArn=arn:aws:iam::000000000000:policy/x|NoSuchEntity|was not found.",
                "GetPolicy|PolicyArn=x|InvalidInput|ARN x is not valid.",
                "DeletePolicy|PolicyArn=arn:aws:iam::aws:policy/AdministratorAccess|AccessDenied|AWS's own",
                "GetInstanceProfile|InstanceProfileName=x|NoSuchEntity|Instance Profile x cannot be found.",
                "CreateRole|RoleName=r;AssumeRolePolicyDocument={}|MalformedPolicyDocument|Missing required field Statement (line 1, column 2)",
                "ListUsers|MaxItems=0|ValidationError|greater than or equal to 1",
                "ListUsers|MaxItems=many|ValidationError|MaxItems",
                "ListUsers|Marker=%|ValidationError|Invalid Marker.",
                "CreateLoginProfile|UserName=x;Password=y|UnsupportedFeatureException|does not support CreateLoginProfile",
                "MakeCoffee||InvalidAction|Could not find operation MakeCoffee for version 2010-05-08",
                "UpdateUser|UserName=x;NewUserName=y|NoSuchEntity|The user with name x cannot be found.",
                "CreateServiceLinkedRole|AWSServiceName=coffee.amazonaws.com|InvalidInput|Known are: autoscaling",
            })
    void whatIsWrongIsSaidInIamsWords(String action, String parameters, String code, String message) {
        Answer refused = root.iam(action, parameters == null ? new String[0] : parameters.split("[=;]"));
        assertThat(refused.text("Code")).isEqualTo(code);
        assertThat(refused.text("Message")).contains(message);
        assertThat(refused.body()).contains("<Type>Sender</Type>");
    }

    @Test
    void thePoliciesUsesAreCountedWhoeverRaces() throws Exception {
        root.iam("CreatePolicy", "PolicyName", "p", "PolicyDocument", ALL);
        String policy = "arn:aws:iam::000000000000:policy/p";
        List<Callable<Answer>> races = new ArrayList<>();
        for (int user = 0; user < 8; user++) {
            String name = "u" + user;
            root.iam("CreateUser", "UserName", name);
            races.add(() -> {
                for (int i = 0; i < 10; i++) {
                    root.iam("AttachUserPolicy", "UserName", name, "PolicyArn", policy);
                    root.iam("DeletePolicy", "PolicyArn", policy);
                    root.iam("DetachUserPolicy", "UserName", name, "PolicyArn", policy);
                }
                return root.iam("AttachUserPolicy", "UserName", name, "PolicyArn", policy);
            });
        }
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Answer> ended : callers.invokeAll(races)) {
                assertThat(ended.get().status()).isIn(200, 404);
            }
        }
        long attached = 0;
        for (int user = 0; user < 8; user++) {
            attached += root.iam("ListAttachedUserPolicies", "UserName", "u" + user)
                            .body()
                            .contains(policy)
                    ? 1
                    : 0;
        }
        Answer told = root.iam("GetPolicy", "PolicyArn", policy);
        if (told.status() == 200) {
            assertThat(told.text("AttachmentCount")).isEqualTo(Long.toString(attached));
        } else {
            assertThat(attached).isZero();
        }
    }

    private QueryClient ann() {
        root.iam("CreateUser", "UserName", "ann");
        Answer key = root.iam("CreateAccessKey", "UserName", "ann");
        return root.as(key.text("AccessKeyId"), key.text("SecretAccessKey"));
    }

    private void role(String name, String trusted) {
        Answer made = root.iam(
                "CreateRole",
                "RoleName",
                name,
                "AssumeRolePolicyDocument",
                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{" + trusted
                        + "},\"Action\":\"sts:AssumeRole\"}}");
        assertThat(made.status()).as(made.body()).isEqualTo(200);
    }

    private static String arn(String role) {
        return "arn:aws:iam::000000000000:role/" + role;
    }
}
