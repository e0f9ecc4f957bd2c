/**
 * What Roadstead tells the event bus, before anybody writes it as JSON: which change is an event, and what is told of
 * it. Source: ecs-behaviour 8.
 */
package io.roadstead.core.event;
