/**
 * Looks at what runs on this very host: connections to the ports that its tasks publish, and what the instance metadata
 * service answers from within their networks.
 */
package io.roadstead.doctor.live;
