package io.roadstead.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AwsEnvironmentTest {
    @Test
    void amazonsOwnEndpointIsThatOfTheRegion() {
        assertThat(AwsEnvironment.awsEndpoint("ecs", "eu-west-1")).hasToString("https://ecs.eu-west-1.amazonaws.com");
        assertThat(AwsEnvironment.awsEndpoint("ecs", "cn-north-1"))
                .hasToString("https://ecs.cn-north-1.amazonaws.com.cn");
    }

    @Test
    void withoutARegionAmazonIsNotLookedAt() {
        assertThatThrownBy(
                        () -> new AwsEnvironment(Map.of("AWS_ACCESS_KEY_ID", "AKIA", "AWS_SECRET_ACCESS_KEY", "secret"))
                                .aws())
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("export AWS_REGION=");
    }

    @Test
    void withoutCredentialsTheWayToThemIsTold() {
        assertThatThrownBy(() -> new AwsEnvironment(Map.of("AWS_DEFAULT_REGION", "us-east-1")).aws())
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("aws configure export-credentials --format env");
    }

    @Test
    void anEndpointIsNamedByTheVariableOfTheAwsCli() {
        assertThat(new AwsEnvironment(Map.of()).hasEndpoint()).isFalse();
        assertThat(new AwsEnvironment(Map.of("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")).hasEndpoint())
                .isTrue();
    }
}
