/**
 * Where a task may run and where it runs best: the cluster query language, the hard rules that refuse an instance and
 * say why, and the strategies that choose among those left.
 *
 * <p>{@link io.roadstead.core.placement.Placer} decides; it reads a {@link io.roadstead.core.placement.Fleet}, the
 * instances of one cluster as primitive columns. Source: ecs-behaviour 5.
 */
package io.roadstead.core.placement;
