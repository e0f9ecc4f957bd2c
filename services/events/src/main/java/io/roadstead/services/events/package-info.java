/**
 * What happened, for who asks later or wants to be told: here CloudTrail, which records every API call of every service and
 * finds it again. See docs/cloudtrail.md.
 */
package io.roadstead.services.events;
