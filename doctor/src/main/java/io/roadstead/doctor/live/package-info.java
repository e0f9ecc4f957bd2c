/** Looks at what runs on this very host: connections to the ports that its tasks publish. */
package io.roadstead.doctor.live;
