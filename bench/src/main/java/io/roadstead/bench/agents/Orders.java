package io.roadstead.bench.agents;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What an agent makes of a message from the control plane: its id, and the tasks in it.
 *
 * <p>One form for all types, since what differs between them is what is done about it. Tasks stand in {@code tasks} of
 * payloads and manifests and in {@code stopTasks} of a verification's answer. Source: agent-protocol 2.5.
 */
record Orders(String type, String messageId, List<TaskOrder> tasks) {
    private static final JsonFactory JSON = new JsonFactory();

    /**
     * One task in it.
     *
     * @param containers their names; only payloads that run a task have them
     */
    record TaskOrder(String arn, String desiredStatus, List<String> containers) {
        boolean toRun() {
            return desiredStatus.equals("RUNNING");
        }
    }

    static Orders read(byte[] data, int from, int length) throws IOException {
        String type = "";
        String messageId = "";
        List<TaskOrder> tasks = List.of();
        try (JsonParser json = JSON.createParser(data, from, length)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                switch (json.currentName()) {
                    case "type" -> type = text(json);
                    // Its members are read where they stand, as if they were the frame's own.
                    case "message" -> json.nextToken();
                    case "messageId" -> messageId = text(json);
                    case "tasks", "stopTasks" -> tasks = tasks(json);
                    default -> skip(json);
                }
            }
        }
        return new Orders(type, messageId, tasks);
    }

    private static List<TaskOrder> tasks(JsonParser json) throws IOException {
        List<TaskOrder> tasks = new ArrayList<>();
        json.nextToken();
        while (json.nextToken() == JsonToken.START_OBJECT) {
            String arn = "";
            String desiredStatus = "";
            List<String> containers = List.of();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                switch (json.currentName()) {
                    case "arn", "taskArn" -> arn = text(json);
                    case "desiredStatus" -> desiredStatus = text(json);
                    case "containers" -> containers = names(json);
                    default -> skip(json);
                }
            }
            tasks.add(new TaskOrder(arn, desiredStatus, containers));
        }
        return tasks;
    }

    private static List<String> names(JsonParser json) throws IOException {
        List<String> names = new ArrayList<>();
        json.nextToken();
        while (json.nextToken() == JsonToken.START_OBJECT) {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                if (json.currentName().equals("name")) {
                    names.add(text(json));
                } else {
                    skip(json);
                }
            }
        }
        return names;
    }

    private static String text(JsonParser json) throws IOException {
        json.nextToken();
        return json.getText();
    }

    private static void skip(JsonParser json) throws IOException {
        json.nextToken();
        json.skipChildren();
    }
}
