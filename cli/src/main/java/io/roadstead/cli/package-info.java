/**
 * The commands behind {@code ./roadstead}. Each command class reads its options and says what happens; the work lies in
 * {@link io.roadstead.cli.host}, {@link io.roadstead.wire.client} and the server and agent they start.
 */
package io.roadstead.cli;
