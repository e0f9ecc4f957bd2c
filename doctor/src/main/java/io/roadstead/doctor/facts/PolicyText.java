package io.roadstead.doctor.facts;

/**
 * A policy as IAM tells it.
 *
 * @param name a managed policy's ARN, else {@code NAME of role ROLE}
 * @param document its JSON
 */
public record PolicyText(String name, String document) {}
