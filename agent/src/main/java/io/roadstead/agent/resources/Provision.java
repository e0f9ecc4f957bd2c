package io.roadstead.agent.resources;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What was fetched for one container. It prints names and no values.
 *
 * @param secrets variables that win over all others of their name. Source: ecs-behaviour 10.1
 * @param defaults variables for which nothing else gives a value, as environment files do
 * @param logOptions options of the log driver
 */
public record Provision(Map<String, String> secrets, Map<String, String> defaults, Map<String, String> logOptions) {
    public static final Provision NONE = new Provision(Map.of(), Map.of(), Map.of());

    public Provision {
        secrets = Map.copyOf(secrets);
        defaults = Map.copyOf(defaults);
        logOptions = Map.copyOf(logOptions);
    }

    /** Variables for which nothing else gives a value. */
    public static Provision defaults(Map<String, String> variables) {
        return new Provision(Map.of(), variables, Map.of());
    }

    @Override
    public String toString() {
        return "Provision[secrets " + names(secrets) + ", defaults " + names(defaults) + ", logOptions "
                + names(logOptions) + "]";
    }

    private static Set<String> names(Map<String, String> values) {
        return new TreeSet<>(values.keySet());
    }
}
