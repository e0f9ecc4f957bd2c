/** What people see: aligned lines, durations, colour and progress where there is a terminal to show them on. */
package io.roadstead.cli.terminal;
