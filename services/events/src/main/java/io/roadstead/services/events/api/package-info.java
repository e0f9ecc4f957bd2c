/** CloudTrail's operations: requests become look-ups in the trail, entries become events. */
package io.roadstead.services.events.api;
