package io.roadstead.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A way to start a great many tasks of the definition {@code scale}, and to hear how many run. */
sealed interface Launching {
    /** What is called. */
    String call();

    /** Makes what must be there beforehand. */
    void prepare(Client client, String cluster) throws IOException;

    void start(Client client, int port, String cluster, int tasks) throws Exception;

    /** How many tasks the server tells to run. */
    int told(Client client, String cluster) throws IOException;

    /** RunTask, ten at a time, by several callers at once. */
    record ByRunTask() implements Launching {
        private static final int PER_CALL = 10;
        private static final int CALLERS = 16;

        @Override
        public String call() {
            return "RunTask";
        }

        @Override
        public void prepare(Client client, String cluster) {}

        @Override
        public void start(Client client, int port, String cluster, int tasks) throws Exception {
            ObjectNode input = Client.input()
                    .put("cluster", cluster)
                    .put("taskDefinition", "scale")
                    .put("count", PER_CALL);
            input.putArray("placementStrategy")
                    .addObject()
                    .put("type", "spread")
                    .put("field", "attribute:ecs.availability-zone");
            int calls = tasks / PER_CALL;
            try (ExecutorService threads = Executors.newFixedThreadPool(CALLERS)) {
                List<Future<?>> callers = new ArrayList<>();
                for (int i = 0; i < CALLERS; i++) {
                    int share = calls / CALLERS + (i < calls % CALLERS ? 1 : 0);
                    callers.add(threads.submit(() -> {
                        try (Client own = new Client(port)) {
                            for (int call = 0; call < share; call++) {
                                JsonNode failures = own.call("RunTask", input).path("failures");
                                if (!failures.isEmpty()) {
                                    throw new IOException("RunTask placed not all: " + failures.path(0));
                                }
                            }
                        }
                        return null;
                    }));
                }
                for (Future<?> caller : callers) {
                    caller.get();
                }
            }
        }

        @Override
        public int told(Client client, String cluster) throws IOException {
            ObjectNode input = Client.input();
            input.putArray("clusters").add(cluster);
            return client.call("DescribeClusters", input)
                    .path("clusters")
                    .path(0)
                    .path("runningTasksCount")
                    .asInt();
        }
    }

    /** UpdateService of the desired count, from none to all. */
    record ByService() implements Launching {
        private static final String SERVICE = "scale";

        @Override
        public String call() {
            return "UpdateService";
        }

        @Override
        public void prepare(Client client, String cluster) throws IOException {
            client.call(
                    "CreateService",
                    Client.input()
                            .put("cluster", cluster)
                            .put("serviceName", SERVICE)
                            .put("taskDefinition", "scale")
                            .put("desiredCount", 0));
        }

        @Override
        public void start(Client client, int port, String cluster, int tasks) throws IOException {
            client.call("UpdateService", update(cluster).put("desiredCount", tasks));
        }

        @Override
        public int told(Client client, String cluster) throws IOException {
            return describe(client, cluster).path("runningCount").asInt();
        }

        /** Replaces every task by a new one of the same definition. */
        void roll(Client client, String cluster) throws IOException {
            client.call("UpdateService", update(cluster).put("forceNewDeployment", true));
        }

        /** Whether one deployment is left, and done. */
        boolean rolled(Client client, String cluster) throws IOException {
            JsonNode deployments = describe(client, cluster).path("deployments");
            return deployments.size() == 1
                    && deployments.path(0).path("rolloutState").asText().equals("COMPLETED");
        }

        private static ObjectNode update(String cluster) {
            return Client.input().put("cluster", cluster).put("service", SERVICE);
        }

        private static JsonNode describe(Client client, String cluster) throws IOException {
            ObjectNode input = Client.input().put("cluster", cluster);
            input.putArray("services").add(SERVICE);
            return client.call("DescribeServices", input).path("services").path(0);
        }
    }
}
