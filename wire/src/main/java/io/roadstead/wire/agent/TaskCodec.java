package io.roadstead.wire.agent;

import io.roadstead.wire.agent.ProtocolContainer.Dependency;
import io.roadstead.wire.agent.ProtocolContainer.DockerConfig;
import io.roadstead.wire.agent.ProtocolContainer.EnvironmentFile;
import io.roadstead.wire.agent.ProtocolContainer.MountPoint;
import io.roadstead.wire.agent.ProtocolContainer.PortMapping;
import io.roadstead.wire.agent.ProtocolContainer.RegistryAuthentication;
import io.roadstead.wire.agent.ProtocolContainer.RestartPolicy;
import io.roadstead.wire.agent.ProtocolContainer.Secret;
import io.roadstead.wire.agent.ProtocolContainer.VolumeFrom;

/** The tasks within payloads and manifests. */
final class TaskCodec {
    private TaskCodec() {}

    static ProtocolTask task(Fields in) {
        return new ProtocolTask(
                in.requiredText("arn"),
                in.text("taskClusterArn"),
                in.text("taskDefinitionAccountId"),
                in.text("desiredStatus"),
                in.text("family"),
                in.text("version"),
                in.text("overrides"),
                in.objects("containers", TaskCodec::container),
                in.objects("volumes", TaskCodec::volume),
                in.decimal("cpu"),
                in.integer("memory"),
                in.object("roleCredentials", TaskCodec::credentials),
                in.object("executionRoleCredentials", TaskCodec::credentials),
                in.text("networkMode"),
                in.text("pidMode"),
                in.text("ipcMode"),
                in.text("launchType"),
                in.text("serviceName"),
                in.text("group"));
    }

    static void task(FieldWriter out, ProtocolTask task) {
        out.text("arn", task.arn())
                .text("taskClusterArn", task.taskClusterArn())
                .text("taskDefinitionAccountId", task.taskDefinitionAccountId())
                .text("desiredStatus", task.desiredStatus())
                .text("family", task.family())
                .text("version", task.version())
                .text("overrides", task.overrides())
                .objects("containers", task.containers(), TaskCodec::container)
                .objects("volumes", task.volumes(), TaskCodec::volume)
                .decimal("cpu", task.cpu())
                .integer("memory", task.memory())
                .object("roleCredentials", task.roleCredentials(), TaskCodec::credentials)
                .object("executionRoleCredentials", task.executionRoleCredentials(), TaskCodec::credentials)
                .text("networkMode", task.networkMode())
                .text("pidMode", task.pidMode())
                .text("ipcMode", task.ipcMode())
                .text("launchType", task.launchType())
                .text("serviceName", task.serviceName())
                .text("group", task.group());
    }

    private static ProtocolContainer container(Fields in) {
        return new ProtocolContainer(
                in.text("name"),
                in.text("image"),
                in.text("containerArn"),
                in.integerOrZero("cpu"),
                in.integerOrZero("memory"),
                in.isTrue("essential"),
                in.textsOrNull("command"),
                in.textsOrNull("entryPoint"),
                in.map("environment"),
                in.text("overrides"),
                in.objects(
                        "portMappings",
                        p -> new PortMapping(
                                p.integer("containerPort"),
                                p.integer("hostPort"),
                                p.text("containerPortRange"),
                                p.text("protocol"))),
                in.objects(
                        "mountPoints",
                        m -> new MountPoint(m.text("sourceVolume"), m.text("containerPath"), m.isTrue("readOnly"))),
                in.objects("volumesFrom", v -> new VolumeFrom(v.text("sourceContainer"), v.isTrue("readOnly"))),
                in.texts("links"),
                in.objects("dependsOn", d -> new Dependency(d.text("containerName"), d.text("condition"))),
                in.integer("startTimeout"),
                in.integer("stopTimeout"),
                in.object(
                        "restartPolicy",
                        r -> new RestartPolicy(
                                r.isTrue("enabled"),
                                r.integers("ignoredExitCodes"),
                                r.integer("restartAttemptPeriod"))),
                in.text("healthCheckType"),
                in.text("logsAuthStrategy"),
                in.object(
                        "dockerConfig",
                        d -> new DockerConfig(d.text("config"), d.text("hostConfig"), d.text("version"))),
                in.object("registryAuthentication", TaskCodec::authentication),
                in.objects(
                        "secrets",
                        s -> new Secret(
                                s.text("name"),
                                s.text("valueFrom"),
                                s.text("region"),
                                s.text("provider"),
                                s.text("type"),
                                s.text("target"),
                                s.text("containerPath"))),
                in.objects("environmentFiles", f -> new EnvironmentFile(f.text("value"), f.text("type"))));
    }

