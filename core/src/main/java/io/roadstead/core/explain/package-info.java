/**
 * Why something is as it is: a task PENDING or STOPPED, a placement refused, a service's deployment held up or rolled
 * back. The same inputs and the same rules as the decisions; nothing here decides anything itself.
 */
package io.roadstead.core.explain;
