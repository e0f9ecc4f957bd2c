package io.roadstead.services.identity.policy;

/**
 * A policy as it takes part in a decision.
 *
 * @param name by which people know it: a managed policy's ARN or an inline policy's name and holder
 */
public record NamedPolicy(String name, PolicyKind kind, Policy policy) {}