    private static void container(FieldWriter out, ProtocolContainer container) {
        out.text("name", container.name())
                .text("image", container.image())
                .text("containerArn", container.containerArn())
                .integer("cpu", container.cpu())
                .integer("memory", container.memory())
                .flag("essential", container.essential())
                .texts("command", container.command())
                .texts("entryPoint", container.entryPoint())
                .map("environment", container.environment())
                .text("overrides", container.overrides())
                .objects("portMappings", container.portMappings(), (o, p) -> o.integer(
                                "containerPort", p.containerPort())
                        .integer("hostPort", p.hostPort())
                        .text("containerPortRange", p.containerPortRange())
                        .text("protocol", p.protocol()))
                .objects("mountPoints", container.mountPoints(), (o, m) -> o.text("sourceVolume", m.sourceVolume())
                        .text("containerPath", m.containerPath())
                        .flag("readOnly", m.readOnly()))
                .objects(
                        "volumesFrom", container.volumesFrom(), (o, v) -> o.text("sourceContainer", v.sourceContainer())
                                .flag("readOnly", v.readOnly()))
                .texts("links", container.links())
                .objects("dependsOn", container.dependsOn(), (o, d) -> o.text("containerName", d.containerName())
                        .text("condition", d.condition()))
                .integer("startTimeout", container.startTimeout())
                .integer("stopTimeout", container.stopTimeout())
                .object("restartPolicy", container.restartPolicy(), (o, r) -> o.flag("enabled", r.enabled())
                        .integers("ignoredExitCodes", r.ignoredExitCodes())
                        .integer("restartAttemptPeriod", r.restartAttemptPeriod()))
                .text("healthCheckType", container.healthCheckType())
                .text("logsAuthStrategy", container.logsAuthStrategy())
                .object("dockerConfig", container.dockerConfig(), (o, d) -> o.text("config", d.config())
                        .text("hostConfig", d.hostConfig())
                        .text("version", d.version()))
                .object("registryAuthentication", container.registryAuthentication(), TaskCodec::authentication);
        if (!container.secrets().isEmpty()) {
            out.objects("secrets", container.secrets(), (o, s) -> o.text("name", s.name())
                    .text("valueFrom", s.valueFrom())
                    .text("region", s.region())
                    .text("provider", s.provider())
                    .text("type", s.type())
                    .text("target", s.target())
                    .text("containerPath", s.containerPath()));
        }
        if (!container.environmentFiles().isEmpty()) {
            out.objects("environmentFiles", container.environmentFiles(), (o, f) -> o.text("value", f.value())
                    .text("type", f.type()));
        }
    }

    private static RegistryAuthentication authentication(Fields in) {
        RegistryAuthentication inSecret = in.object(
                "asmAuthData",
                asm -> new RegistryAuthentication(
                        in.text("type"), asm.text("credentialsParameter"), asm.text("region")));
        return inSecret == null ? new RegistryAuthentication(in.text("type"), null, null) : inSecret;
    }

    private static void authentication(FieldWriter out, RegistryAuthentication authentication) {
        boolean inSecret = authentication.credentialsParameter() != null;
        out.text("type", authentication.type())
                .object("asmAuthData", inSecret ? authentication : null, (o, asm) -> o.text(
                                "credentialsParameter", asm.credentialsParameter())
                        .text("region", asm.region()));
    }

    private static ProtocolTask.Volume volume(Fields in) {
        return new ProtocolTask.Volume(
                in.requiredText("name"),
                in.text("type"),
                in.object("host", host -> host.text("sourcePath")),
                in.object(
                        "dockerVolumeConfiguration",
                        d -> new ProtocolTask.DockerVolume(
                                d.text("scope"),
                                d.isTrue("autoprovision"),
                                d.text("driver"),
                                d.map("driverOpts"),
                                d.map("labels"))));
    }

    private static void volume(FieldWriter out, ProtocolTask.Volume volume) {
        // The object of its type must be there even when it says nothing, or the agent refuses the task:
        // agent-protocol 2.10.
        out.text("name", volume.name())
                .text("type", volume.type())
                .object("host", volume.docker() == null ? volume : null, (o, v) -> o.text("sourcePath", v.sourcePath()))
                .object("dockerVolumeConfiguration", volume.docker(), (o, d) -> o.text("scope", d.scope())
                        .flag("autoprovision", d.autoprovision())
                        .text("driver", d.driver())
                        .map("driverOpts", d.driverOpts())
                        .map("labels", d.labels()));
    }

    static IamRoleCredentials credentials(Fields in) {
        return new IamRoleCredentials(
                in.requiredText("credentialsId"),
                in.text("roleArn"),
                in.requiredText("accessKeyId"),
                in.requiredText("secretAccessKey"),
                in.text("sessionToken"),
                in.text("expiration"),
                in.text("credentialScope"));
    }

    static void credentials(FieldWriter out, IamRoleCredentials credentials) {
        out.text("credentialsId", credentials.credentialsId())
                .text("roleArn", credentials.roleArn())
                .text("accessKeyId", credentials.accessKeyId())
                .text("secretAccessKey", credentials.secretAccessKey())
                .text("sessionToken", credentials.sessionToken())
                .text("expiration", credentials.expiration())
                .text("credentialScope", credentials.credentialScope());
    }

    static TaskIdentifier identifier(Fields in) {
        return new TaskIdentifier(in.requiredText("taskArn"), in.text("taskClusterArn"), in.text("desiredStatus"));
    }

    static void identifier(FieldWriter out, TaskIdentifier task) {
        out.text("taskArn", task.taskArn())
                .text("taskClusterArn", task.taskClusterArn())
                .text("desiredStatus", task.desiredStatus());
    }
}
