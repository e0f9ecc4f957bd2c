/** CloudWatch Logs as clients see it: its operations, their limits and their words. */
package io.roadstead.services.logs.api;
