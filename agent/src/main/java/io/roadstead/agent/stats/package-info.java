/**
 * What containers use, read from the kernel's own files: cgroups, versions 1 and 2, and {@code /proc}. Docker is asked
 * once for each container, for its first process, and never for its stats.
 */
package io.roadstead.agent.stats;
