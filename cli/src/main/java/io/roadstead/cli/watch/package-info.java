/** A cluster on a terminal, live: what is looked at, the picture of it as a pure function, and the loop that shows it. */
package io.roadstead.cli.watch;
