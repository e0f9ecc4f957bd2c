package io.roadstead.cli;

import io.roadstead.cli.terminal.Terminal;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * What a command has around it.
 *
 * @param launcher the {@code roadstead} script, to start a server in the background with
 */
record Session(Terminal terminal, Map<String, String> environment, Clock clock, Path launcher) {}
