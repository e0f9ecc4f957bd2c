package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.DefinitionFact;
import io.roadstead.doctor.facts.InstanceFact;
import io.roadstead.doctor.facts.ServiceFact;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What an instance lacks for a task, by the numbers that DescribeContainerInstances tells. */
final class Fits {
    private static final String DISTINCT = "distinctInstance";

    private Fits() {}

    /** One clause for each thing; none when nothing that can be seen from outside is against it. */
    static List<String> lacking(
            DefinitionFact definition, ServiceFact service, InstanceFact instance, ClusterFacts facts) {
        List<String> lacking = lacking(definition, instance, facts);
        for (String constraint : service.constraints()) {
            if (!constraint.equals(DISTINCT) && !Membership.holds(constraint, instance, facts)) {
                lacking.add("the service's memberOf does not hold: " + constraint);
            }
            if (constraint.equals(DISTINCT)
                    && facts.tasksOn(instance).stream()
                            .anyMatch(task -> task.service().equals(service.name()))) {
                lacking.add("distinctInstance: a task of the service is there already");
            }
        }
        return lacking;
    }

    /** The same of a task that belongs to no service. */
    static List<String> lacking(DefinitionFact definition, InstanceFact instance, ClusterFacts facts) {
        List<String> lacking = new ArrayList<>();
        if (!instance.status().equals("ACTIVE")) {
            lacking.add("its status is " + instance.status());
        }
        if (!instance.agentConnected()) {
            lacking.add("its agent is not connected");
        }
        if (instance.remaining().cpu() < definition.wantedCpu()) {
            lacking.add("CPU units: " + definition.wantedCpu() + " wanted, "
                    + instance.remaining().cpu() + " free of "
                    + instance.registered().cpu());
        }
        if (instance.remaining().memory() < definition.wantedMemory()) {
            lacking.add("MiB of memory: " + definition.wantedMemory() + " wanted, "
                    + instance.remaining().memory() + " free of "
                    + instance.registered().memory());
        }
        taken(
                lacking,
                "tcp",
                definition.wantedPorts("tcp"),
                instance.remaining().ports(),
                instance,
                facts);
        taken(
                lacking,
                "udp",
                definition.wantedPorts("udp"),
                instance.remaining().portsUdp(),
                instance,
                facts);
        for (String attribute : definition.requiresAttributes()) {
            if (!instance.attributes().containsKey(attribute)) {
                lacking.add("attribute " + attribute + " is required and not there");
            }
        }
        for (String expression : definition.constraints()) {
            if (!Membership.holds(expression, instance, facts)) {
                lacking.add("the definition's memberOf does not hold: " + expression);
            }
        }
        return lacking;
    }

    private static void taken(
            List<String> lacking,
            String protocol,
            List<String> wanted,
            List<String> taken,
            InstanceFact instance,
            ClusterFacts facts) {
        for (String port : wanted) {
            if (taken.contains(port)) {
                lacking.add(protocol + " port " + port + " is taken" + holders(port, protocol, instance, facts));
            }
        }
    }

    /** The tasks there whose definitions want that port. */
    private static String holders(String port, String protocol, InstanceFact instance, ClusterFacts facts) {
        String holders = facts.tasksOn(instance).stream()
                .filter(task -> {
                    DefinitionFact definition = facts.definitions().get(task.definitionArn());
                    return definition != null
                            && definition.wantedPorts(protocol).contains(port);
                })
                .map(task -> "task " + task.id() + " of " + task.group())
                .collect(Collectors.joining(", "));
        return holders.isEmpty() ? "" : " by " + holders;
    }
}
