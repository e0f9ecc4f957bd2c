package io.roadstead.services.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.services.identity.QueryClient.Answer;
import io.roadstead.store.MemoryStore;
import java.time.Instant;
import java.time.InstantSource;
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
}
