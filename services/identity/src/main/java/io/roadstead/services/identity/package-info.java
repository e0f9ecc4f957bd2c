/**
 * IAM and STS: who there is in an account, what they may do by IAM's rules, and temporary credentials.
 */
package io.roadstead.services.identity;
