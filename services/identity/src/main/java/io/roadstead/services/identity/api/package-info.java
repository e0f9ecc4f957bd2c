/** IAM and STS as clients see them: their operations, their limits and their words. */
package io.roadstead.services.identity.api;
