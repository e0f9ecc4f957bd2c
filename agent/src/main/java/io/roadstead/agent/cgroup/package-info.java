/** The kernel's control groups, as files: limits of whole tasks, and what they use. */
package io.roadstead.agent.cgroup;
