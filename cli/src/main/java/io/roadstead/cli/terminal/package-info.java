/** What people see: aligned lines, durations, colour and progress where there is a terminal, and pictures that fill it. */
package io.roadstead.cli.terminal;
