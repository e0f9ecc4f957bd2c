package io.roadstead.services.secrets.api;

import io.roadstead.core.model.Scope;
import io.roadstead.services.secrets.vault.Parameter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters that AWS offers to everybody: which machine images are made for ECS. There are no such images here, so
 * every region is told the same ones, whose ids say so ({@code ami-0ec50000...}): they are good for scripts that look them
 * up, and are never started.
 *
 * <p>Names and documents as AWS has them. Source: knowledge-center 3.
 */
final class PublicParameters {
    static final String ROOT = "/aws/service/ecs/optimized-ami/";

    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");
    private static final String AGENT = "1.105.1";
    private static final String DOCKER = "25.0.14";

    private static final Map<String, String> VALUES = values();

    private PublicParameters() {}

    /** A public parameter by its name. */
    static Optional<Parameter> find(Scope scope, String name) {
        return VALUES.containsKey(name) ? Optional.of(parameter(scope, name)) : Optional.empty();
    }

    static List<Parameter> all(Scope scope) {
        return VALUES.keySet().stream().map(name -> parameter(scope, name)).toList();
    }

    static Optional<String> value(String name) {
        return Optional.ofNullable(VALUES.get(name));
    }

    /** AWS's own, whose ARN names no account. */
    static String arn(Parameter parameter) {
        return "arn:aws:ssm:" + parameter.scope().region() + "::parameter" + parameter.name();
    }

    static boolean isPublic(Parameter parameter) {
        return parameter.name().startsWith("/aws/");
    }

    private static Parameter parameter(Scope scope, String name) {
        return new Parameter(
                scope,
                name,
                "public",
                List.of(),
                List.of(new Parameter.Version(
                        1, "String", "text", ParameterRules.STANDARD, null, null, null, SINCE, "aws", List.of())));
    }

    private static Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        image(values, "amazon-linux-2", "amzn2-ami-ecs-hvm-2.0.20260101-x86_64-ebs", "Amazon Linux 2", 1);
        image(values, "amazon-linux-2/arm64", "amzn2-ami-ecs-hvm-2.0.20260101-arm64-ebs", "Amazon Linux 2", 2);
        image(values, "amazon-linux-2/gpu", "amzn2-ami-ecs-gpu-hvm-2.0.20260101-x86_64-ebs", "Amazon Linux 2", 3);
        image(
                values,
                "amazon-linux-2023",
                "al2023-ami-ecs-hvm-2023.0.20260101-kernel-6.1-x86_64",
                "Amazon Linux 2023",
                4);
        image(
                values,
                "amazon-linux-2023/arm64",
                "al2023-ami-ecs-hvm-2023.0.20260101-kernel-6.1-arm64",
                "Amazon Linux 2023",
                5);
        image(
                values,
                "amazon-linux-2023/gpu",
                "al2023-ami-ecs-gpu-hvm-2023.0.20260101-kernel-6.1-x86_64",
                "Amazon Linux 2023",
                6);
        return java.util.Collections.unmodifiableMap(values);
    }

    private static void image(Map<String, String> values, String family, String name, String system, int number) {
        String id = String.format("ami-0ec5%013d", number);
        String at = ROOT + family + "/recommended";
        values.put(
                at,
                "{\"ecs_agent_version\":\"" + AGENT + "\",\"ecs_runtime_version\":\"Docker version " + DOCKER
                        + "\",\"image_id\":\"" + id + "\",\"image_name\":\"" + name
                        + "\",\"image_version\":\"2026.01.01\","
                        + "\"os\":\"" + system + "\",\"schema_version\":1,\"source_image_name\":\"" + name + "\"}");
        values.put(at + "/image_id", id);
        values.put(at + "/image_name", name);
        values.put(at + "/ecs_agent_version", AGENT);
        values.put(at + "/ecs_runtime_version", "Docker version " + DOCKER);
        values.put(at + "/os", system);
        values.put(at + "/schema_version", "1");
    }
}
