/**
 * What the orchestrator knows, as immutable records in ECS's own words. Desired and observed never share a record, and
 * every record says who writes it. Lists and sets are unmodifiable and keep their order.
 */
package io.roadstead.core.model;
