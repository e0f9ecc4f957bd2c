package io.roadstead.control.gateway;

import io.roadstead.core.model.DesiredStatus;
import io.roadstead.wire.agent.AcsMessage;

/** What {@link AcsSession} wants done, in this order. */
sealed interface AcsOutput {
    /** Send this to the agent. */
    record Send(AcsMessage message) implements AcsOutput {}

    /** Tell that the agent has taken an order. */
    record Acknowledged(String taskId, DesiredStatus order) implements AcsOutput {}

    /** Log this: the agent did something it should not have. */
    record Oddity(String text) implements AcsOutput {}

    /** End the session; nothing comes after it. */
    record Close(int code, String reason) implements AcsOutput {}
}
