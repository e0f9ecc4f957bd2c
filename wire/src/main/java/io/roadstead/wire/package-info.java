/**
 * What an AWS API is to the rest of the house: services, their operations, who calls them, and the errors they answer
 * with. The protocols themselves (JSON, SigV4, HTTP, websockets) are in the packages below.
 */
package io.roadstead.wire;
