package io.roadstead.agent.docker;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The users and passwords that tasks' definitions name for their images, kept in memory while the tasks need them. An image
 * that several tasks pull at once is pulled with one of theirs.
 */
public final class RegistryLogins {
    /** By image, then by task. */
    private final ConcurrentMap<String, Map<String, RegistryCredential>> held = new ConcurrentHashMap<>();

    /** Keeps one for an image of a task. */
    public void hold(String taskArn, String image, RegistryCredential credential) {
        held.computeIfAbsent(image, _ -> new ConcurrentHashMap<>()).put(taskArn, credential);
    }

    /** Forgets a task's. */
    public void forget(String taskArn) {
        held.values().forEach(byTask -> byTask.remove(taskArn));
        held.values().removeIf(Map::isEmpty);
    }

    /** What an image is pulled with; empty when no task names anything. */
    Optional<RegistryCredential> of(String image) {
        return held.getOrDefault(image, Map.of()).values().stream().findFirst();
    }
}
