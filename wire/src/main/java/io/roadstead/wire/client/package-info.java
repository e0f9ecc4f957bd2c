/** A small signed client for the API of a running control plane: JSON trees in, JSON trees out. */
package io.roadstead.wire.client;
