/**
 * What may be registered as a task definition and what may be asked with one: drafts as raw clients send them go in,
 * complete records with ECS's defaults come out, or the first rule that is broken is thrown as
 * {@link io.roadstead.core.Rejected}.
 */
package io.roadstead.core.definition;
