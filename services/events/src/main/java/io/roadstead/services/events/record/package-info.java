/** From an observed call to what is recorded of it: who, what, and nothing secret; off the thread that answers. */
package io.roadstead.services.events.record;
