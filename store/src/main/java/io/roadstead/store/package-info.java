/**
 * The Store contract: the only road to change state, and the only bus. See docs/architecture.md for the two walks
 * through it.
 */
package io.roadstead.store;
