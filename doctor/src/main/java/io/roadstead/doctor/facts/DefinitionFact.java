package io.roadstead.doctor.facts;

import io.roadstead.wire.client.Json;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A task definition as DescribeTaskDefinition tells it.
 *
 * @param cpu CPU units of the whole task; absent when only its containers say
 * @param memory MiB of the whole task; absent when only its containers say
 * @param taskRoleArn as whom its containers call AWS; empty without one
 * @param executionRoleArn as whom the agent fetches images, secrets and the like for it; empty without one
 * @param requiresAttributes the names
 */
public record DefinitionFact(
        String arn,
        String status,
        String networkMode,
        @Nullable Integer cpu,
        @Nullable Integer memory,
        String taskRoleArn,
        String executionRoleArn,
        List<String> requiresAttributes,
        List<String> constraints,
        List<Container> containers) {
    /**
     * @param memory the hard limit in MiB, absent without one
     * @param environment the value by name
     * @param dependsOn the condition by the name of the container
     * @param startTimeout seconds that others wait for it; absent where the agent's own limit holds
     * @param healthCheck absent without one
     * @param secrets where secret variables and the log driver's secret options come from, in the definition's order
     * @param environmentFiles their ARNs
     * @param repositoryCredentials the secret with user and password for the image; empty without one
     */
    public record Container(
            String name,
            String image,
            int cpu,
            @Nullable Integer memory,
            @Nullable Integer memoryReservation,
            boolean essential,
            List<Port> ports,
            List<String> command,
            List<String> entryPoint,
            Map<String, String> environment,
            Map<String, String> dependsOn,
            @Nullable Integer startTimeout,
            @Nullable Integer stopTimeout,
            String logDriver,
            Map<String, String> logOptions,
            @Nullable HealthCheck healthCheck,
            List<String> secrets,
            List<String> environmentFiles,
            String repositoryCredentials) {}

    /** @param hostPort 0 for a dynamic one */
    public record Port(int containerPort, int hostPort, String protocol) {}

    /** Times in seconds. */
    public record HealthCheck(List<String> command, int interval, int timeout, int retries, int startPeriod) {}

    static DefinitionFact of(Json definition) {
        return new DefinitionFact(
                definition.path("taskDefinitionArn").text(),
                definition.path("status").text(),
                definition.path("networkMode").text("bridge"),
                size(definition.path("cpu").text()),
                size(definition.path("memory").text()),
                definition.path("taskRoleArn").text(),
                definition.path("executionRoleArn").text(),
                definition.path("requiresAttributes").items().stream()
                        .map(attribute -> attribute.path("name").text())
                        .toList(),
                definition.path("placementConstraints").items().stream()
                        .map(constraint -> constraint.path("expression").text())
                        .toList(),
                definition.path("containerDefinitions").items().stream()
                        .map(DefinitionFact::container)
                        .toList());
    }

    private static Container container(Json container) {
        Json log = container.path("logConfiguration");
        return new Container(
                container.path("name").text(),
                container.path("image").text(),
                (int) container.path("cpu").number(),
                Read.integer(container, "memory"),
                Read.integer(container, "memoryReservation"),
                !container.has("essential") || container.path("essential").truth(),
                container.path("portMappings").items().stream()
                        .map(port -> new Port(
                                (int) port.path("containerPort").number(),
                                (int) port.path("hostPort").number(),
                                port.path("protocol").text("tcp")))
                        .toList(),
                Read.texts(container.path("command")),
                Read.texts(container.path("entryPoint")),
                Read.pairs(container.path("environment"), "name"),
                dependencies(container.path("dependsOn")),
                Read.integer(container, "startTimeout"),
                Read.integer(container, "stopTimeout"),
                log.path("logDriver").text(),
                log.path("options").texts(),
                container.has("healthCheck") ? healthCheck(container.path("healthCheck")) : null,
                Stream.concat(container.path("secrets").items().stream(), log.path("secretOptions").items().stream())
                        .map(secret -> secret.path("valueFrom").text())
                        .toList(),
                container.path("environmentFiles").items().stream()
                        .map(file -> file.path("value").text())
                        .toList(),
                container
                        .path("repositoryCredentials")
                        .path("credentialsParameter")
                        .text());
    }

    private static Map<String, String> dependencies(Json dependsOn) {
        return dependsOn.items().stream()
                .collect(java.util.stream.Collectors.toMap(
                        dependency -> dependency.path("containerName").text(),
                        dependency -> dependency.path("condition").text(),
                        (first, second) -> first));
    }

    /** ECS's defaults where the definition says nothing. Source: ecs-behaviour 4.8. */
    private static HealthCheck healthCheck(Json check) {
        return new HealthCheck(
                Read.texts(check.path("command")),
                check.has("interval") ? (int) check.path("interval").number() : 30,
                check.has("timeout") ? (int) check.path("timeout").number() : 5,
                check.has("retries") ? (int) check.path("retries").number() : 3,
                (int) check.path("startPeriod").number());
    }

    private static @Nullable Integer size(String text) {
        return text.isEmpty() ? null : Integer.valueOf(text);
    }

    /** {@code FAMILY:REVISION}. */
    public String name() {
        return Read.name(arn);
    }

    /** Whether new tasks may be started of it. */
    public boolean active() {
        return status.isEmpty() || status.equals("ACTIVE");
    }

    public String family() {
        String name = name();
        int colon = name.lastIndexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    /** What a task of it takes of its instance, in CPU units. Source: ecs-behaviour 3.3, 5.7. */
    public int wantedCpu() {
        return cpu != null ? cpu : containers.stream().mapToInt(Container::cpu).sum();
    }

    /** The same in MiB: reservations before limits. Source: ecs-behaviour 3.4, 5.7. */
    public int wantedMemory() {
        if (memory != null) {
            return memory;
        }
        return containers.stream()
                .mapToInt(container -> container.memoryReservation() != null
                        ? container.memoryReservation()
                        : container.memory() != null ? container.memory() : 0)
                .sum();
    }

    /** The host ports a task of it wants for itself, as text, as instances list those taken. */
    public List<String> wantedPorts(String protocol) {
        return containers.stream()
                .flatMap(container -> container.ports().stream())
                .filter(port -> port.protocol().equals(protocol))
                .map(port -> networkMode.equals("host") ? port.containerPort() : port.hostPort())
                .filter(port -> port != 0)
                .map(String::valueOf)
                .toList();
    }

    public @Nullable Container container(String name) {
        return containers.stream()
                .filter(container -> container.name().equals(name))
                .findFirst()
                .orElse(null);
    }
}
