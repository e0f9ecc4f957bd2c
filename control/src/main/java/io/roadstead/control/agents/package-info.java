/** What agents' sessions read and write: the gateway's ports, over the index and the writers. */
package io.roadstead.control.agents;
