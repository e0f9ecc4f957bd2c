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

    /** Makes what must be there beforehand, for so many tasks. */
    void prepare(Client client, String cluster, int tasks) throws IOException;

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
        public void prepare(Client client, String cluster, int tasks) {}

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

    /** UpdateService of the desired count, from none to all; of as many services as the quota of a service's tasks asks. */
    final class ByServices implements Launching {
        /** ECS's quota. Source: ecs-behaviour 2.3. */
        private static final int PER_SERVICE = 5_000;

        private static final int PER_DESCRIBE = 10;

        private final List<String> services = new ArrayList<>();

        @Override
        public String call() {
            return "UpdateService";
        }

        @Override
        public void prepare(Client client, String cluster, int tasks) throws IOException {
            services.clear();
            for (int left = tasks; left > 0; left -= PER_SERVICE) {
                String service = "scale-" + services.size();
                services.add(service);
                client.call(
                        "CreateService",
                        Client.input()
                                .put("cluster", cluster)
                                .put("serviceName", service)
                                .put("taskDefinition", "scale")
                                .put("desiredCount", 0));
            }
        }

        @Override
        public void start(Client client, int port, String cluster, int tasks) throws IOException {
            int left = tasks;
            for (String service : services) {
                client.call("UpdateService", update(cluster, service).put("desiredCount", Math.min(left, PER_SERVICE)));
                left -= PER_SERVICE;
            }
        }

        @Override
        public int told(Client client, String cluster) throws IOException {
            int running = 0;
            for (JsonNode service : describe(client, cluster)) {
                running += service.path("runningCount").asInt();
            }
            return running;
        }

        /** Replaces every task by a new one of the same definition. */
        void roll(Client client, String cluster) throws IOException {
            for (String service : services) {
                client.call("UpdateService", update(cluster, service).put("forceNewDeployment", true));
            }
        }

        /** Whether every service has one deployment left, and that is done. */
        boolean rolled(Client client, String cluster) throws IOException {
            for (JsonNode service : describe(client, cluster)) {
                JsonNode deployments = service.path("deployments");
                if (deployments.size() != 1
                        || !deployments.path(0).path("rolloutState").asText().equals("COMPLETED")) {
                    return false;
                }
            }
            return true;
        }

        private static ObjectNode update(String cluster, String service) {
            return Client.input().put("cluster", cluster).put("service", service);
        }

        /** DescribeServices takes ten at a time. */
        private List<JsonNode> describe(Client client, String cluster) throws IOException {
            List<JsonNode> described = new ArrayList<>();
            for (int from = 0; from < services.size(); from += PER_DESCRIBE) {
                ObjectNode input = Client.input().put("cluster", cluster);
                services.subList(from, Math.min(from + PER_DESCRIBE, services.size()))
                        .forEach(input.putArray("services")::add);
                client.call("DescribeServices", input).path("services").forEach(described::add);
            }
            return described;
        }
    }
}
