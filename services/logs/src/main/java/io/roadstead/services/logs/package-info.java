/**
 * CloudWatch Logs, the first of the services beside ECS: groups and streams are records of the Store, their events lie in
 * segments on this server's disk.
 */
package io.roadstead.services.logs;
