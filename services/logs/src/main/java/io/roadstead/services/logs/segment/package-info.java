/**
 * Log events on disk: append-only segments for each stream, an index of time ranges, and reading in order of time.
 * What was acknowledged is on the disk; what can be read is too.
 */
package io.roadstead.services.logs.segment;
