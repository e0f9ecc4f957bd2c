package io.roadstead.core.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A host that joined a cluster. Written by the API alone: registration, attributes, draining, deregistration. Whether
 * its agent is connected is an {@link AgentConnection}, what its tasks hold is its {@link Allocation}.
 *
 * @param id 32 hexadecimal digits, the last part of the ARN
 * @param ec2InstanceId absent for a host that is not an EC2 instance
 * @param attributes what the agent and the control plane say of it, built-in ones included
 * @param customAttributes what operators put, at most 10
 * @param deregisteredAt present exactly when INACTIVE
 */
public record ContainerInstance(
        Scope scope,
        String cluster,
        String id,
        @Nullable String ec2InstanceId,
        Status status,
        Resources registered,
        List<Attribute> attributes,
        List<Attribute> customAttributes,
        List<Tag> tags,
        Instant registeredAt,
        @Nullable Instant deregisteredAt,
        int version) {
    /** ECS's states of an instance that Roadstead can be in. */
    public enum Status {
        ACTIVE,
        DRAINING,
        INACTIVE
    }

    public ContainerInstance {
        attributes = List.copyOf(attributes);
        customAttributes = List.copyOf(customAttributes);
        tags = List.copyOf(tags);
    }

    public String arn() {
        return scope.arn("container-instance/" + cluster + "/" + id);
    }

    /** The zone a task placed here runs in. */
    public String availabilityZone() {
        for (Attribute attribute : attributes) {
            if (attribute.name().equals("ecs.availability-zone") && attribute.value() != null) {
                return attribute.value();
            }
        }
        return scope.region() + "a";
    }

    public ContainerInstance withStatus(Status newStatus) {
        return new ContainerInstance(
                scope,
                cluster,
                id,
                ec2InstanceId,
                newStatus,
                registered,
                attributes,
                customAttributes,
                tags,
                registeredAt,
                deregisteredAt,
                version + 1);
    }

    /** The same instance, gone for good; kept for a while so that it can still be described. */
    public ContainerInstance deregistered(Instant when) {
        return new ContainerInstance(
                scope,
                cluster,
                id,
                ec2InstanceId,
                Status.INACTIVE,
                registered,
                attributes,
                customAttributes,
                tags,
                registeredAt,
                when,
                version + 1);
    }

    public ContainerInstance withCustomAttributes(List<Attribute> newCustomAttributes) {
        return new ContainerInstance(
                scope,
                cluster,
                id,
                ec2InstanceId,
                status,
                registered,
                attributes,
                newCustomAttributes,
                tags,
                registeredAt,
                deregisteredAt,
                version + 1);
    }

    public ContainerInstance withTags(List<Tag> newTags) {
        return new ContainerInstance(
                scope,
                cluster,
                id,
                ec2InstanceId,
                status,
                registered,
                attributes,
                customAttributes,
                newTags,
                registeredAt,
                deregisteredAt,
                version);
    }

    /** The same instance after its agent registered again. */
    public ContainerInstance reregistered(Resources newRegistered, List<Attribute> newAttributes) {
        return new ContainerInstance(
                scope,
                cluster,
                id,
                ec2InstanceId,
                status,
                newRegistered,
                newAttributes,
                customAttributes,
                tags,
                registeredAt,
                deregisteredAt,
                version + 1);
    }
}
