package io.roadstead.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.acceptance.DebianRegistry;
import io.roadstead.acceptance.Installation;
import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Severity;
import io.roadstead.doctor.live.HostInsides;
import io.roadstead.doctor.live.LiveMetadata;
import io.roadstead.doctor.probe.Metadata;
import io.roadstead.testkit.BusyboxImage;
import io.roadstead.wire.client.AwsServices;
import io.roadstead.wire.client.ControlClient;
import io.roadstead.wire.client.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Services whose tasks want what they cannot have: secrets, parameters, environment files, a registry's password. All are
 * created at once, for most of what they need is time to fail. And tasks that have what they should not: the metadata of
 * their host.
 */
@Tag("docker")
class SecretsWantedTest {
    /** Where the host's metadata are: not at the usual address, where this machine's own may be. */
    private static final String METADATA = "192.0.2.253";

    private static final Installation HOUSE = new Installation(
                    Map.of("ROADSTEAD_IMDS", "true", "ROADSTEAD_IMDS_ADDRESS", METADATA),
                    "--iam",
                    "enforce",
                    "--healthy-after",
                    "PT0.5S",
                    "--throttle-first",
                    "PT0.2S")
            .unexamined();
    private static final String ACCOUNT = "000000000000";
    private static final String HIDDEN = "hunter2";
    private static final String SECRETS = "ecs-unable-to-pull-secrets";
    private static final String FILES = "ecs-task-environment-variables";
    private static final String LOGINS = "update-credentials-ecs";
    /** user, new-password */
    private static final String USERS = "user:$2b$05$abcdefghijklmnopqrstuu0khG1/d3LLJm3Yzu7btPNxvW3PoTSQ2";

    private static AwsServices aws =
            AwsServices.beside(new ControlClient(HOUSE.endpoint(), "us-east-1", "test", "test"));
    private static String database = "";
    private static String far = "";
    private static String login = "";
    private static DebianRegistry registry;

    @BeforeAll
    static void start() throws IOException {
        HOUSE.startProcess();
        HOUSE.awaitAnswer();
        String key = call("kms", "CreateKey", Json.object())
                .path("KeyMetadata")
                .path("Arn")
                .text();
        database = secret("us-east-1", "app/db", "{\"password\":\"" + HIDDEN + "\",\"host\":\"db\"}", key);
        far = secret("us-west-2", "far", HIDDEN, "");
        login = secret("us-east-1", "login", "{\"user\":\"user\",\"password\":\"" + HIDDEN + "\"}", "");
        parameter("/app/key");
        role("reader", "\"secretsmanager:*\",\"ssm:*\",\"kms:*\",\"s3:*\"", "");
        role("powerless", "", "");
        role("filer", "", "");
        role("guarded", "\"secretsmanager:*\",\"kms:*\"", "secretsmanager:GetSecretValue");
        Path files = Files.createDirectory(HOUSE.data().resolve("web"));
        Files.writeString(files.resolve("app.env"), "GREETING=hello\n");
        Files.writeString(files.resolve("region.env"), "# of the shop\nexport SHOP_REGION=" + HIDDEN + "\n");
        assertThat(Shell.run(HOUSE, "aws s3 mb s3://config && aws s3 cp --recursive " + files + " s3://config/web")
                        .error())
                .isEmpty();
        String image;
        try (DebianRegistry open = new DebianRegistry(HOUSE.data())) {
            image = open.push(BusyboxImage.NAME, "private/app", "1")
                    .substring(open.host().length());
        }
        registry = new DebianRegistry(HOUSE.data(), USERS);
        service("denied", "powerless", secrets(database, "/app/key"));
        service("guarded", "guarded", secrets(database));
        service("lost", "reader", secrets(wrongSuffix(database) + ":passwd::", far.replace("us-west-2", "us-east-1")));
        service("unset", "reader", secrets("/app/other"));
        service("filed", "filer", file("web/app.env"));
        service("misfiled", "reader", file("web/ap.env"));
        service(
                "private",
                "reader",
                "\"image\":\"" + registry.host() + image + "\",\"repositoryCredentials\":{\"credentialsParameter\":\""
                        + login + "\"},");
    }

