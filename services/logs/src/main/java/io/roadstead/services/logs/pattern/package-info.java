/** The filter patterns of CloudWatch Logs: read once, asked of each message. Pure. */
package io.roadstead.services.logs.pattern;
