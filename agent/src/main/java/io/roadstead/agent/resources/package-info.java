/**
 * What tasks need from elsewhere before their containers are made: fetched at this edge with the execution role's
 * credentials, kept in memory until the containers run, laid into them when they are created. Nothing of it is written
 * down or logged.
 *
 * <p>Source: ecs-behaviour 10.1, 10.2; agent-protocol 2.8, 2.11.
 */
package io.roadstead.agent.resources;
