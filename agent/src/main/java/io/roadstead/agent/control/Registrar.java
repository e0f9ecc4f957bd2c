package io.roadstead.agent.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.agent.config.AgentConfig;
import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.Resources;
import io.roadstead.core.model.Tag;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the container instance, as often as it takes. Source: agent-protocol 1.3 to 1.7. */
public final class Registrar {
    private static final Logger log = LoggerFactory.getLogger(Registrar.class);

    private final ControlApi api;
    private final AgentConfig config;

    /**
     * A container instance.
     *
     * @param availabilityZone as the control plane has it, absent when it names none. Source: agent-protocol 1.6
     */
    public record Registered(String arn, @Nullable String availabilityZone) {}

    /** Registration that will never succeed as things are: the agent ends, and the message says why. */
    public static final class RefusedException extends Exception {
        RefusedException(String message) {
            super(message);
        }
    }

    public Registrar(ControlApi api, AgentConfig config) {
        this.api = api;
        this.config = config;
    }

    /**
     * Registers, waiting for a control plane that is away.
     *
     * @param knownArn what a former registration got; absent for a new instance
     * @throws RefusedException when the control plane says no for good
     */
    public Registered register(@Nullable String knownArn, Resources resources, List<Attribute> attributes)
            throws RefusedException, InterruptedException {
        ObjectNode input = input(knownArn, resources, attributes);
        boolean made = false;
        for (int tries = 0; ; tries++) {
            try {
                JsonNode answer = api.call("RegisterContainerInstance", input).path("containerInstance");
                requireEchoed(attributes, answer);
                String arn = answer.path("containerInstanceArn").asText();
                if (arn.isEmpty()) {
                    throw new RefusedException(
                            "The control plane's answer to the registration names no containerInstanceArn.");
                }
                return new Registered(arn, zone(answer));
            } catch (ApiFault fault) {
                if (!made
                        && fault.errorType().equals("ClusterNotFoundException")
                        && config.cluster().equals("default")) {
                    made = createDefault();
                    continue;
                }
                if (!fault.passing()) {
                    throw new RefusedException("The control plane at " + config.server()
                            + " does not take this host as a container instance of cluster " + config.cluster() + ": "
                            + fault.errorType() + ": " + fault.getMessage());
                }
                Duration pause = Backoff.REGISTRATION.pause(tries, ThreadLocalRandom.current()::nextDouble);
                log.warn("Not registered yet: {}; trying again in {} ms", fault.getMessage(), pause.toMillis());
                Thread.sleep(pause);
            }
        }
    }

    private static @Nullable String zone(JsonNode answer) {
        for (JsonNode attribute : answer.path("attributes")) {
            if (attribute.path("name").asText().equals("ecs.availability-zone")) {
                return attribute.path("value").asText(null);
            }
        }
        return null;
    }

    private boolean createDefault() throws InterruptedException {
        try {
            api.call("CreateCluster", ControlApi.input().put("clusterName", "default"));
        } catch (ApiFault fault) {
            log.warn("Cluster default is not there and cannot be made: {}", fault.getMessage());
        }
        return true;
    }

    private ObjectNode input(@Nullable String knownArn, Resources resources, List<Attribute> attributes) {
        ObjectNode input = ControlApi.input()
                .put("cluster", config.cluster())
                .put("clientToken", UUID.randomUUID().toString())
                .put("instanceIdentityDocument", "")
                .put("instanceIdentityDocumentSignature", "");
        if (knownArn != null) {
            input.put("containerInstanceArn", knownArn);
        }
        ArrayNode told = input.putArray("attributes");
        for (Attribute attribute : attributes) {
            ObjectNode one = told.addObject().put("name", attribute.name());
            if (attribute.value() != null) {
                one.put("value", attribute.value());
            }
        }
        ArrayNode totals = input.putArray("totalResources");
        totals.addObject().put("name", "CPU").put("type", "INTEGER").put("integerValue", resources.cpu());
        totals.addObject().put("name", "MEMORY").put("type", "INTEGER").put("integerValue", resources.memory());
        ports(totals, "PORTS", resources.tcpPorts());
        ports(totals, "PORTS_UDP", resources.udpPorts());
        if (!config.instanceTags().isEmpty()) {
            ArrayNode tags = input.putArray("tags");
            for (Tag tag : config.instanceTags()) {
                tags.addObject().put("key", tag.key()).put("value", tag.value());
            }
        }
        return input;
    }

    private static void ports(ArrayNode totals, String name, Set<Integer> ports) {
        ArrayNode set =
                totals.addObject().put("name", name).put("type", "STRINGSET").putArray("stringSetValue");
        new TreeSet<>(ports).forEach(port -> set.add(port.toString()));
    }

    /** A control plane that forgets an attribute's value would place tasks wrongly. Source: agent-protocol 1.6. */
    private static void requireEchoed(List<Attribute> sent, JsonNode answer) throws RefusedException {
        Map<String, String> echoed = new HashMap<>();
        answer.path("attributes")
                .forEach(one ->
                        echoed.put(one.path("name").asText(), one.path("value").asText("")));
        for (Attribute attribute : sent) {
            String value = Objects.requireNonNullElse(attribute.value(), "");
            if (!value.isEmpty() && !value.equals(echoed.get(attribute.name()))) {
                throw new RefusedException("The control plane did not take the attribute " + attribute.name() + " = "
                        + value + ": it answered " + echoed.get(attribute.name()));
            }
        }
    }
}
