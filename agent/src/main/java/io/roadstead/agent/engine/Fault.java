package io.roadstead.agent.engine;

import java.time.Duration;

/** Why the container runtime did not do as it was told. Texts are Docker's own, as its Go client would give them. */
public sealed interface Fault {
    /** The engine said no. */
    record Refused(String text) implements Fault {}

    /**
     * No answer in time: it may yet have happened.
     *
     * @param transition {@code created}, {@code started}, {@code stopped}, {@code pulled}, {@code pullBegin}, ...
     */
    record TimedOut(String transition, Duration after) implements Fault {}

    /** A pull stopped making progress. */
    record PullInactive() implements Fault {}

    /** No such container, or no such image. */
    record NotFound(String text) implements Fault {}

    /** A container of that name exists already. */
    record NameTaken(String text) implements Fault {}

    /** A host port that the agent chose was taken in the meantime. */
    record PortTaken(String text) implements Fault {}

    /** The engine cannot be reached, or went away during the call. */
    record DaemonGone(String text) implements Fault {}

    /** The task's {@code dockerConfig.config} is no such document. */
    record BadConfig(String text) implements Fault {}

    /** The task's {@code dockerConfig.hostConfig} is no such document, or asks for what cannot be. */
    record BadHostConfig(String text) implements Fault {}

    /** No host port of the dynamic range is free. */
    record NoPortFree(String text) implements Fault {}
}
