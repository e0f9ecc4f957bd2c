package io.roadstead.control.api;

import io.roadstead.core.model.Attribute;
import java.util.List;

/** Attributes to and from the wire. */
final class AttributeShapes {
    private AttributeShapes() {}

    static List<software.amazon.awssdk.services.ecs.model.Attribute> shapes(List<Attribute> attributes) {
        return attributes.stream().map(AttributeShapes::shape).toList();
    }

    static List<Attribute> records(List<software.amazon.awssdk.services.ecs.model.Attribute> shapes) {
        return shapes.stream()
                .map(shape -> new Attribute(shape.name() == null ? "" : shape.name(), shape.value()))
                .toList();
    }

    /** An attribute with the instance it stands on, as ListAttributes tells it. */
    static software.amazon.awssdk.services.ecs.model.Attribute on(Attribute attribute, String instanceArn) {
        return shape(attribute).toBuilder()
                .targetType("container-instance")
                .targetId(instanceArn)
                .build();
    }

    private static software.amazon.awssdk.services.ecs.model.Attribute shape(Attribute attribute) {
        return software.amazon.awssdk.services.ecs.model.Attribute.builder()
                .name(attribute.name())
                .value(attribute.value())
                .build();
    }
}
