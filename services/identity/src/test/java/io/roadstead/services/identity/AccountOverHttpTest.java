package io.roadstead.services.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.services.identity.QueryClient.Answer;
import io.roadstead.store.MemoryStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** New names, credentials of one's own for a time, and an account in numbers. */
class AccountOverHttpTest {
    private volatile Instant now = Instant.parse("2026-11-23T12:00:00Z");
    private final InstantSource clock = () -> now;
    private final IdentityOverHttp served = new IdentityOverHttp(new MemoryStore(clock), clock);
    private final QueryClient root = served.root();

    @AfterEach
    void close() {
        served.close();
    }

    @Test
    void aUserWithANewNameKeepsItsKeysAndItsGroups() {
        root.iam("CreateUser", "UserName", "ann");
        root.iam("CreateGroup", "GroupName", "crew");
        root.iam("AddUserToGroup", "UserName", "ann", "GroupName", "crew");
        Answer key = root.iam("CreateAccessKey", "UserName", "ann");
        QueryClient ann = root.as(key.text("AccessKeyId"), key.text("SecretAccessKey"));

        assertThat(root.iam("UpdateUser", "UserName", "ann", "NewUserName", "anna", "NewPath", "/staff/")
                        .status())
                .isEqualTo(200);
        assertThat(ann.sts("GetCallerIdentity").text("Arn")).isEqualTo("arn:aws:iam::000000000000:user/staff/anna");
        assertThat(root.iam("ListAccessKeys", "UserName", "anna").text("UserName"))
                .isEqualTo("anna");
        assertThat(root.iam("GetGroup", "GroupName", "crew").text("UserName")).isEqualTo("anna");
        assertThat(root.iam("ListGroupsForUser", "UserName", "anna").text("GroupName"))
                .isEqualTo("crew");
        assertThat(root.iam("GetUser", "UserName", "ann").text("Code")).isEqualTo("NoSuchEntity");
    }

    @Test
    void aNameThatOnlyChangesItsCaseIsNotTaken() {
        root.iam("CreateUser", "UserName", "ann");
        root.iam("CreateUser", "UserName", "bob");
        assertThat(root.iam("UpdateUser", "UserName", "ann", "NewUserName", "Ann")
                        .status())
                .isEqualTo(200);
        assertThat(root.iam("GetUser", "UserName", "Ann").text("UserName")).isEqualTo("Ann");
        assertThat(root.iam("UpdateUser", "UserName", "Ann", "NewUserName", "Bob")
                        .text("Code"))
                .isEqualTo("EntityAlreadyExists");
    }

    @Test
    void aGroupWithANewNameKeepsItsUsers() {
        root.iam("CreateUser", "UserName", "ann");
        root.iam("CreateGroup", "GroupName", "crew");
        root.iam("AddUserToGroup", "UserName", "ann", "GroupName", "crew");
        assertThat(root.iam("UpdateGroup", "GroupName", "crew", "NewGroupName", "team")
                        .status())
                .isEqualTo(200);
        assertThat(root.iam("ListGroupsForUser", "UserName", "ann").text("Arn"))
                .isEqualTo("arn:aws:iam::000000000000:group/team");
        assertThat(root.iam("GetGroup", "GroupName", "team").text("UserName")).isEqualTo("ann");
        root.iam("RemoveUserFromGroup", "UserName", "ann", "GroupName", "team");
        assertThat(root.iam("DeleteGroup", "GroupName", "team").status()).isEqualTo(200);
    }

    @Test
    void aSessionTokenStandsForItsUserForATimeAndNotForIam() {
        root.iam("CreateUser", "UserName", "ann");
        Answer key = root.iam("CreateAccessKey", "UserName", "ann");
        QueryClient ann = root.as(key.text("AccessKeyId"), key.text("SecretAccessKey"));
        QueryClient session = root.as(ann.sts("GetSessionToken", "DurationSeconds", "900"));

        assertThat(session.sts("GetCallerIdentity").text("Arn")).isEqualTo("arn:aws:iam::000000000000:user/ann");
        assertThat(session.iam("ListUsers").text("Code")).isEqualTo("InvalidClientTokenId");
        assertThat(session.sts("GetSessionToken").text("Message"))
                .isEqualTo("Cannot call GetSessionToken with session credentials");
        assertThat(ann.sts("GetSessionToken", "DurationSeconds", "899").text("Code"))
                .isEqualTo("ValidationError");

        now = now.plusSeconds(901);
        assertThat(session.sts("GetCallerIdentity").text("Code")).isEqualTo("InvalidClientTokenId");
    }

    @Test
    void theRootsSessionTokenLastsAnHourAtMost() {
        assertThat(root.sts("GetSessionToken", "DurationSeconds", "40000").text("Expiration"))
                .startsWith("2026-11-23T13:00:00");
    }

    @Test
    void anAccountIsToldInNumbers() {
        root.iam("CreateUser", "UserName", "ann");
        root.iam("CreateUser", "UserName", "bob");
        assertThat(root.iam("GetAccountSummary").body().replaceAll("\\s", ""))
                .contains("<entry><key>Users</key><value>2</value></entry>")
                .contains("<entry><key>AccessKeysPerUserQuota</key><value>2</value></entry>");
    }

