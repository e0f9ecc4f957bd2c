/**
 * What may follow what: the transitions of tasks, containers and container instances as tables, and the rules by which
 * agents' reports, stops and health news move a task. Observed only moves forward.
 */
package io.roadstead.core.lifecycle;
