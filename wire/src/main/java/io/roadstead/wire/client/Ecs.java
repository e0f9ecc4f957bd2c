package io.roadstead.wire.client;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operations of the ECS API that the commands need, whole lists instead of pages. */
public final class Ecs {
    /** DescribeTasks and DescribeContainerInstances take this many at once (ecs-behaviour 2.3). */
    static final int DESCRIBE_AT_ONCE = 100;

    private final ControlClient client;

    public Ecs(ControlClient client) {
        this.client = client;
    }

    /** Calls any operation with an input written as JSON. */
    public Json call(String operation, Json input) {
        return client.call("ecs", "AmazonEC2ContainerServiceV20141113." + operation, input);
    }

    /** Calls an operation of Roadstead's own, which no ECS has. */
    public Json own(String operation, Json input) {
        return client.call("roadstead", "Roadstead_20261101." + operation, input);
    }

    public List<String> clusterArns() {
        return list("ListClusters", "clusterArns", Json.object());
    }

    public List<String> taskArns(String cluster, String desiredStatus) {
        Json input = Json.object();
        input.put("cluster", cluster).put("desiredStatus", desiredStatus);
        return list("ListTasks", "taskArns", input);
    }

    /** The tasks that still exist, in no particular order. */
    public List<Json> tasks(String cluster, List<String> arns) {
        return describe("DescribeTasks", cluster, "tasks", arns);
    }

    public List<Json> instances(String cluster) {
        Json input = Json.object();
        input.put("cluster", cluster);
        return describe(
                "DescribeContainerInstances",
                cluster,
                "containerInstances",
                list("ListContainerInstances", "containerInstanceArns", input));
    }

    public void stopTask(String cluster, String arn, String reason) {
        call("StopTask", Json.object().put("cluster", cluster).put("task", arn).put("reason", reason));
    }

    private List<Json> describe(String operation, String cluster, String member, List<String> arns) {
        List<Json> found = new ArrayList<>();
        for (int from = 0; from < arns.size(); from += DESCRIBE_AT_ONCE) {
            Json input = Json.object()
                    .put("cluster", cluster)
                    .put(member, arns.subList(from, Math.min(arns.size(), from + DESCRIBE_AT_ONCE)));
            call(operation, input).path(member).forEach(found::add);
        }
        return found;
    }

    private List<String> list(String operation, String member, Json input) {
        List<String> arns = new ArrayList<>();
        @Nullable String token = null;
        do {
            if (token != null) {
                input.put("nextToken", token);
            }
            Json page = call(operation, input);
            page.path(member).forEach(arn -> arns.add(arn.text()));
            token = page.path("nextToken").text("");
        } while (!token.isEmpty());
        return arns;
    }
}
