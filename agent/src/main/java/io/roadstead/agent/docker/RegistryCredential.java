package io.roadstead.agent.docker;

/** A user of a private registry. */
public record RegistryCredential(String username, String password) {
    @Override
    public String toString() {
        return "RegistryCredential[" + username + "]";
    }
}