    @AfterAll
    static void close() {
        if (registry != null) {
            registry.close();
        }
        HOUSE.close();
        // Address and rules stay when an agent ends, for others may use them; nobody else has these.
        String rule = " -d " + METADATA + "/32 -p tcp --dport 80 -j DNAT --to-destination " + METADATA + ":51677";
        assertThat(Installation.run(new ProcessBuilder(
                                "sh",
                                "-ec",
                                "iptables -w -t nat -D PREROUTING" + rule + "; iptables -w -t nat -D OUTPUT" + rule
                                        + "; iptables -w -D INPUT ! -i lo -d " + METADATA
                                        + "/32 -j DOCKER-USER; ip address del "
                                        + METADATA + "/32 dev lo"))
                        .error())
                .isEmpty();
    }

    private static Patient patient(String service) {
        return new Patient(HOUSE, "default", service);
    }

    @Test
    void whatARoleLacksIsToldByIamsEvaluationAndAllowedInOneStatementForEachAction() {
        Patient denied = patient("denied");
        // Secrets and parameters are asked for side by side: whichever is refused first is told.
        Finding found = denied.diagnosed(
                SECRETS, "api error AccessDeniedException: User: arn:aws:sts::" + ACCOUNT + ":assumed-role/powerless/");
        assertThat(found.cause().en())
                .startsWith("The execution role powerless may not do s")
                .endsWith(", which its tasks need before they start: no statement of its policies allows it.");
        assertThat(found.evidence())
                .extracting(Evidence::source)
                .contains("SimulatePrincipalPolicy powerless ssm:GetParameters arn:aws:ssm:us-east-1:" + ACCOUNT
                        + ":parameter/app/key")
                .anyMatch(source -> source.startsWith("SimulatePrincipalPolicy powerless kms:Decrypt arn:aws:kms:"));
        denied.apply(found, 0).cured();
    }

    @Test
    void aStatementThatDeniesIsNamedAndTakenOut() {
        Patient guarded = patient("guarded");
        Finding found = guarded.diagnosed(SECRETS, "with an explicit deny in an identity-based policy");
        assertThat(found.cause().en())
                .contains("statement 2 of the role's own policy all (line 1, column ")
                .endsWith(" denies it, which nothing outweighs.");
        guarded.apply(found, 0).cured();
    }

    @Test
    void aWrongSuffixARegionAndAKeyAreToldByWhatThereIsAndNoValueEver() {
        Patient lost = patient("lost");
        Finding suffix = lost.diagnosed(
                SECRETS,
                "ResourceNotFoundException: The task can't retrieve the secret with ARN '" + wrongSuffix(database));
        assertThat(suffix.cause().en())
                .endsWith(": the secret is named " + database.substring(database.indexOf("app/db")) + ".");
        lost.apply(suffix, 0);
        awaitCause(lost, "There is no secret far");
        Finding region = lost.diagnosed(
                SECRETS, "The task can't retrieve the secret with ARN '" + far.replace("us-west-2", "us-east-1"));
        assertThat(region.cause().en())
                .isEqualTo("There is no secret far in us-east-1; there is one of that name in region us-west-2.");
        lost.apply(region, 0);
        awaitCause(lost, "has no key");
        Finding key = lost.diagnosed(SECRETS, "Retrieved secret from Secrets Manager did not contain json key passwd");
        assertThat(key.cause().en())
                .isEqualTo("The JSON of the secret app/db has no key passwd: it has the keys password, host.");
        assertThat(key.toString()).doesNotContain(HIDDEN);
        lost.apply(key, 0).cured();
    }

    @Test
    void aParameterThatIsNotThereIsPut() {
        Patient unset = patient("unset");
        Finding found = unset.diagnosed(
                SECRETS, "Fetching secret data from SSM Parameter Store in us-east-1: invalid parameters: /app/other");
        unset.apply(found, found.fix().size() - 1, Map.of("<VALUE>", "given")).cured();
    }

    @Test
    void anEnvironmentFileThatTheRoleMayNotReadIsAllowed() {
        Patient filed = patient("filed");
        Finding denied = filed.diagnosed(
                FILES,
                "Unable to download env file with key web/app.env from bucket config, error: operation error S3: "
                        + "GetBucketLocation, https response error StatusCode: 403");
        assertThat(denied.cause().en())
                .startsWith("The execution role filer may not do s3:GetBucketLocation on arn:aws:s3:::config, ");
        assertThat(denied.evidence())
                .extracting(Evidence::source)
                .contains("SimulatePrincipalPolicy filer s3:GetObject arn:aws:s3:::config/web/app.env");
        filed.apply(denied, 0).cured();
    }

