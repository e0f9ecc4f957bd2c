/**
 * The shell around core: it turns API calls, agents' reports and ticks of time into guarded transactions on the Store,
 * and the Store's changes into answers and messages.
 */
package io.roadstead.control;
