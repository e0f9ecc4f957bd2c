package io.roadstead.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;

/** Calls the ECS API over one keep-alive connection. */
final class Client implements Closeable {
    private static final int OK = 200;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Requests requests;
    private final Connection connection;

    Client(int port) throws IOException {
        requests = new Requests(port);
        connection = new Connection(port);
    }

    static ObjectNode input() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** @throws IOException also when the server refuses */
    JsonNode call(String operation, JsonNode input) throws IOException {
        Connection.Answer answer = connection.call(requests.request(operation, input));
        if (answer.status() != OK) {
            throw new IOException(operation + " was refused: " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
