/** The operations of Secrets Manager, Parameter Store and KMS: requests become changes of the vault, records answers. */
package io.roadstead.services.secrets.api;
