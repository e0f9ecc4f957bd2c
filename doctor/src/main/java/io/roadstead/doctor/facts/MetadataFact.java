package io.roadstead.doctor.facts;

/**
 * Whether a container of a running task gets at the instance metadata service.
 *
 * @param networkMode of its task
 * @param said the first line of the answer, or why there is none
 */
public record MetadataFact(String taskArn, String container, String networkMode, State state, String said) {
    public enum State {
        /** It reads what the service tells, credentials of the host's role among it. */
        OPEN,
        /** The service wants a token, and tokens do not get as far as the container. */
        TOKENS_STAY,
        CLOSED
    }
}
