package io.roadstead.services.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.Ids;
import io.roadstead.core.RoleSessions;
import io.roadstead.core.RoleSessions.Assumption;
import io.roadstead.core.model.Scope;
import io.roadstead.services.identity.directory.Directory;
import io.roadstead.services.identity.directory.Entity;
import io.roadstead.services.identity.directory.Grants;
import io.roadstead.services.identity.directory.InstanceProfile;
import io.roadstead.services.identity.directory.Kind;
import io.roadstead.services.identity.directory.Role;
import io.roadstead.services.identity.managed.AwsPolicies;
import io.roadstead.services.identity.policy.Decision;
import io.roadstead.services.identity.policy.Evaluation;
import io.roadstead.services.identity.policy.Request;
import io.roadstead.services.identity.session.IdentityKeys;
import io.roadstead.services.identity.session.InstanceCredentialsApi;
import io.roadstead.services.identity.session.ServiceSessions;
import io.roadstead.services.identity.session.SessionTokens;
import io.roadstead.services.identity.session.Standing;
import io.roadstead.services.identity.session.Standings;
import io.roadstead.store.MemoryStore;
import io.roadstead.store.RecordCodec;
import io.roadstead.wire.AccessKey;
import io.roadstead.wire.Caller;
import io.roadstead.wire.client.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceSessionsTest {
    private static final String ACCOUNT = "000000000000";
    private static final String ROLE = "arn:aws:iam::000000000000:role/web";
    private static final String TASKS = "ecs-tasks.amazonaws.com";
    private static final String SOURCE = "arn:aws:ecs:us-east-1:000000000000:task/shop/*";
    private static final String ALL =
            "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}";

    private Instant now = Instant.parse("2026-11-23T12:00:00Z");
    private final RecordCodec codec = new RecordCodec();
    private final Ids ids = new Drawn();
    private final Directory directory = Directory.open(new MemoryStore(() -> now), codec, ids);
    private final Standings standings = new Standings(directory, AwsPolicies.load());
    private final TestSealing sealing = new TestSealing("key");
    private final SessionTokens tokens = new SessionTokens(sealing, codec);
    private final IdentityKeys keys = new IdentityKeys(directory, sealing, tokens, () -> now);
    private final ServiceSessions sessions = new ServiceSessions(directory, standings, tokens, () -> now, ids);

    @AfterEach
    void close() {
        directory.close();
    }

    @Test
    void aRoleThatTrustsTheServiceMayBeAssumed() {
        role("/", "web", trust(TASKS, ""));
        assertThat(objection(ROLE)).isEmpty();
    }

    @Test
    void whoIsNotTrustedIsToldWhatTheTrustPolicyLacks() {
        role("/", "web", trust("ec2.amazonaws.com", ""));
        assertThat(objection(ROLE)).hasValueSatisfying(why -> assertThat(why)
                .startsWith("the role's trust policy does not let ecs-tasks.amazonaws.com assume it: ")
                .contains("no statement", "allows sts:AssumeRole"));
    }

    @Test
    void aRoleThatThereIsNotOrThatIsMeantOtherwiseIsNamed() {
        role("/service/", "app", trust(TASKS, ""));
        assertThat(objection(ROLE)).contains("there is no role web in account 000000000000");
        assertThat(objection("arn:aws:iam::000000000000:role/app"))
                .contains("the role of that name has another path: it is"
                        + " arn:aws:iam::000000000000:role/service/app");
        assertThat(objection("arn:aws:iam::000000000000:role/service/app")).isEmpty();
        assertThat(objection("arn:aws:iam::111122223333:role/web"))
                .contains("the role belongs to account 111122223333, and account 000000000000 may pass its own only");
        assertThat(objection("arn:aws:iam::000000000000:user/web"))
                .contains("'arn:aws:iam::000000000000:user/web' is not the ARN of a role");
    }

    @ParameterizedTest
    @CsvSource({
        "StringEquals,  aws:SourceAccount, 000000000000,                                       true",
        "StringEquals,  aws:SourceAccount, 111122223333,                                       false",
        "ArnLike,       aws:SourceArn,     arn:aws:ecs:us-east-1:000000000000:*,               true",
        "ArnLike,       aws:SourceArn,     arn:aws:ecs:us-east-1:000000000000:task/shop/*,     true",
        "ArnLike,       aws:SourceArn,     arn:aws:ecs:us-east-1:000000000000:cluster/shop,    false",
        "ArnLike,       aws:SourceArn,     arn:aws:ecs:us-west-2:000000000000:*,               false",
        "ArnLike,       aws:SourceArn,     arn:aws:ecs:us-east-1:111122223333:*,               false",
        "StringEquals,  sts:ExternalId,    secret,                                             false",
        "StringNotEquals, aws:SourceAccount, 000000000000,                                     false",
        "DateGreaterThan, aws:CurrentTime, 2026-01-01T00:00:00Z,                               true",
        "DateGreaterThan, aws:CurrentTime, 2027-01-01T00:00:00Z,                               false",
    })
    void theConditionsOfTheTrustPolicyAreAsked(String operator, String key, String value, boolean trusted) {
        role("/", "web", trust(TASKS, ",\"Condition\":{\"" + operator + "\":{\"" + key + "\":\"" + value + "\"}}"));
        assertThat(objection(ROLE).isEmpty()).isEqualTo(trusted);
    }

    @Test
    void aSessionIsNamedAfterItsTaskAndActsByTheRolesPolicies() {
        role("/", "web", trust(TASKS, ""));
        RoleSessions.Session session = open(ROLE);
        assertThat(session.expiresAt()).isEqualTo(now.plus(Duration.ofHours(6)));
        AccessKey key = find(session).orElseThrow();
        assertThat(key.principalArn()).isEqualTo("arn:aws:sts::000000000000:assumed-role/web/0123abcd");
        assertThat(key.secret().reveal()).isEqualTo(session.secretAccessKey());
        assertThat(decide(key).isAllowed()).isTrue();
        now = session.expiresAt();
        assertThat(find(session)).isEmpty();
    }

    @Test
    void aTokenOfAnotherInstallationOrAnotherKeyIsWorthNothing() {
        role("/", "web", trust(TASKS, ""));
        RoleSessions.Session session = open(ROLE);
        assertThat(find(session)).isPresent();
        assertThat(new SessionTokens(new TestSealing("another"), codec)
                        .verify(session.accessKeyId(), session.sessionToken(), now))
                .isEmpty();
        assertThat(keys.find("ASIAAAAAAAAAAAAAAAAA", Optional.of(session.sessionToken())))
                .isEmpty();
        assertThat(keys.find(session.accessKeyId(), Optional.empty())).isEmpty();
    }

    @Test
    void aSessionOfARoleThatThereIsNotMayDoNothingNotEvenOnceThereIsOne() {
        RoleSessions.Session session = open(ROLE);
        AccessKey key = find(session).orElseThrow();
        assertThat(key.principalArn()).isEqualTo("arn:aws:sts::000000000000:assumed-role/web/0123abcd");
        assertThat(decide(key).isAllowed()).isFalse();
        role("/", "web", trust(TASKS, ""));
        assertThat(decide(key).isAllowed()).isFalse();
        assertThat(decide(find(open(ROLE)).orElseThrow()).isAllowed()).isTrue();
    }

    @Test
    void aHostGetsTheCredentialsOfItsProfilesRole() throws IOException {
        assertThat(instance("host").path("code").text()).isEqualTo("InstanceProfileNotFound");
        profile("host", List.of());
        assertThat(instance("host").path("code").text()).isEqualTo("Success");
        assertThat(instance("host").has("role")).isFalse();
        profile("host", List.of("web"));
        role("/", "web", trust("ec2.amazonaws.com", ""));
        Json told = instance("host");
        assertThat(told.path("role").text()).isEqualTo("web");
        assertThat(told.path("instanceProfileArn").text()).isEqualTo("arn:aws:iam::000000000000:instance-profile/host");
        AccessKey key = keys.find(
                        told.path("accessKeyId").text(),
                        Optional.of(told.path("token").text()))
                .orElseThrow();
        assertThat(key.principalArn()).isEqualTo("arn:aws:sts::000000000000:assumed-role/web/i-0123456789abcdef0");
        role("/", "web", trust(TASKS, ""));
        assertThat(instance("host").path("code").text()).isEqualTo("AssumeRoleUnauthorizedAccess");
        assertThat(instance("host").has("secretAccessKey")).isFalse();
    }

    private Json instance(String profile) throws IOException {
        Json input = Json.object().put("instanceProfile", profile).put("instanceId", "i-0123456789abcdef0");
        return Json.parse(new InstanceCredentialsApi(directory, sessions, () -> now, true)
                .handle(
                        new Caller(
                                new Scope(ACCOUNT, "us-east-1"),
                                "arn:aws:iam::000000000000:root",
                                "test",
                                "http://localhost"),
                        input.bytes()));
    }

    private void profile(String name, List<String> roles) {
        Entity entity = new Entity(ACCOUNT, "/", name, "AIPA" + name, now, List.of());
        directory.change(draft -> {
            draft.put(Kind.INSTANCE_PROFILE, ACCOUNT, name, new InstanceProfile(entity, roles));
            return name;
        });
    }

    private Optional<String> objection(String role) {
        return sessions.objection(new Assumption(ACCOUNT, role, TASKS, SOURCE));
    }

    private RoleSessions.Session open(String role) {
        return sessions.open(new Assumption(ACCOUNT, role, TASKS, SOURCE), "0123abcd", Duration.ofHours(6), now);
    }

    private Optional<AccessKey> find(RoleSessions.Session session) {
        return keys.find(session.accessKeyId(), Optional.of(session.sessionToken()));
    }

    private Decision decide(AccessKey key) {
        Standing standing =
                standings.of(ACCOUNT, key.principalArn(), keys.claims(key.id()).orElseThrow());
        return Evaluation.decide(
                Request.of(standing.principal(), "ecs:ListClusters", "*", ACCOUNT, Map.of()), standing.policies());
    }

    private void role(String path, String name, String trust) {
        Entity entity = new Entity(ACCOUNT, path, name, "AROA" + name, now, List.of());
        Grants grants = Grants.NONE.with(new Grants.Inline("all", ALL));
        directory.change(draft -> {
            draft.put(Kind.ROLE, ACCOUNT, name, new Role(entity, grants, trust, null, 3_600, List.of()));
            return name;
        });
    }

    private static String trust(String service, String condition) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"" + service
                + "\"},\"Action\":\"sts:AssumeRole\"" + condition + "}}";
    }
}
