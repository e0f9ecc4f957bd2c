package io.roadstead.acceptance;

import com.fasterxml.jackson.databind.JsonNode;

/** A task's containers, as DescribeTasks tells of them and as the engine has them. */
final class Containers {
    private Containers() {}

    /** The container of this name in what DescribeTasks told of a task. */
    static JsonNode named(JsonNode task, String name) {
        for (JsonNode container : task.path("containers")) {
            if (container.path("name").asText().equals(name)) {
                return container;
            }
        }
        throw new AssertionError("no container " + name + " in " + task);
    }

    /** The engine's id of the container of this name. */
    static String id(JsonNode task, String name) {
        return named(task, name).path("runtimeId").asText();
    }

    /** What a line of the shell prints inside a container. */
    static String inside(String id, String line) {
        Installation.Ran ran = Installation.docker("exec", id, "sh", "-c", line);
        if (ran.status() != 0) {
            throw new AssertionError("in container " + id + " the line '" + line + "' ended with " + ran.status() + ": "
                    + ran.error() + ran.output());
        }
        return ran.output();
    }

    /** What the engine says of a container, in a format of Go's templates. */
    static String inspected(String id, String format) {
        return Installation.docker("inspect", "-f", format, id).output().strip();
    }
}
