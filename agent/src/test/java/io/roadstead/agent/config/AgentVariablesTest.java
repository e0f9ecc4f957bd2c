package io.roadstead.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.agent.cgroup.CgroupSettings;
import io.roadstead.agent.docker.RegistryCredential;
import io.roadstead.agent.engine.ImageCleanup;
import io.roadstead.agent.engine.PullBehavior;
import io.roadstead.agent.engine.PullLimits;
import io.roadstead.agent.imds.ImdsSettings;
import java.net.Inet4Address;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AgentVariablesTest {
    private static Map<String, String> enough() {
        return new HashMap<>(Map.of(
                "ECS_BACKEND_HOST", "http://127.0.0.1:4566/",
                "AWS_ACCESS_KEY_ID", "AK",
                "AWS_SECRET_ACCESS_KEY", "SK"));
    }

    private static AgentVariables.Read with(String name, String value) {
        Map<String, String> variables = enough();
        variables.put(name, value);
        return AgentVariables.read(variables);
    }

    @Test
    void aMetadataServiceIsAskedForAndItsOddSettingsAreWarnedOf() {
        Map<String, String> variables = new HashMap<>(enough());
        assertThat(AgentVariables.read(variables).config().local().imds()).isNull();
        variables.put("ROADSTEAD_IMDS", "true");
        assertThat(AgentVariables.read(variables).config().local().imds())
                .isEqualTo(new ImdsSettings(ImdsSettings.USUAL, false, 1, null));
        variables.put("ROADSTEAD_IMDS_TOKENS", "required");
        variables.put("ROADSTEAD_IMDS_HOP_LIMIT", "2");
        variables.put("ROADSTEAD_INSTANCE_PROFILE", "host");
        variables.put("ROADSTEAD_IMDS_ADDRESS", "169.254.170.3");
        assertThat(AgentVariables.read(variables).config().local().imds())
                .isEqualTo(new ImdsSettings(Inet4Address.ofLiteral("169.254.170.3"), true, 2, "host"));
        variables.put("ROADSTEAD_IMDS_TOKENS", "sometimes");
        variables.put("ROADSTEAD_IMDS_HOP_LIMIT", "65");
        variables.put("ROADSTEAD_IMDS_ADDRESS", "here");
        AgentVariables.Read odd = AgentVariables.read(variables);
        assertThat(odd.config().local().imds()).isEqualTo(new ImdsSettings(ImdsSettings.USUAL, false, 1, "host"));
        assertThat(odd.warnings()).hasSize(3);
    }

    @Test
    void defaultsAreThoseOfEcs() {
        AgentVariables.Read read = AgentVariables.read(enough());

        assertThat(read.warnings()).isEmpty();
        AgentConfig config = read.config();
        assertThat(config.cluster()).isEqualTo("default");
        assertThat(config.server()).hasToString("http://127.0.0.1:4566");
        assertThat(config.reservedPorts()).isEqualTo(Set.of(22, 2375, 2376, 51678, 51679));
        assertThat(config.pullBehavior()).isEqualTo(PullBehavior.DEFAULT);
        assertThat(config.pullLimits())
                .isEqualTo(new PullLimits(Duration.ofMinutes(1), Duration.ofHours(2), Duration.ofMinutes(1)));
        assertThat(config.createTimeout()).isEqualTo(Duration.ofMinutes(4));
        assertThat(config.startTimeout()).isEqualTo(Duration.ofMinutes(3));
        assertThat(config.stopTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.cleanupWait()).isEqualTo(Duration.ofHours(3));
        assertThat(config.logDrivers()).containsExactly("json-file", "none");
        assertThat(config.cpu()).isNull();
        assertThat(config.metricsDisabled()).isFalse();
        assertThat(config.local())
                .isEqualTo(new AgentConfig.Local(
                        40, 60, 51678, false, false, false, false, false, false, Path.of("/log/audit.log"), null));
    }

    @Test
    void cgroupsAreMadeAsTheVariablesSay() {
        assertThat(AgentVariables.read(enough()).config().cgroups())
                .isEqualTo(new CgroupSettings(Path.of("/sys/fs/cgroup"), Duration.ofMillis(100), 0));
        assertThat(with("ECS_CGROUP_PATH", "/cgroup").config().cgroups().root()).isEqualTo(Path.of("/cgroup"));
        assertThat(with("ECS_CGROUP_CPU_PERIOD", "8ms").config().cgroups().cpuPeriod())
                .isEqualTo(Duration.ofMillis(8));
        assertThat(with("ECS_TASK_PIDS_LIMIT", "64").config().cgroups().pids()).isEqualTo(64);
        for (String tooShortOrTooLong : List.of("7ms", "101ms")) {
            AgentVariables.Read read = with("ECS_CGROUP_CPU_PERIOD", tooShortOrTooLong);
            assertThat(read.config().cgroups().cpuPeriod()).isEqualTo(Duration.ofMillis(100));
            assertThat(read.warnings()).hasSize(1);
        }
        assertThat(with("ECS_TASK_PIDS_LIMIT", "4194305").warnings()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"10,20|10|20|0", "10, 10|10|10|0", "20,10|40|60|1", "0,10|40|60|1", "many|40|60|1"})
    void theRateOfMetadataRequestsIsASteadyOneAndABurst(String text, int perSecond, int atOnce, int warnings) {
        AgentVariables.Read read = with("ECS_TASK_METADATA_RPS_LIMIT", text);

        assertThat(read.config().local().requestsPerSecond()).isEqualTo(perSecond);
        assertThat(read.config().local().requestsAtOnce()).isEqualTo(atOnce);
        assertThat(read.warnings()).hasSize(warnings);
    }

    @Test
    void imagesAreCleanedUpByTheNumbersGiven() {
        Map<String, String> variables = enough();
        assertThat(AgentVariables.read(variables).config().imageCleanup())
                .isEqualTo(new ImageCleanup(true, Duration.ofMinutes(30), Duration.ofHours(1), 5, Set.of()));
        variables.put("ECS_IMAGE_CLEANUP_INTERVAL", "10m");
        variables.put("ECS_IMAGE_MINIMUM_CLEANUP_AGE", "5m");
        variables.put("ECS_NUM_IMAGES_DELETE_PER_CYCLE", "7");
        variables.put("ECS_EXCLUDE_UNTRACKED_IMAGE", "a:1, b:2");
        assertThat(AgentVariables.read(variables).config().imageCleanup())
                .isEqualTo(
                        new ImageCleanup(true, Duration.ofMinutes(10), Duration.ofMinutes(5), 7, Set.of("a:1", "b:2")));
    }

    @Test
    void imagesAreKeptWhereThatIsAskedForAndWhereThoseThatAreHereArePreferred() {
        assertThat(with("ECS_DISABLE_IMAGE_CLEANUP", "true")
                        .config()
                        .imageCleanup()
                        .enabled())
                .isFalse();
        assertThat(with("ECS_IMAGE_PULL_BEHAVIOR", "prefer-cached")
                        .config()
                        .imageCleanup()
                        .enabled())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ECS_CONTAINER_STOP_TIMEOUT|500ms|1s",
                "ECS_CONTAINER_START_TIMEOUT|10s|45s",
                "ECS_CONTAINER_CREATE_TIMEOUT|59s|1m0s",
                "ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION|10|3h0m0s",
                "ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION|10ms|3h0m0s",
                "ECS_IMAGE_CLEANUP_INTERVAL|9m|30m0s",
                "ECS_NUM_IMAGES_DELETE_PER_CYCLE|0|5",
                "ECS_MANIFEST_PULL_TIMEOUT|10s|30s",
                "ECS_IMAGE_PULL_BEHAVIOR|never|default",
                "ECS_RESERVED_PORTS|[0]|22",
                "ECS_RESERVED_MEMORY|-1|0",
                "ECS_ENABLE_TASK_CPU_MEM_LIMIT|yes|true",
                "ECS_DYNAMIC_HOST_PORT_RANGE|9-8|the kernel's",
                "ECS_INSTANCE_ATTRIBUTES|{oops|no entries"
            })
    void aValueThatCannotBeUsedIsWarnedAboutByNameValueAndReplacement(String name, String value, String instead) {
        assertThat(with(name, value).warnings())
                .singleElement()
                .asString()
                .contains(name)
                .contains("'" + value + "'")
                .contains(instead);
    }

    @Test
    void valuesThatMakeSenseAreTaken() {
        assertThat(with("ECS_CONTAINER_STOP_TIMEOUT", "1m30s").config().stopTimeout())
                .isEqualTo(Duration.ofSeconds(90));
        assertThat(with("ECS_IMAGE_PULL_BEHAVIOR", "prefer-cached").config().pullBehavior())
                .isEqualTo(PullBehavior.PREFER_CACHED);
        assertThat(with("ECS_DYNAMIC_HOST_PORT_RANGE", "40000-40999").config().lastPort())
                .isEqualTo(40_999);
        assertThat(with("ECS_ENABLE_TASK_CPU_MEM_LIMIT", "F").config().taskLimits())
                .isFalse();
    }

    @Test
    void registryCredentialsAreReadInBothFormsFoundUnderTheEnginesNamesAndNeverPrinted() {
        Map<String, String> variables = enough();
        variables.put("ECS_ENGINE_AUTH_TYPE", "docker");
        variables.put(
                "ECS_ENGINE_AUTH_DATA",
                "{\"https://index.docker.io/v1/\":{\"username\":\"me\",\"password\":\"hunter2\"}}");
        assertThat(AgentVariables.read(variables).config().registries())
                .containsEntry("docker.io", new RegistryCredential("me", "hunter2"));

        variables.put("ECS_ENGINE_AUTH_TYPE", "dockercfg");
        variables.put("ECS_ENGINE_AUTH_DATA", "{\"https://my.registry:5000/v2/\":{\"auth\":\"bWU6aHVudGVyMg==\"}}");
        AgentConfig config = AgentVariables.read(variables).config();
        assertThat(config.registries()).containsEntry("my.registry:5000", new RegistryCredential("me", "hunter2"));
        assertThat(config.toString()).doesNotContain("hunter2").doesNotContain("SK");

        variables.put("ECS_ENGINE_AUTH_DATA", "hunter2");
        assertThat(AgentVariables.read(variables).warnings().toString()).doesNotContain("hunter2");
    }

    @Test
    void environmentFilesAreReadFromTheServerUnlessAnotherS3IsNamed() {
        assertThat(AgentVariables.read(enough()).config().objects()).hasToString("http://127.0.0.1:4566");
        assertThat(with("ROADSTEAD_S3_ENDPOINT", "https://s3.example.com:9000/")
                        .config()
                        .objects())
                .hasToString("https://s3.example.com:9000");
        assertThatThrownBy(() -> with("ROADSTEAD_S3_ENDPOINT", "https://example.com/s3"))
                .isInstanceOf(AgentVariables.ConfigException.class)
                .hasMessage("ROADSTEAD_S3_ENDPOINT is 'https://example.com/s3', and buckets come right behind the host:"
                        + " give no more than http://<host>:<port>.");
        assertThatThrownBy(() -> with("ROADSTEAD_S3_ENDPOINT", "https:///x"))
                .hasMessageStartingWith("ROADSTEAD_S3_ENDPOINT is 'https:///x', which");
    }

    @Test
    void withoutAServerNothingWorksAndTheErrorSaysWhatToGive() {
        Map<String, String> variables = enough();
        variables.remove("ECS_BACKEND_HOST");

        assertThatThrownBy(() -> AgentVariables.read(variables))
                .isInstanceOf(AgentVariables.ConfigException.class)
                .hasMessageContaining("ECS_BACKEND_HOST is not set");
    }
}
