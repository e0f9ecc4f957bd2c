package io.roadstead.cli;

/** A command cannot do what it was asked for; the message is the whole of what the user needs to hear. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CommandFailure(String message) {
        super(message);
    }
}
