/**
 * Names and references as callers write them: what a name may hold, and how a short name, an id or a full ARN becomes a
 * small record. A text that breaks a rule is answered with {@link io.roadstead.core.Rejected}.
 */
package io.roadstead.core.name;
