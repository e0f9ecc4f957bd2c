/**
 * An instance metadata service for a host that has none, as EC2's: versions 1 and 2, identity document, placement and the
 * credentials of an instance profile.
 */
package io.roadstead.agent.imds;
