/**
 * Secrets Manager, SSM's Parameter Store and the part of KMS that both need, of one server.
 *
 * <p>Source: companion-apis 9, 10.
 */
package io.roadstead.services.secrets;
