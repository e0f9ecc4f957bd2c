package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.acceptance.RecordedAgent.Channel;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every feature of a task definition that is built, as the unmodified agent is sent it: letter for letter in the members
 * that agent-protocol 2.7 to 2.10 name, and in no other.
 */
@Tag("docker")
class RecordedFeaturesTest {
    private static final Installation HOUSE = new Installation("--no-agent");

    /** What the recorded agent would claim as well on a host that has these plugins, and is told to offer awslogs. */
    private static final List<String> MORE = List.of(
            "ecs.capability.pid-ipc-namespace-sharing",
            "com.amazonaws.ecs.capability.logging-driver.awslogs",
            "com.amazonaws.ecs.capability.logging-driver.syslog",
            "com.amazonaws.ecs.capability.selinux",
            "com.amazonaws.ecs.capability.apparmor",
            "com.amazonaws.ecs.capability.privileged-container");

    private final RecordedAgent agent = new RecordedAgent(HOUSE.endpoint());

    @BeforeAll
    static void start() {
        HOUSE.startProcess();
        HOUSE.awaitAnswer();
    }

    @AfterAll
    static void close() {
        HOUSE.close();
    }

    @Test
    void everyFeatureStandsInTheMemberWhereTheAgentLooksForIt() {
        HOUSE.call("RegisterTaskDefinition", json("""
                {"family":"whole","networkMode":"bridge","pidMode":"task","ipcMode":"host","cpu":"512","memory":"256",
                 "volumes":[
                  {"name":"scratch"},
                  {"name":"etc","host":{"sourcePath":"/etc"}},
                  {"name":"own","dockerVolumeConfiguration":{"scope":"task","driver":"local",
                   "driverOpts":{"type":"tmpfs","device":"tmpfs"},"labels":{"l":"1"}}},
                  {"name":"both","dockerVolumeConfiguration":{"scope":"shared","autoprovision":true,"driver":"local"}}],
                 "containerDefinitions":[
                  {"name":"init","image":"busybox:latest","memory":16,"essential":false,"command":["true"]},
                  {"name":"data","image":"busybox:latest","memory":16,"memoryReservation":8,"essential":false,
                   "mountPoints":[{"sourceVolume":"scratch","containerPath":"/s"},
                    {"sourceVolume":"etc","containerPath":"/e","readOnly":true}],
                   "logConfiguration":{"logDriver":"syslog","options":{"syslog-address":"udp://127.0.0.1:514"}}},
                  {"name":"web","image":"busybox:latest","cpu":10,"memory":64,"essential":true,
                   "links":["data:store"],"entryPoint":["/bin/sh"],"command":["-c","sleep 9"],
                   "dependsOn":[{"containerName":"init","condition":"SUCCESS"},
                    {"containerName":"data","condition":"START"}],
                   "startTimeout":30,"stopTimeout":5,
                   "restartPolicy":{"enabled":true,"ignoredExitCodes":[3]},
                   "portMappings":[{"containerPort":80,"hostPort":8080},
                    {"containerPortRange":"9000-9002","protocol":"udp"}],
                   "mountPoints":[{"sourceVolume":"own","containerPath":"/o","readOnly":true},
                    {"sourceVolume":"both","containerPath":"/b"}],
                   "volumesFrom":[{"sourceContainer":"data","readOnly":true}],
                   "environment":[{"name":"A","value":"1"}],
                   "healthCheck":{"command":["CMD-SHELL","true"],"interval":10,"timeout":3,"retries":2,"startPeriod":7},
                   "hostname":"here","user":"nobody","workingDirectory":"/tmp","interactive":true,"pseudoTerminal":true,
                   "dockerLabels":{"a":"b"},"privileged":false,"readonlyRootFilesystem":true,
                   "dnsServers":["10.0.0.2"],"dnsSearchDomains":["internal"],
                   "extraHosts":[{"hostname":"db","ipAddress":"10.0.0.3"}],
                   "dockerSecurityOptions":["no-new-privileges"],
                   "ulimits":[{"name":"nofile","softLimit":100,"hardLimit":200}],
                   "systemControls":[{"namespace":"net.core.somaxconn","value":"99"}],
                   "linuxParameters":{"capabilities":{"add":["NET_ADMIN"],"drop":["MKNOD"]},
                    "devices":[{"hostPath":"/dev/zero","containerPath":"/dev/nil","permissions":["read"]}],
                    "initProcessEnabled":true,"sharedMemorySize":16,"maxSwap":32,"swappiness":10,
                    "tmpfs":[{"containerPath":"/t","size":4,"mountOptions":["noexec"]}]},
                   "logConfiguration":{"logDriver":"awslogs","options":{"awslogs-group":"/ecs/w",
                    "awslogs-region":"us-east-1","awslogs-stream-prefix":"app","awslogs-create-group":"true",
                    "awslogs-datetime-format":"%Y","mode":"non-blocking","max-buffer-size":"4m"}}}]}
                """));
        String[] attributes =
                MORE.stream().map(name -> "{\"name\":\"" + name + "\"},").toArray(String[]::new);
        agent.register(agent.text("register")
                .replace(
                        "{\"name\":\"ecs.capability.efs\"}",
                        String.join("", attributes) + "{\"name\":\"ecs.capability.efs\"}"));
        Channel acs = agent.acs(true);
        ObjectNode input = json("{\"taskDefinition\":\"whole\"}");
        input.putArray("containerInstances").add(agent.instance());
        JsonNode started = HOUSE.call("StartTask", input);
        assertThat(started.path("failures")).isEmpty();
        String arn = started.path("tasks").path(0).path("taskArn").asText();
        String id = arn.substring(arn.lastIndexOf('/') + 1);

        ObjectNode task = acs.awaitTask(arn, "RUNNING").task().deepCopy();
        JsonNode containers = task.remove("containers");
        assertThat(task).isEqualTo(json("""
                {"arn":"%s","taskClusterArn":"arn:aws:ecs:us-east-1:000000000000:cluster/default",
                 "taskDefinitionAccountId":"000000000000","desiredStatus":"RUNNING","family":"whole","version":"1",
                 "overrides":"{}","cpu":0.5,"memory":256,"networkMode":"bridge","pidMode":"task","ipcMode":"host",
                 "launchType":"EC2","group":"family:whole",
                 "volumes":[{"name":"scratch","type":"host","host":{}},
                  {"name":"etc","type":"host","host":{"sourcePath":"/etc"}},
                  {"name":"own","type":"docker","dockerVolumeConfiguration":{"scope":"task","autoprovision":false,
                   "driver":"local","driverOpts":{"type":"tmpfs","device":"tmpfs"},"labels":{"l":"1"}}},
                  {"name":"both","type":"docker","dockerVolumeConfiguration":{"scope":"shared","autoprovision":true,
                   "driver":"local","driverOpts":{},"labels":{}}}]}
                """.formatted(arn)));

        ObjectNode web = named(containers, "web");
        JsonNode docker = web.remove("dockerConfig");
        assertThat(web.remove("containerArn").asText())
                .startsWith("arn:aws:ecs:us-east-1:000000000000:container/default/" + id);
        assertThat(web).isEqualTo(json("""
                {"name":"web","image":"busybox:latest","cpu":10,"memory":64,"essential":true,"links":["data:store"],
                 "entryPoint":["/bin/sh"],"command":["-c","sleep 9"],
                 "environment":{"AWS_EXECUTION_ENV":"AWS_ECS_EC2","A":"1"},"overrides":"{}",
                 "portMappings":[{"containerPort":80,"hostPort":8080,"protocol":"tcp"},
                  {"containerPortRange":"9000-9002","protocol":"udp"}],
                 "mountPoints":[{"sourceVolume":"own","containerPath":"/o","readOnly":true},
                  {"sourceVolume":"both","containerPath":"/b","readOnly":false}],
                 "volumesFrom":[{"sourceContainer":"data","readOnly":true}],
                 "dependsOn":[{"containerName":"init","condition":"SUCCESS"},{"containerName":"data","condition":"START"}],
                 "startTimeout":30,"stopTimeout":5,
                 "restartPolicy":{"enabled":true,"ignoredExitCodes":[3],"restartAttemptPeriod":300},
                 "healthCheckType":"docker"}
                """));
        assertThat(json(docker.path("config").asText())).isEqualTo(json("""
                {"User":"nobody","WorkingDir":"/tmp","Hostname":"here","OpenStdin":true,"Tty":true,"Labels":{"a":"b"},
                 "Healthcheck":{"Test":["CMD-SHELL","true"],"Interval":10000000000,"Timeout":3000000000,"Retries":2,
                  "StartPeriod":7000000000}}
                """));
        assertThat(json(docker.path("hostConfig").asText())).isEqualTo(json("""
                {"Privileged":false,"ReadonlyRootfs":true,"Dns":["10.0.0.2"],"DnsSearch":["internal"],
                 "ExtraHosts":["db:10.0.0.3"],"SecurityOpt":["no-new-privileges"],
                 "Ulimits":[{"Name":"nofile","Soft":100,"Hard":200}],"Sysctls":{"net.core.somaxconn":"99"},
                 "CapAdd":["NET_ADMIN"],"CapDrop":["MKNOD"],
                 "Devices":[{"PathOnHost":"/dev/zero","PathInContainer":"/dev/nil","CgroupPermissions":"r"}],
                 "Init":true,"ShmSize":16777216,"Tmpfs":{"/t":"size=4m,noexec"},
                 "MemorySwap":100663296,"MemorySwappiness":10,
                 "LogConfig":{"Type":"awslogs","Config":{"awslogs-group":"/ecs/w","awslogs-region":"us-east-1",
                  "awslogs-stream":"app/web/%s","awslogs-create-group":"true","awslogs-datetime-format":"%%Y",
                  "mode":"non-blocking","max-buffer-size":"4m"}}}
                """.formatted(id)));

        ObjectNode data = named(containers, "data");
        assertThat(json(data.path("dockerConfig").path("hostConfig").asText())).isEqualTo(json("""
                {"MemoryReservation":8388608,"LogConfig":{"Type":"syslog","Config":{
                 "syslog-address":"udp://127.0.0.1:514","mode":"non-blocking","max-buffer-size":"10m"}}}
                """));
        assertThat(data.path("essential").isBoolean() && !data.path("essential").asBoolean())
                .isTrue();
        assertThat(data.path("mountPoints")).isEqualTo(RecordedAgent.json("""
                [{"sourceVolume":"scratch","containerPath":"/s","readOnly":false},
                 {"sourceVolume":"etc","containerPath":"/e","readOnly":true}]
                """));
        assertThat(Stream.of("secrets", "registryAuthentication", "firelensConfiguration", "environmentFiles"))
                .as("what is refused at registration, and would make the agent wait for a role")
                .noneMatch(web::has);
        assertThat(Stream.of("associations", "attachments", "proxyConfiguration", "elasticNetworkInterfaces"))
                .noneMatch(task::has);
        agent.close();
    }

    private static ObjectNode named(JsonNode containers, String name) {
        for (JsonNode container : containers) {
            if (container.path("name").asText().equals(name)) {
                return container.deepCopy();
            }
        }
        throw new AssertionError("no container " + name + " in " + containers);
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) RecordedAgent.json(text);
    }
}
