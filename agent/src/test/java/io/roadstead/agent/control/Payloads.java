package io.roadstead.agent.control;

import io.roadstead.wire.agent.IamRoleCredentials;
import io.roadstead.wire.agent.ProtocolContainer;
import io.roadstead.wire.agent.ProtocolTask;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tasks as a control plane sends them. */
final class Payloads {
    private Payloads() {}

    static ProtocolTask toRun(String arn, String... command) {
        return task(arn, "RUNNING", "bridge", null, List.of(container("app", "{}", List.of(command), List.of())));
    }

    static ProtocolTask withNetworkMode(String arn, String mode) {
        return task(arn, "RUNNING", mode, null, List.of(container("app", "{}", List.of("sleep", "60"), List.of())));
    }

    static ProtocolTask task(
            String arn,
            String desired,
            String networkMode,
            @Nullable IamRoleCredentials role,
            List<ProtocolContainer> containers) {
        return task(arn, desired, networkMode, role, containers, null);
    }

    static ProtocolTask ofService(String arn, String service, String... command) {
        return task(
                arn, "RUNNING", "bridge", null, List.of(container("app", "{}", List.of(command), List.of())), service);
    }

    private static ProtocolTask task(
            String arn,
            String desired,
            String networkMode,
            @Nullable IamRoleCredentials role,
            List<ProtocolContainer> containers,
            @Nullable String service) {
        return new ProtocolTask(
                arn,
                FakeControlPlane.CLUSTER_ARN,
                null,
                desired,
                "web",
                "3",
                "{}",
                containers,
                List.of(),
                null,
                null,
                role,
                null,
                networkMode,
                null,
                null,
                "EC2",
                service,
                null);
    }

    static ProtocolContainer linked(String name, String... links) {
        return new ProtocolContainer(
                name,
                "bb:test",
                null,
                10,
                64,
                true,
                null,
                null,
                Map.of(),
                "{}",
                List.of(),
                List.of(),
                List.of(),
                List.of(links),
                List.of(),
                null,
                2,
                null,
                null,
                null,
                null);
    }

    /** A task whose container has a health check, of an interval that tests have time for. */
    static ProtocolTask checked(String arn, String image, String healthCheckType, String config, String... command) {
        return task(
                arn,
                "RUNNING",
                "bridge",
                null,
                List.of(new ProtocolContainer(
                        "app",
                        image,
                        null,
                        10,
                        64,
                        true,
                        List.of(command),
                        null,
                        Map.of(),
                        "{}",
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        null,
                        2,
                        null,
                        healthCheckType,
                        null,
                        new ProtocolContainer.DockerConfig(config, "{}", "1.24"))));
    }

    static ProtocolContainer container(
            String name,
            @Nullable String overrides,
            @Nullable List<String> command,
            List<ProtocolContainer.PortMapping> ports) {
        return new ProtocolContainer(
                name,
                "bb:test",
                null,
                10,
                64,
                true,
                command,
                List.of(),
                Map.of("A", "1"),
                overrides,
                ports,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                2,
                null,
                null,
                null,
                new ProtocolContainer.DockerConfig("{}", "{\"MemoryReservation\":33554432}", "1.17"));
    }
}
