/**
 * REST services, of which S3 is one: requests told apart by method, path and query, whose bodies and answers may be longer
 * than memory, and payloads as AWS's clients send them, signed whole, chunk by chunk or not at all.
 */
package io.roadstead.wire.rest;
