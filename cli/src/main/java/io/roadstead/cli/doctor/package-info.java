/** What {@code roadstead doctor} prints, and the rules of IAM that it lends the doctor. */
package io.roadstead.cli.doctor;
