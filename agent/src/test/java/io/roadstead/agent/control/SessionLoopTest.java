package io.roadstead.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.wire.agent.AcsMessage;
import io.roadstead.wire.websocket.Session;
import org.junit.jupiter.api.Test;

/** What an agent makes of the end of a session. */
class SessionLoopTest {
    @Test
    void anotherAgentOfTheSameIdentityIsKnownByTheControlPlanesWords() {
        assertThat(SessionLoop.displaced(closed(Session.POLICY_VIOLATION, AcsMessage.NEWER_SESSION)))
                .isTrue();
        assertThat(SessionLoop.displaced(closed(Session.POLICY_VIOLATION, "3 frames could not be read")))
                .isFalse();
        assertThat(SessionLoop.displaced(closed(Session.GOING_AWAY, "the server is stopping")))
                .isFalse();
    }

    private static Socket.Incoming.Closed closed(int code, String reason) {
        return new Socket.Incoming.Closed(code, reason);
    }
}
