/**
 * IAM's evaluation of policies as a pure function: a request and the policies that apply go in, a decision comes out that
 * names the statements which decided. Nothing here reads a clock, a file or JSON.
 */
package io.roadstead.services.identity.policy;
