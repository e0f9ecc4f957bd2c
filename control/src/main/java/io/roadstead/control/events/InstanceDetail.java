package io.roadstead.control.events;

import static io.roadstead.control.events.EventJson.instant;
import static io.roadstead.control.events.EventJson.text;
import static io.roadstead.control.events.EventJson.texts;

import com.fasterxml.jackson.core.JsonGenerator;
import io.roadstead.core.event.Occurrence;
import io.roadstead.core.model.AgentConnection;
import io.roadstead.core.model.Allocation;
import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.Claim;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Resources;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The detail of {@code ECS Container Instance State Change}. Source: ecs-behaviour 8.3. */
final class InstanceDetail {
    private InstanceDetail() {}

    static void write(JsonGenerator json, Occurrence.OfInstance occurrence, Instant updatedAt) throws IOException {
        ContainerInstance instance = occurrence.instance();
        AgentConnection connection = occurrence.connection();
        json.writeBooleanField("agentConnected", connection != null && connection.connected());
        List<Attribute> attributes = new ArrayList<>(instance.attributes());
        attributes.addAll(instance.customAttributes());
        TaskDetail.attributes(json, attributes);
        text(json, "clusterArn", instance.scope().arn("cluster/" + instance.cluster()));
        text(json, "containerInstanceArn", instance.arn());
        text(json, "ec2InstanceId", instance.ec2InstanceId());
        resources(json, "registeredResources", instance.registered());
        resources(json, "remainingResources", remaining(instance.registered(), occurrence.allocation()));
        text(json, "status", instance.status().name());
        instant(json, "updatedAt", updatedAt);
        json.writeNumberField("version", occurrence.version());
        json.writeObjectFieldStart("versionInfo");
        if (connection != null) {
            text(json, "agentHash", connection.agentHash());
            text(json, "agentVersion", connection.agentVersion());
            text(json, "dockerVersion", connection.dockerVersion());
        }
        json.writeEndObject();
    }

    private static Resources remaining(Resources registered, @Nullable Allocation allocation) {
        int cpu = registered.cpu();
        int memory = registered.memory();
        Set<Integer> tcp = new HashSet<>(registered.tcpPorts());
        Set<Integer> udp = new HashSet<>(registered.udpPorts());
        if (allocation != null) {
            for (Claim claim : allocation.claims().values()) {
                cpu -= claim.cpu();
                memory -= claim.memory();
                tcp.addAll(claim.tcpPorts());
                udp.addAll(claim.udpPorts());
            }
        }
        return new Resources(cpu, memory, tcp, udp);
    }

    private static void resources(JsonGenerator json, String name, Resources resources) throws IOException {
        json.writeArrayFieldStart(name);
        number(json, "CPU", resources.cpu());
        number(json, "MEMORY", resources.memory());
        ports(json, "PORTS", resources.tcpPorts());
        ports(json, "PORTS_UDP", resources.udpPorts());
        json.writeEndArray();
    }

    private static void number(JsonGenerator json, String name, int value) throws IOException {
        json.writeStartObject();
        text(json, "name", name);
        text(json, "type", "INTEGER");
        json.writeNumberField("integerValue", value);
        json.writeEndObject();
    }

    private static void ports(JsonGenerator json, String name, Set<Integer> ports) throws IOException {
        json.writeStartObject();
        text(json, "name", name);
        text(json, "type", "STRINGSET");
        texts(
                json,
                "stringSetValue",
                new TreeSet<>(ports).stream().map(String::valueOf).toList());
        json.writeEndObject();
    }
}