    @Test
    void whoThereIsAndWhatTheyMayDoIsToldAllTogether() {
        populate();
        Answer all = root.iam("GetAccountAuthorizationDetails");
        assertThat(all.status()).as(all.body()).isEqualTo(200);
        assertThat(all.text("IsTruncated")).isEqualTo("false");
        assertThat(all.body())
                .containsSubsequence(
                        "<UserDetailList><member>",
                        "<UserName>ann</UserName>",
                        "<UserPolicyList><member><PolicyName>own</PolicyName>",
                        "<GroupList><member>crew</member></GroupList>")
                .containsSubsequence(
                        "<GroupDetailList><member>",
                        "<GroupName>crew</GroupName>",
                        "<AttachedManagedPolicies><member><PolicyName>AmazonECS_FullAccess</PolicyName>")
                .containsSubsequence(
                        "<RoleDetailList><member>",
                        "<RoleName>web</RoleName>",
                        "<InstanceProfileList><member>",
                        "<PermissionsBoundaryArn>arn:aws:iam::000000000000:policy/most</PermissionsBoundaryArn>")
                .contains(
                        "<PolicyName>most</PolicyName>",
                        "<PermissionsBoundaryUsageCount>1</PermissionsBoundaryUsageCount>")
                .containsSubsequence("<PolicyVersionList><member><Document>", "<VersionId>v2</VersionId>")
                .contains(
                        "<Arn>arn:aws:iam::aws:policy/AmazonECS_FullAccess</Arn>",
                        "<AttachmentCount>1</AttachmentCount>")
                .as("policies of AWS that nobody here has are not this account's")
                .doesNotContain("AdministratorAccess");
        assertThat(all.text("AssumeRolePolicyDocument")).startsWith("%7B%22Version%22");
    }

    @Test
    void theDetailsAreOfThoseThatAreAskedForAndComeInPages() {
        populate();
        assertThat(root.iam("GetAccountAuthorizationDetails", "Filter.member.1", "Role")
                        .body())
                .contains("<RoleName>web</RoleName>")
                .doesNotContain("<UserName>", "<GroupName>", "<Policies><member>");
        assertThat(root.iam("GetAccountAuthorizationDetails", "Filter.member.1", "LocalManagedPolicy")
                        .body())
                .contains("policy/most")
                .doesNotContain("arn:aws:iam::aws:policy/");
        Answer unknown = root.iam("GetAccountAuthorizationDetails", "Filter.member.1", "Robot");
        assertThat(unknown.text("Code")).isEqualTo("ValidationError");
        assertThat(unknown.text("Message")).contains("'Robot'", "AWSManagedPolicy");

        Set<String> names = new TreeSet<>();
        String marker = "";
        int pages = 0;
        do {
            Answer page = marker.isEmpty()
                    ? root.iam("GetAccountAuthorizationDetails", "MaxItems", "2")
                    : root.iam("GetAccountAuthorizationDetails", "MaxItems", "2", "Marker", marker);
            pages++;
            for (String name : List.of(
                    "<UserName>ann</UserName>",
                    "<GroupName>crew</GroupName>",
                    "<RoleName>web</RoleName>",
                    "<Arn>arn:aws:iam::000000000000:policy/most</Arn>",
                    "<Arn>arn:aws:iam::aws:policy/AmazonECS_FullAccess</Arn>")) {
                if (page.body().contains(name)) {
                    assertThat(names.add(name)).as("%s comes once", name).isTrue();
                }
            }
            marker = page.text("IsTruncated").equals("true") ? page.text("Marker") : "";
        } while (!marker.isEmpty());
        assertThat(pages).isEqualTo(3);
        assertThat(names).hasSize(5);
    }

    /** A user, a group, a role, a policy of their own and one of AWS. */
    private void populate() {
        String allow =
                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}";
        String most = root.iam("CreatePolicy", "PolicyName", "most", "PolicyDocument", allow)
                .text("Arn");
        root.iam("CreatePolicyVersion", "PolicyArn", most, "PolicyDocument", allow);
        root.iam("CreateUser", "UserName", "ann");
        root.iam("PutUserPolicy", "UserName", "ann", "PolicyName", "own", "PolicyDocument", allow);
        root.iam("CreateGroup", "GroupName", "crew");
        root.iam("AddUserToGroup", "UserName", "ann", "GroupName", "crew");
        root.iam("AttachGroupPolicy", "GroupName", "crew", "PolicyArn", "arn:aws:iam::aws:policy/AmazonECS_FullAccess");
        root.iam(
                "CreateRole",
                "RoleName",
                "web",
                "PermissionsBoundary",
                most,
                "AssumeRolePolicyDocument",
                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
                        + "\"ec2.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}}");
        root.iam("CreateInstanceProfile", "InstanceProfileName", "web");
        root.iam("AddRoleToInstanceProfile", "InstanceProfileName", "web", "RoleName", "web");
    }
}
