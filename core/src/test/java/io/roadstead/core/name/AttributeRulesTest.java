package io.roadstead.core.name;

import static io.roadstead.core.Rejections.assertInvalidParameter;
import static io.roadstead.core.Rejections.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.Rejection;
import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Resources;
import io.roadstead.core.model.Scope;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttributeRulesTest {
    private static final Scope SCOPE = new Scope("123456789012", "us-east-1");
    private static final String ID = "41a16cac43b14382bc4eec8d50ec5cce";

    @Test
    void anAttributeIsReadWithItsTarget() {
        assertThat(put(draft("stack", "prod", "container-instance", ID)))
                .containsExactly(
                        new AttributeRules.Targeted(new InstanceRef("default", ID), new Attribute("stack", "prod")));
        assertThat(put(draft("gpu", null, null, "arn:aws:ecs:us-east-1:123456789012:container-instance/default/" + ID)))
                .containsExactly(
                        new AttributeRules.Targeted(new InstanceRef("default", ID), new Attribute("gpu", null)));
    }

    @Test
    void attributesAreNeeded() {
        assertInvalidParameter(
                "attributes can not be empty", () -> AttributeRules.readPut(List.of(), SCOPE, "default"));
        assertInvalidParameter("attributes value is required", () -> AttributeRules.readDelete(null, SCOPE, "default"));
    }

    @Test
    void onlyContainerInstancesCarryAttributes() {
        assertInvalidParameter(
                "targetType must be container-instance", () -> put(draft("stack", "prod", "service", ID)));
        assertInvalidParameter("targetId can not be empty", () -> put(draft("stack", "prod", null, null)));
    }

    @Test
    void aTargetNobodyKnowsIsNamed() {
        assertThat(AttributeRules.targetNotFound(ID).rejection())
                .isEqualTo(new Rejection("TargetNotFoundException", "Could not find " + ID));
    }

    @Test
    void aCallHasAtMostTenAttributes() {
        List<AttributeRules.Draft> eleven = Collections.nCopies(11, draft("stack", "prod", null, ID));
        assertInvalidParameter(
                "attributes can have at most 10 items.", () -> AttributeRules.readPut(eleven, SCOPE, "default"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:b", "ä"})
    void aNameThatCannotBeOneIsRefused(String name) {
        assertInvalidParameter(
                "Attribute name '" + name + "' is invalid. Use 1 to 128 letters, digits and the characters _ . / \\ -",
                () -> put(draft(name, "x", null, ID)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " x", "x ", "a;b"})
    void aValueThatCannotBeOneIsRefused(String value) {
        assertInvalidParameter(
                "Attribute value '" + value + "' of 'stack' is invalid. Use 1 to 128 letters, digits, the characters"
                        + " _ . / \\ - @ : and spaces inside.",
                () -> put(draft("stack", value, null, ID)));
    }

    @Test
    void aValueMayHaveSpacesInsideUpTo128Characters() {
        assertThat(put(draft("stack", "a b:c@d", null, ID))).hasSize(1);
        assertThat(put(draft("stack", "x".repeat(128), null, ID))).hasSize(1);
        assertThat(put(draft("s", "x", null, ID))).hasSize(1);
    }

    @Test
    void whatTheAgentSaysCannotBeOverwritten() {
        assertInvalidParameter(
                "Attribute name 'ecs.os-type' is reserved: names that start with 'ecs.' are set by the container"
                        + " agent. Use another name.",
                () -> put(draft("ecs.os-type", "linux", null, ID)));
    }

    @Test
    void puttingReplacesByNameAndTenIsTheLimit() {
        List<Attribute> ten = IntStream.range(0, 10)
                .mapToObj(i -> new Attribute("a" + i, "v"))
                .toList();
        ContainerInstance instance = instance(ten);
        assertThat(AttributeRules.put(instance, List.of(new Attribute("a0", "w"))))
                .hasSize(10)
                .first()
                .isEqualTo(new Attribute("a0", "w"));
        assertRejected(
                "AttributeLimitExceededException",
                "A container instance can have at most 10 custom attributes; " + instance.arn()
                        + " would have 11. Delete some first.",
                () -> AttributeRules.put(instance, List.of(new Attribute("new", null))));
    }

    @Test
    void deletingWithAValueDeletesOnlyThatValue() {
        ContainerInstance instance = instance(List.of(new Attribute("a", "1"), new Attribute("b", "2")));
        assertThat(AttributeRules.delete(instance, List.of(new Attribute("a", "9"), new Attribute("b", "2"))))
                .containsExactly(new Attribute("a", "1"));
        assertThat(AttributeRules.delete(instance, List.of(new Attribute("a", null), new Attribute("z", null))))
                .containsExactly(new Attribute("b", "2"));
    }

    private static List<AttributeRules.Targeted> put(AttributeRules.Draft draft) {
        return AttributeRules.readPut(List.of(draft), SCOPE, "default");
    }

    private static AttributeRules.Draft draft(
            @Nullable String name, @Nullable String value, @Nullable String type, @Nullable String id) {
        return new AttributeRules.Draft(name, value, type, id);
    }

    private static ContainerInstance instance(List<Attribute> custom) {
        return new ContainerInstance(
                SCOPE,
                "default",
                ID,
                null,
                ContainerInstance.Status.ACTIVE,
                new Resources(1024, 1024, Set.of(), Set.of()),
                List.of(),
                custom,
                List.of(),
                Instant.EPOCH,
                null,
                1);
    }
}
