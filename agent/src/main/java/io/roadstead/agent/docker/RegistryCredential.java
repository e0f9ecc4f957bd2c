package io.roadstead.agent.docker;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** A user of a private registry. */
public record RegistryCredential(String username, String password) {
    /** How Docker is told of it. */
    Map<String, String> headers(String registry) {
        String json = DockerApi.JSON
                .createObjectNode()
                .put("username", username)
                .put("password", password)
                .put("serveraddress", registry)
                .toString();
        return Map.of("X-Registry-Auth", Base64.getUrlEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public String toString() {
        return "RegistryCredential[" + username + "]";
    }
}
