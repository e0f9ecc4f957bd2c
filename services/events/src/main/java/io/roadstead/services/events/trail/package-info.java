/** Recorded calls on disk: in blocks, which are what is made last at once, in segment files, of which the oldest go. */
package io.roadstead.services.events.trail;
