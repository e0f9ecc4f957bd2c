package io.roadstead.agent.endpoint;

import java.util.LinkedHashMap;
import java.util.Map;

/** Who answers requests. Called by many threads at once; may block. */
@FunctionalInterface
public interface Handler {
    /**
     * A request.
     *
     * @param path decoded, without the query
     * @param query decoded; of a name given twice the first counts
     * @param body as UTF-8
     * @param caller the address it came from, without a port
     * @param callerPort the port it came from, 0 when it is not known
     * @param headers by their names in lower case; of a name given twice the first counts
     */
    record Request(
            String method,
            String path,
            Map<String, String> query,
            String body,
            String caller,
            int callerPort,
            Map<String, String> headers) {
        public Request {
            query = Map.copyOf(query);
            headers = Map.copyOf(headers);
        }

        /** One without headers. */
        public Request(String method, String path, Map<String, String> query, String body, String caller) {
            this(method, path, query, body, caller, 0, Map.of());
        }

        /** A header by its name in lower case, empty for one that was not given. */
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /**
     * An answer.
     *
     * @param body sent as UTF-8
     * @param headers beside content type and length
     */
    record Answer(int status, String contentType, String body, Map<String, String> headers) {
        private static final int LOST = 0;

        /** A JSON text. */
        public static Answer json(int status, String json) {
            return new Answer(status, "application/json", json, Map.of());
        }

        public static Answer text(int status, String text) {
            return new Answer(status, "text/plain", text, Map.of());
        }

        /** None at all: it is lost on its way, and the caller waits for it in vain. */
        public static Answer lost() {
            return new Answer(LOST, "", "", Map.of());
        }

        boolean isLost() {
            return status == LOST;
        }

        /** What Go's servers say of a path they do not know. */
        public static Answer notFound() {
            return plain(404, "404 page not found\n").with("X-Content-Type-Options", "nosniff");
        }

        public static Answer plain(int status, String text) {
            return new Answer(status, "text/plain; charset=utf-8", text, Map.of());
        }

        public Answer with(String header, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(header, value);
            return new Answer(status, contentType, body, more);
        }
    }

    Answer answer(Request request);
}
