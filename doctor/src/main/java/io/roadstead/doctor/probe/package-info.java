/** The probes: pure functions from what was seen to what is wrong. */
package io.roadstead.doctor.probe;
