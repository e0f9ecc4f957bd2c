package io.roadstead.agent.control;

/** What this agent says it is. */
public final class AgentVersion {
    public static final String VERSION = "0.1.0";
    public static final String HASH = "roadstead";

    private AgentVersion() {}
}
