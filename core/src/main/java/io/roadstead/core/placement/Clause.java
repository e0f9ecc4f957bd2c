package io.roadstead.core.placement;

import io.roadstead.core.model.Attribute;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A part of an {@link Expression}, as read. Negated operators are a {@link Not} around the plain one. */
sealed interface Clause {
    boolean matches(Subject subject);

    /** Whether the answer may change as tasks come and go. */
    boolean asksForTasks();

    record And(Clause left, Clause right) implements Clause {
        @Override
        public boolean matches(Subject subject) {
            return left.matches(subject) && right.matches(subject);
        }

        @Override
        public boolean asksForTasks() {
            return left.asksForTasks() || right.asksForTasks();
        }
    }

    record Or(Clause left, Clause right) implements Clause {
        @Override
        public boolean matches(Subject subject) {
            return left.matches(subject) || right.matches(subject);
        }

        @Override
        public boolean asksForTasks() {
            return left.asksForTasks() || right.asksForTasks();
        }
    }

    record Not(Clause inner) implements Clause {
        @Override
        public boolean matches(Subject subject) {
            return !inner.matches(subject);
        }

        @Override
        public boolean asksForTasks() {
            return inner.asksForTasks();
        }
    }

    /** Some value of the property equals one of the texts: {@code ==} has one text, {@code in} several. */
    record In(Property property, List<String> texts) implements Clause {
        public In {
            texts = List.copyOf(texts);
        }

        @Override
        public boolean matches(Subject subject) {
            for (String value : property.values(subject)) {
                if (texts.contains(value)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public boolean asksForTasks() {
            return property.asksForTasks();
        }
    }

    /** The pattern covers some value of the property from end to end. */
    record Matches(Property property, Regex pattern) implements Clause {
        @Override
        public boolean matches(Subject subject) {
            for (String value : property.values(subject)) {
                if (pattern.matches(value)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public boolean asksForTasks() {
            return property.asksForTasks();
        }
    }

    /** The property has a value, or is an attribute without one. */
    record Exists(Property property) implements Clause {
        @Override
        public boolean matches(Subject subject) {
            return !property.values(subject).isEmpty();
        }

        @Override
        public boolean asksForTasks() {
            return property.asksForTasks();
        }
    }

    /** Numbers where both are numbers, texts otherwise. */
    record AttributeOrder(String name, Order order, String bound) implements Clause {
        @Override
        public boolean matches(Subject subject) {
            Attribute attribute = subject.attribute(name);
            if (attribute == null || attribute.value() == null) {
                return false;
            }
            BigDecimal number = Numbers.read(attribute.value());
            BigDecimal limit = Numbers.read(bound);
            return order.holds(
                    number != null && limit != null
                            ? number.compareTo(limit)
                            : attribute.value().compareTo(bound));
        }

        @Override
        public boolean asksForTasks() {
            return false;
        }
    }

    record AgentVersionOrder(Order order, Version bound) implements Clause {
        @Override
        public boolean matches(Subject subject) {
            String version = subject.agentVersion();
            return version != null && order.holds(Version.of(version).compareTo(bound));
        }

        @Override
        public boolean asksForTasks() {
            return false;
        }
    }

    /** Compared in whole seconds, the finest that a date is usually written in, unless the bound has a fraction. */
    record RegisteredAtOrder(Order order, Instant bound) implements Clause {
        @Override
        public boolean matches(Subject subject) {
            Instant registered = subject.registeredAt();
            boolean wholeSeconds = bound.equals(bound.truncatedTo(ChronoUnit.SECONDS));
            return order.holds(
                    (wholeSeconds ? registered.truncatedTo(ChronoUnit.SECONDS) : registered).compareTo(bound));
        }

        @Override
        public boolean asksForTasks() {
            return false;
        }
    }

    record RunningTasksOrder(Order order, BigDecimal bound) implements Clause {
        @Override
        public boolean matches(Subject subject) {
            return order.holds(BigDecimal.valueOf(subject.runningTasksCount()).compareTo(bound));
        }

        @Override
        public boolean asksForTasks() {
            return true;
        }
    }

    /** A subject that is compared as text. */
    sealed interface Property {
        /** None, one, or for task groups several; an attribute without a value counts as the empty text. */
        Collection<String> values(Subject subject);

        default boolean asksForTasks() {
            return false;
        }
    }

    record AgentConnected() implements Property {
        @Override
        public Collection<String> values(Subject subject) {
            return List.of(String.valueOf(subject.agentConnected()));
        }
    }

    record Ec2InstanceId() implements Property {
        @Override
        public Collection<String> values(Subject subject) {
            return atMostOne(subject.ec2InstanceId());
        }
    }

    record AttributeNamed(String name) implements Property {
        @Override
        public Collection<String> values(Subject subject) {
            Attribute attribute = subject.attribute(name);
            return attribute == null ? Set.of() : List.of(attribute.value() == null ? "" : attribute.value());
        }
    }

    record TaskGroup() implements Property {
        @Override
        public Collection<String> values(Subject subject) {
            return subject.taskGroups();
        }

        @Override
        public boolean asksForTasks() {
            return true;
        }
    }

    /** What a comparison must say. */
    enum Order {
        EQUAL,
        GREATER,
        GREATER_EQUAL,
        LESS,
        LESS_EQUAL;

        boolean holds(int comparison) {
            return switch (this) {
                case EQUAL -> comparison == 0;
                case GREATER -> comparison > 0;
                case GREATER_EQUAL -> comparison >= 0;
                case LESS -> comparison < 0;
                case LESS_EQUAL -> comparison <= 0;
            };
        }
    }

    private static Collection<String> atMostOne(@Nullable String value) {
        return value == null ? Set.of() : List.of(value);
    }
}