    @Test
    void anEnvironmentFileThatIsNamedWronglyIsToldWithTheOneBesideIt() {
        Patient misfiled = patient("misfiled");
        Finding missing = misfiled.diagnosed(FILES, "NoSuchKey: The specified key does not exist.");
        assertThat(missing.cause().en())
                .isEqualTo(
                        "The environment file web/ap.env could not be had from bucket config: it is not there; there is"
                                + " web/app.env.");
        misfiled.apply(missing, 0).cured();
    }

    @Test
    void aLineOfAFileThatOnlyAShellWouldReadIsNamedAndRewritten() {
        // Its program ends at once, again and again: not while the others are looked at.
        service(
                "misread",
                "reader",
                file("web/region.env") + "\"entryPoint\":[\"sh\",\"-ec\",\"set -u; echo $SHOP_REGION; exec sleep"
                        + " 100000\"],\"logConfiguration\":{\"logDriver\":\"awslogs\",\"options\":{\"awslogs-group\":"
                        + "\"misread\",\"awslogs-region\":\"us-east-1\",\"awslogs-stream-prefix\":\"app\","
                        + "\"awslogs-create-group\":\"true\"}},");
        Patient misread = patient("misread");
        Finding found = misread.diagnosed(FILES, "SHOP_REGION: parameter not set");
        assertThat(found.cause().en())
                .isEqualTo("The program in container main wants the environment variable SHOP_REGION; line 2 of"
                        + " s3://config/web/region.env means it and sets a variable called \"export SHOP_REGION\": a line"
                        + " is NAME=VALUE and nothing else.");
        assertThat(found.toString()).doesNotContain(HIDDEN);
        misread.apply(found, 0).cured();
    }

    @Test
    void aRegistrysPasswordInAWrongFormAndThenAnOldOneAreReplaced() {
        Patient pulling = patient("private");
        Finding form = pulling.diagnosed(LOGINS, "Asm fetching username: AuthorizationData is malformed, empty field");
        assertThat(form.cause().en()).contains("its keys are user, password");
        assertThat(form.toString()).doesNotContain(HIDDEN);
        pulling.apply(form, 0);
        awaitCause(pulling, "the user or the password in the secret login is not");
        Finding old = pulling.diagnosed(
                LOGINS,
                "CannotPullImageManifestError: Error response from daemon: unauthorized: authentication required");
        pulling.apply(old, 0, Map.of("<USER>", "user", "<PASSWORD>", "new-password"))
                .cured();
    }

    @Test
    void theHostsMetadataAreKeptFromBridgesByARuleAndFromHostsByAnotherMode() {
        String bridge = run("bridge");
        String host = run("host");
        HOUSE.awaitStatus(host, "RUNNING");
        String instance = HOUSE.awaitStatus(bridge, "RUNNING")
                .path("containerInstanceArn")
                .asText();
        assertThat(asked(instance).path("findings").findValuesAsText("article")).contains("ecs-container-ec2-metadata");
        LiveMetadata metadata = new LiveMetadata(new HostInsides(), instance, METADATA);
        Case open = new Case(HOUSE, "the metadata of " + instance, () -> {
            ClusterFacts facts = HOUSE.collector().cluster("default", Instant.now());
            return Metadata.examine(facts, instance, METADATA, metadata.look(facts, new ArrayList<>()));
        });
        // On a busy machine an answer may come too late for one look, and then counts as none.
        Awaitility.await("answers to both tasks")
                .atMost(Installation.LIMIT)
                .untilAsserted(() -> assertThat(open.findings()).singleElement().satisfies(one -> assertThat(one.fix())
                        .hasSize(2)));
        Finding found = open.diagnosed("ecs-container-ec2-metadata", Severity.INFO, "HTTP/1.1 200 OK");
        assertThat(found.fix()).hasSize(2);
        try {
            open.apply(found, 0);
            Finding left = open.findings().getFirst();
            assertThat(left.evidence())
                    .extracting(Evidence::source)
                    .containsExactly("GET http://" + METADATA + "/latest/meta-data/ from host main of "
                            + host.substring(host.lastIndexOf('/') + 1));
            open.apply(left, 0);
            HOUSE.call("StopTask", Installation.input().put("task", host));
            open.well();
        } finally {
            Shell.run(HOUSE, "iptables -w --delete DOCKER-USER --destination " + METADATA + "/32 --jump DROP");
        }
    }

