/** What the AWS APIs told, as records: the only thing probes look at. */
package io.roadstead.doctor.facts;
