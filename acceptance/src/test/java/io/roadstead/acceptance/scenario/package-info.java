/**
 * The doctor at work: each test breaks something for real, reads ECS's words, lets the doctor name the cause, applies
 * the fix it printed by its own command, and waits until nothing is wrong any more.
 */
package io.roadstead.acceptance.scenario;
