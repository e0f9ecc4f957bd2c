/**
 * The ECS API: one class per group of operations. Here requests become changes and records become answers; the rules
 * themselves are in core.
 */
package io.roadstead.control.api;
