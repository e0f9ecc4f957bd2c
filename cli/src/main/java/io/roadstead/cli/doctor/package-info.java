/** What {@code roadstead doctor} prints. */
package io.roadstead.cli.doctor;
