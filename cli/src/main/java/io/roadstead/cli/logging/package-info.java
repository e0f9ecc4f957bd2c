/** How a server's log looks and how much of it is kept. */
package io.roadstead.cli.logging;
