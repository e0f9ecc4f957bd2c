/** What Roadstead tells the event bus, before anybody writes it as JSON. Source: ecs-behaviour 8. */
package io.roadstead.core.event;
