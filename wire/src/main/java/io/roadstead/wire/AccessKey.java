package io.roadstead.wire;

/**
 * An access key known to the server.
 *
 * @param id the public half, for example {@code AKIDEXAMPLE}
 * @param secret the half that signs
 * @param account the account it belongs to, 12 digits
 * @param principalArn whom it stands for, for example {@code arn:aws:iam::000000000000:root} or an assumed role
 */
public record AccessKey(String id, Secret secret, String account, String principalArn) {}
