package io.roadstead.doctor.facts;

import java.util.List;

/**
 * What CloudWatch Logs has of one container whose definition sends its lines there.
 *
 * @param lines the last ones, oldest first; none of a container that still runs
 */
public record LogFact(
        String taskArn, String container, String group, String region, String stream, State state, List<String> lines) {
    /** How far its lines got. */
    public enum State {
        /** The log group is not there. */
        NO_GROUP,
        /** The group has no such stream. */
        NO_STREAM,
        /** The stream has not had a line yet. */
        EMPTY,
        WRITTEN
    }

    public LogFact {
        lines = List.copyOf(lines);
    }

    /** Where it is, as people look for it. */
    public String place() {
        return group + " " + stream;
    }
}