    /** {@code ./roadstead doctor instance}, on this host. */
    private static JsonNode asked(String instance) {
        ProcessBuilder doctor = new ProcessBuilder(Installation.roadstead(
                "doctor", "instance", instance, "--json", "--data", HOUSE.data().toString()));
        doctor.environment().put("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://" + METADATA);
        return Installation.run(doctor).json();
    }

    private static String run(String network) {
        ObjectNode input = Installation.input().put("family", "at-" + network).put("networkMode", network);
        input.set(
                "containerDefinitions",
                Installation.json("[{\"image\":\"" + BusyboxImage.NAME + "\",\"name\":\"main\",\"memory\":16,"
                        + "\"stopTimeout\":2,\"command\":[\"sleep\",\"100000\"]}]"));
        HOUSE.call("RegisterTaskDefinition", input);
        return HOUSE.call("RunTask", Installation.input().put("taskDefinition", "at-" + network))
                .path("tasks")
                .path(0)
                .path("taskArn")
                .asText();
    }

    /** After one fix the next thing in the way comes to light. */
    private static void awaitCause(Patient patient, String words) {
        Awaitility.await("the next cause: " + words)
                .atMost(Installation.LIMIT)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(patient.findings())
                        .first()
                        .satisfies(found -> assertThat(found.cause().en()).contains(words)));
    }

    private static Json call(String service, String operation, Json input) {
        return aws.call(service, "us-east-1", operation, input);
    }

    private static String secret(String region, String name, String value, String key) {
        Json input = Json.object().put("Name", name).put("SecretString", value);
        if (!key.isEmpty()) {
            input.put("KmsKeyId", key);
        }
        return aws.call("secretsmanager", region, "CreateSecret", input)
                .path("ARN")
                .text();
    }

    private static void parameter(String name) {
        Json input = Json.object().put("Name", name).put("Type", "SecureString").put("Value", HIDDEN);
        assertThat(call("ssm", "PutParameter", input).path("Version").number()).isEqualTo(1);
    }

    /** @param denied an action that a second statement denies; empty for none */
    private static void role(String name, String allowed, String denied) {
        String trust = "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
                + "\"ecs-tasks.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}}";
        assertThat(call("iam", "CreateRole", Json.object().put("RoleName", name).put("AssumeRolePolicyDocument", trust))
                        .has("Role"))
                .isTrue();
        if (!allowed.isEmpty()) {
            String statements = "{\"Effect\":\"Allow\",\"Action\":[" + allowed + "],\"Resource\":\"*\"}"
                    + (denied.isEmpty()
                            ? ""
                            : ",{\"Effect\":\"Deny\",\"Action\":\"" + denied + "\",\"Resource\":\"*\"}");
            call(
                    "iam",
                    "PutRolePolicy",
                    Json.object()
                            .put("RoleName", name)
                            .put("PolicyName", "all")
                            .put("PolicyDocument", "{\"Version\":\"2012-10-17\",\"Statement\":[" + statements + "]}"));
        }
    }

    private static String secrets(String... from) {
        StringBuilder secrets = new StringBuilder();
        for (String each : from) {
            secrets.append(secrets.isEmpty() ? "" : ",")
                    .append("{\"name\":\"S")
                    .append(secrets.length())
                    .append("\",\"valueFrom\":\"")
                    .append(each)
                    .append("\"}");
        }
        return "\"secrets\":[" + secrets + "],";
    }

    private static String file(String key) {
        return "\"environmentFiles\":[{\"type\":\"s3\",\"value\":\"arn:aws:s3:::config/" + key + "\"}],";
    }

    private static String wrongSuffix(String arn) {
        return arn.substring(0, arn.length() - 1) + (arn.endsWith("Z") ? "Y" : "Z");
    }

    private static void service(String name, String role, String members) {
        ObjectNode input = Installation.input()
                .put("family", name)
                .put("executionRoleArn", "arn:aws:iam::" + ACCOUNT + ":role/" + role);
        String image = members.contains("\"image\"") ? "" : "\"image\":\"" + BusyboxImage.NAME + "\",";
        input.set(
                "containerDefinitions",
                Installation.json(
                        "[{" + members + image + "\"name\":\"main\",\"memory\":16,\"stopTimeout\":2,\"command\":"
                                + "[\"sleep\",\"100000\"]}]"));
        HOUSE.call("RegisterTaskDefinition", input);
        patient(name).create(1);
    }
}
