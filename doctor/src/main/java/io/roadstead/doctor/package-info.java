/** The doctor: collects what the AWS APIs tell of a cluster, lets the probes look at it, and orders what they found. */
package io.roadstead.doctor;
