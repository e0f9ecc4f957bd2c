package io.roadstead.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a decision of {@code core} took, measured in this very process, without server or store.
 *
 * @param what it decided, in words
 * @param kind which goal it has
 * @param tasks how many it was about
 */
record PureResult(Kind kind, String what, int tasks, double millis) {
    enum Kind {
        /** Placing on instances that are all the same; median. */
        PLACE_EQUAL,
        /** Placing on instances of which no two are the same; median. */
        PLACE_DIFFERENT,
        /** Placing as many in rounds, as a service's scheduler does; median. */
        PLACE_ROUNDS,
        /** One look of a service's reconciler; 99th percentile. */
        RECONCILE
    }

    ObjectNode json() {
        return Client.input()
                .put("kind", kind.name())
                .put("what", what)
                .put("tasks", tasks)
                .put("millis", millis);
    }

    static PureResult read(JsonNode node) {
        return new PureResult(
                Kind.valueOf(node.path("kind").asText()),
                node.path("what").asText(),
                node.path("tasks").asInt(),
                node.path("millis").asDouble());
    }
}
