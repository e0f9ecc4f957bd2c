/**
 * The agent protocol's messages as records, and their codecs: ACS, over which a control plane tells an agent what to
 * run, and TCS, over which an agent tells of health and metrics.
 *
 * <p>One frame is one JSON object {@code {"type": ..., "message": {...}}}. Written names are in camel case and absent
 * when there is nothing to say; read names are matched without regard to case, and unknown ones are ignored, as the
 * unmodified agent does. A frame lacking what its kind cannot do without is a {@link
 * io.roadstead.wire.agent.FrameException}; a type not known here is a case of its own.
 *
 * <p>Source: agent-protocol 2.2, 2.5 to 2.12 and 4.
 */
package io.roadstead.wire.agent;
