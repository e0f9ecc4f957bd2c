/**
 * The one road to change state: changes queued per cluster, applied to a draft, committed in guarded batches, and
 * answered once the index shows them.
 */
package io.roadstead.control.write;
