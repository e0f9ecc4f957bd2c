/** Gathers what somebody who cannot log in to this host needs to see of its agent, without what must stay here. */
package io.roadstead.cli.collect;
