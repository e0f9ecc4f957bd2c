/**
 * Placement against the Store: the fleets that {@link io.roadstead.core.placement.Placer} looks at, kept row by row, and
 * the guard that makes over-capacity impossible.
 */
package io.roadstead.control.place;
