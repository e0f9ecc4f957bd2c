package io.roadstead.cli.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    /** What looks like a secret access key, and is none. */
    private static final String SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

    private final Redaction redaction = new Redaction(List.of("known-to-us", "test"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            proxy is http://user:pa55@proxy:3128                | proxy is http://***@proxy:3128
            postgres://app:p@ss@db/x                            | postgres://***@db/x
            GET /v2/credentials/8f7d3c1e-0000-4000-8000-123456789abc | GET /v2/credentials/***
            "http://169.254.170.2/v4/8f7d3c1e-0000-4000-8000-123456789abc/task" | "http://169.254.170.2/v4/***/task"
            "credentialsId":"8f7d3c1e-0000-4000-8000-1234"      | "credentialsId":"***"
            key AKIAIOSFODNN7EXAMPLE used                       | key *** used
            {"password":"a b","user":"me"}                      | {"password":"***","user":"me"}
            {"secretAccessKey": "x\\"y,z", "n": 1}              | {"secretAccessKey": "***", "n": 1}
            {\\"auth\\":\\"dXNlcjpwYXNz\\"}                     | {\\"auth\\":\\"***\\"}
            DB_PASSWORD=hunter2 started                         | DB_PASSWORD=*** started
            "Env": [ "DB_PASSWORD=***", "A_TOKEN=abc" ]         | "Env": [ "DB_PASSWORD=***", "A_TOKEN=***" ]
            Authorization: Bearer abc.def ghi                   | Authorization: ***
            X-Registry-Auth: eyJ1c2VyIjoi                       | X-Registry-Auth: ***
            X-Amz-Signature=0a1b2c&X-Amz-Date=2026              | X-Amz-Signature=***&X-Amz-Date=2026
            run --db-password hunter2 --name web                | run --db-password *** --name web
            {"token":"never closed                               | {"token":"***
            the key known-to-us is told                         | the key *** is told
            """)
    void whatIsSecretGoesAndItsNameStays(String line, String told) {
        assertThat(redaction.text(line)).isEqualTo(told);
    }

    @Test
    void aSecretAccessKeyIsKnownByItsLooks() {
        assertThat(redaction.text("used " + SECRET_KEY + " here\n")).isEqualTo("used *** here\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-23T14:00:00Z INFO  Agent: Registered as arn:aws:ecs:us-east-1:000000000000:container-instance/a/b",
                "test passed: 3 of 4",
                "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "commit da39a3ee5e6b4b0d3255bfef95601890afd80709",
                "\"GraphDriver\": \"/var/lib/docker/overlay2/abc/merged\"",
                "GET http://127.0.0.1:51678/v1/tasks 200",
            })
    void whatIsNoSecretStays(String line) {
        assertThat(redaction.text(line)).isEqualTo(line);
    }

    @Test
    void aPrivateKeyGoesWhole() {
        assertThat(redaction.text("a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\nAAAA\n-----END RSA PRIVATE KEY-----\nb\n"))
                .isEqualTo("a\n***\n***\n***\n***\nb\n");
    }

    @Test
    void ofTheAgentsOwnVariablesTheValuesAreToldAndOfOthersTheNames() {
        assertThat(redaction.variables(Map.of(
                        "ECS_CLUSTER", "batch",
                        "ECS_ENGINE_AUTH_DATA", "{\"h\":{}}",
                        "ECS_LOG_OPTS", "{\"splunk\":\"x\"}",
                        "AWS_SECRET_ACCESS_KEY", "abc",
                        "AWS_DEFAULT_REGION", "eu-west-1",
                        "HTTP_PROXY", "http://me:p/a@s@proxy:3128",
                        "NO_PROXY", "example.com,10.0.0.0/8",
                        "EDITOR", "vi",
                        "EMPTY", "")))
                .isEqualTo("""
                        AWS_DEFAULT_REGION=eu-west-1
                        AWS_SECRET_ACCESS_KEY=***
                        ECS_CLUSTER=batch
                        ECS_ENGINE_AUTH_DATA=***
                        ECS_LOG_OPTS=***
                        EDITOR=***
                        EMPTY=
                        HTTP_PROXY=http://***@proxy:3128
                        NO_PROXY=example.com,10.0.0.0/8
                        """);
    }

    @Test
    void aFileOfVariablesKeepsItsOrderAndItsCommentsButNoSecretThatWasCommentedOut() {
        assertThat(redaction.configuration("""
                        # for the batch hosts
                        ECS_CLUSTER=batch
                        #ECS_ENGINE_AUTH_DATA={"h":{"auth":"x"}}
                        export AWS_SECRET_ACCESS_KEY='abc'
                        what is this
                        """)).isEqualTo("""
                        # for the batch hosts
                        ECS_CLUSTER=batch
                        #ECS_ENGINE_AUTH_DATA=***
                        export AWS_SECRET_ACCESS_KEY=***
                        ***
                        """);
    }

    @Test
    void aProxysPasswordIsKnownFromThenOn() {
        assertThat(Redaction.secretsIn("https_proxy", "http://me:p4ssword@proxy:1"))
                .contains("p4ssword");
        assertThat(Redaction.secretsIn("DB_PASSWORD", "p4ssword")).containsExactly("p4ssword");
        assertThat(Redaction.secretsIn("PWD", "/root")).isEmpty();
    }

    @Test
    void aVeryLongLineIsReadToItsEnd() {
        String line = "{\"x\":\"" + "\\\\n a".repeat(200_000) + "\",\"token\":\"hidden\"}";
        assertThat(redaction.text(line)).endsWith("\"token\":\"***\"}");
    }
}
