/** AWS Signature Version 4: verifying and making signatures of requests and of the agent's telemetry frames. */
package io.roadstead.wire.sigv4;
