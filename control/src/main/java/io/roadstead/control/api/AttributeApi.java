package io.roadstead.control.api;

import io.roadstead.control.index.Keys;
import io.roadstead.control.write.Draft;
import io.roadstead.control.write.Writers;
import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.Cluster;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Scope;
import io.roadstead.core.name.AttributeRules;
import io.roadstead.core.name.AttributeRules.Targeted;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ecs.model.DeleteAttributesRequest;
import software.amazon.awssdk.services.ecs.model.DeleteAttributesResponse;
import software.amazon.awssdk.services.ecs.model.ListAttributesRequest;
import software.amazon.awssdk.services.ecs.model.ListAttributesResponse;
import software.amazon.awssdk.services.ecs.model.PutAttributesRequest;
import software.amazon.awssdk.services.ecs.model.PutAttributesResponse;

/** PutAttributes, DeleteAttributes, ListAttributes. Source: ecs-behaviour 1.5, 2.3. */
final class AttributeApi {
    private static final String TARGET_TYPE = "container-instance";

    private final Writers writers;
    private final Lookup lookup;

    AttributeApi(Writers writers, Lookup lookup) {
        this.writers = writers;
        this.lookup = lookup;
    }

    PutAttributesResponse put(Caller caller, PutAttributesRequest request) {
        Cluster cluster = lookup.existing(caller.scope(), request.cluster());
        List<Targeted> wanted = AttributeRules.readPut(drafts(request.attributes()), caller.scope(), cluster.name());
        change(cluster, wanted, AttributeRules::put);
        return PutAttributesResponse.builder()
                .attributes(told(wanted, caller.scope()))
                .build();
    }

    DeleteAttributesResponse delete(Caller caller, DeleteAttributesRequest request) {
        Cluster cluster = lookup.existing(caller.scope(), request.cluster());
        List<Targeted> unwanted =
                AttributeRules.readDelete(drafts(request.attributes()), caller.scope(), cluster.name());
        change(cluster, unwanted, AttributeRules::delete);
        return DeleteAttributesResponse.builder()
                .attributes(told(unwanted, caller.scope()))
                .build();
    }

    ListAttributesResponse list(Caller caller, ListAttributesRequest request) {
        if (!TARGET_TYPE.equals(request.targetTypeAsString())) {
            throw AwsException.invalidParameter("targetType must be " + TARGET_TYPE);
        }
        Cluster cluster = lookup.existing(caller.scope(), request.cluster());
        List<Found> found = lookup.instances(cluster).stream()
                .filter(instance -> instance.status() != ContainerInstance.Status.INACTIVE)
                .flatMap(instance -> Stream.concat(instance.attributes().stream(), instance.customAttributes().stream())
                        .filter(attribute -> request.attributeName() == null
                                || request.attributeName().equals(attribute.name()))
                        .filter(attribute -> request.attributeValue() == null
                                || request.attributeValue().equals(attribute.value()))
                        .map(attribute -> new Found(instance, attribute)))
                .sorted(java.util.Comparator.comparing(Found::name))
                .toList();
        Pages.Cut<Found> page = Pages.cut(found, Found::name, request.nextToken(), request.maxResults());
        return ListAttributesResponse.builder()
                .attributes(page.items().stream()
                        .map(each -> AttributeShapes.on(
                                each.attribute(), each.instance().arn()))
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    private record Found(ContainerInstance instance, Attribute attribute) {
        String name() {
            return instance.id() + " " + attribute.name();
        }
    }

    /** All targets or none: one transaction. */
    private void change(
            Cluster cluster, List<Targeted> all, BiFunction<ContainerInstance, List<Attribute>, List<Attribute>> rule) {
        Map<String, List<Attribute>> byInstance = new LinkedHashMap<>();
        for (Targeted each : all) {
            byInstance
                    .computeIfAbsent(each.target().id(), id -> new ArrayList<>())
                    .add(each.attribute());
        }
        writers.ofCluster(cluster.scope(), cluster.name()).submit(draft -> {
            byInstance.forEach((id, attributes) -> change(draft, cluster, id, attributes, rule));
            return byInstance.size();
        });
    }

    private static void change(
            Draft draft,
            Cluster cluster,
            String id,
            List<Attribute> attributes,
            BiFunction<ContainerInstance, List<Attribute>, List<Attribute>> rule) {
        ContainerInstance instance = draft.read(
                        Keys.containerInstance(cluster.scope(), cluster.name(), id), ContainerInstance.class)
                .filter(known -> known.status() != ContainerInstance.Status.INACTIVE)
                .orElseThrow(() -> AttributeRules.targetNotFound(id));
        draft.put(
                Keys.containerInstance(cluster.scope(), cluster.name(), id),
                instance.withCustomAttributes(rule.apply(instance, attributes)));
    }

    private static List<AttributeRules.Draft> drafts(List<software.amazon.awssdk.services.ecs.model.Attribute> shapes) {
        return shapes.stream()
                .map(shape -> new AttributeRules.Draft(
                        shape.name(), shape.value(), shape.targetTypeAsString(), shape.targetId()))
                .toList();
    }

    private static List<software.amazon.awssdk.services.ecs.model.Attribute> told(
            List<Targeted> attributes, Scope scope) {
        return attributes.stream()
                .map(each -> AttributeShapes.on(
                        each.attribute(),
                        scope.arn("container-instance/" + each.target().cluster() + "/"
                                + each.target().id())))
                .toList();
    }
}
