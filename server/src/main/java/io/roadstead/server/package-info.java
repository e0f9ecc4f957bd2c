/** The control plane wired together, by constructors, in one place. */
package io.roadstead.server;
