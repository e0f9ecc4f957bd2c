/** Findings as JSON, for programs. */
package io.roadstead.doctor.report;
