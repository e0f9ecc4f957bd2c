package io.roadstead.core.placement;

/** Why one instance could not take a task. */
public record Refusal(String instanceId, Reason reason) {
    /** The same in plain words with numbers, for example {@code 2048 CPU units wanted, 1792 free}. */
    public String explanation() {
        return reason.words();
    }
}
