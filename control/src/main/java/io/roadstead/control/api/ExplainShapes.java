package io.roadstead.control.api;

import io.roadstead.control.agents.CheckOutputs;
import io.roadstead.core.explain.PlacementTable;
import io.roadstead.core.explain.ServiceExplanation;
import io.roadstead.core.explain.TaskExplanation;
import io.roadstead.core.explain.Why;
import io.roadstead.core.model.Claim;
import io.roadstead.core.model.Cluster;
import io.roadstead.core.model.Resources;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.Task;
import io.roadstead.core.placement.Demand;
import io.roadstead.core.placement.Reason;
import io.roadstead.core.reconcile.ServiceStanding;
import io.roadstead.wire.client.Json;
import java.util.Collection;
import java.util.List;

/** Explanations as JSON. Members are added, never renamed or taken away; docs/doctor.md tells them. */
final class ExplainShapes {
    /** Instances told in one table, the closest first. */
    static final int INSTANCES_TOLD = 1000;

    private ExplainShapes() {}

    static Json service(Service service, ServiceExplanation explanation) {
        ServiceStanding standing = explanation.standing();
        Json json = Json.object()
                .put("serviceArn", service.arn())
                .putItems("explanations", why(explanation.why()))
                .put(
                        "counts",
                        Json.object()
                                .put("desired", standing.bounds().desired())
                                .put("minimum", standing.bounds().min())
                                .put("maximum", standing.bounds().max())
                                .put("live", standing.live())
                                .put("healthy", standing.healthy())
                                .put("lacking", standing.lacking())
                                .put("room", standing.room()))
                .put(
                        "circuitBreaker",
                        Json.object()
                                .put("enabled", standing.breaker().enabled())
                                .put("rollback", standing.breaker().rollback())
                                .put("failures", standing.breaker().failures())
                                .put("threshold", standing.breaker().threshold()));
        standing.rollbackTo()
                .ifPresent(revision ->
                        json.put("rollbackServiceRevisionArn", service.serviceRevisionArn(revision.number())));
        standing.throttledUntil().ifPresent(until -> json.put("startsThrottledUntil", until.toString()));
        explanation
                .placement()
                .ifPresent(table -> json.put("placement", table(service.scope(), service.cluster(), table)));
        return json;
    }

    static Json task(TaskExplanation explanation, CheckOutputs checks) {
        return Json.object()
                .put("taskArn", explanation.task().arn())
                .put("lastStatus", explanation.task().observed().lastStatus().name())
                .put("desiredStatus", explanation.task().desired().status().name())
                .putItems("explanations", why(explanation.why()))
                .putItems("healthChecks", checks(explanation.task(), checks));
    }

    /** Of containers whose check has printed something, the last outputs, oldest first. */
    private static List<Json> checks(Task task, CheckOutputs checks) {
        return task.observed().containers().stream()
                .filter(container -> !checks.of(task.arn(), container.name()).isEmpty())
                .map(container -> Json.object()
                        .put("containerName", container.name())
                        .putItems(
                                "outputs",
                                checks.of(task.arn(), container.name()).stream()
                                        .map(ExplainShapes::output)
                                        .toList()))
                .toList();
    }

    private static Json output(CheckOutputs.Output output) {
        Json json = Json.object()
                .put("healthStatus", output.status().name())
                .put("heardAt", output.heardAt().toString())
                .put("output", output.text());
        return output.since() == null
                ? json
                : json.put("statusSince", output.since().toString());
    }

    static Json table(Cluster cluster, PlacementTable table) {
        return table(cluster.scope(), cluster.name(), table);
    }

    private static Json table(Scope scope, String cluster, PlacementTable table) {
        return Json.object()
                .put("wanted", wanted(table.demand()))
                .put("taking", table.taking())
                .putItems(
                        "instances",
                        table.rows().stream()
                                .limit(INSTANCES_TOLD)
                                .map(row -> row(scope, cluster, row))
                                .toList())
                .put("instancesLeftOut", Math.max(0, table.rows().size() - INSTANCES_TOLD));
    }

    private static List<Json> why(List<Why> why) {
        return why.stream()
                .map(each -> Json.object().put("code", each.code()).put("text", each.words()))
                .toList();
    }

    private static Json wanted(Demand demand) {
        return Json.object()
                .put("cpu", demand.cpu())
                .put("memory", demand.memory())
                .put("ports", texts(demand.tcpPorts()))
                .put("portsUdp", texts(demand.udpPorts()))
                .put(
                        "attributes",
                        demand.attributes().stream()
                                .map(each -> each.value() == null ? each.name() : each.name() + "=" + each.value())
                                .toList());
    }

    private static Json row(Scope scope, String cluster, PlacementTable.Row row) {
        return Json.object()
                .put("containerInstanceArn", scope.arn("container-instance/" + cluster + "/" + row.instanceId()))
                .put("takes", row.takes())
                .put("reason", row.reason().map(Reason::wire).orElse(""))
                .put("text", row.words())
                .put("takesWhenEmpty", row.takesWhenEmpty())
                .put("registered", resources(row.registered()))
                .put("remaining", resources(row.remaining()))
                .putItems(
                        "holders",
                        row.holders().stream()
                                .map(holder -> holder(scope, cluster, holder))
                                .toList())
                .put("holdersLeftOut", row.holdersLeftOut());
    }

    private static Json resources(Resources resources) {
        return Json.object().put("cpu", resources.cpu()).put("memory", resources.memory());
    }

    private static Json holder(Scope scope, String cluster, PlacementTable.Holder holder) {
        Claim claim = holder.claim();
        return Json.object()
                .put("taskArn", scope.arn("task/" + cluster + "/" + holder.taskId()))
                .put("group", claim.group())
                .put("cpu", claim.cpu())
                .put("memory", claim.memory())
                .put("ports", texts(claim.tcpPorts()))
                .put("portsUdp", texts(claim.udpPorts()));
    }

    private static List<String> texts(Collection<Integer> ports) {
        return ports.stream().sorted().map(String::valueOf).toList();
    }
}
