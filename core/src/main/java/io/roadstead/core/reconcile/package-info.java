/**
 * Pure functions from a view and an instant to a list of actions. The loop commits what they decide; they read no clock
 * and set no timer.
 */
package io.roadstead.core.reconcile;
