package io.roadstead.doctor.facts;

import io.roadstead.wire.client.Json;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a Roadstead server says of why a service or a task is as it is.
 *
 * @param lines what holds it up first
 * @param instances what every instance says to one more task, the closest first; none when no task is to start
 * @param instancesLeftOut how many more instances there are
 * @param checks of a task, what its containers' health checks printed last
 */
public record Explained(List<Line> lines, List<InstanceLine> instances, int instancesLeftOut, List<Check> checks) {
    public Explained {
        lines = List.copyOf(lines);
        instances = List.copyOf(instances);
        checks = List.copyOf(checks);
    }

    /** @param code a word that never changes, such as {@code MAXIMUM_REACHED} */
    public record Line(String code, String text) {}

    /**
     * One row of the table.
     *
     * @param reason ECS's word for what refuses, empty when the instance would take the task
     * @param text the same with the numbers, and who holds what is wanted
     */
    public record InstanceLine(String id, String reason, String text) {}

    /**
     * The newest output of a container's health check.
     *
     * @param healthStatus that the container had with it
     * @param heardAt when the server first heard it
     */
    public record Check(String container, String healthStatus, String heardAt, String output) {}

    /** The same, for whoever wants to know no more of the task than what its checks printed. */
    Explained checksAlone() {
        return new Explained(List.of(), List.of(), 0, checks);
    }

    static Explained of(Json answer) {
        Json placement = answer.path("placement");
        return new Explained(
                answer.path("explanations").items().stream()
                        .map(line -> new Line(
                                line.path("code").text(), line.path("text").text()))
                        .toList(),
                placement.path("instances").items().stream()
                        .map(row -> new InstanceLine(
                                Read.name(row.path("containerInstanceArn").text()),
                                row.path("reason").text(),
                                text(row)))
                        .toList(),
                (int) placement.path("instancesLeftOut").number(),
                answer.path("healthChecks").items().stream()
                        .flatMap(Explained::newest)
                        .toList());
    }

    private static Stream<Check> newest(Json container) {
        List<Json> outputs = container.path("outputs").items();
        return outputs.isEmpty()
                ? Stream.of()
                : Stream.of(new Check(
                        container.path("containerName").text(),
                        outputs.getLast().path("healthStatus").text(),
                        outputs.getLast().path("heardAt").text(),
                        outputs.getLast().path("output").text()));
    }

    private static String text(Json row) {
        StringBuilder text = new StringBuilder(row.path("text").text());
        List<Json> holders = row.path("holders").items();
        if (!holders.isEmpty()) {
            text.append("; held by ");
            text.append(
                    String.join(", ", holders.stream().map(Explained::holder).toList()));
            long more = row.path("holdersLeftOut").number();
            if (more > 0) {
                text.append(" and ").append(more).append(" more");
            }
        }
        if (!row.path("takes").truth() && row.path("takesWhenEmpty").truth()) {
            text.append("; it would take the task if it were empty");
        }
        return text.toString();
    }

    private static String holder(Json holder) {
        List<String> ports = Read.texts(holder.path("ports"));
        return "task " + Read.name(holder.path("taskArn").text()) + " of "
                + holder.path("group").text() + " (" + holder.path("cpu").number() + " CPU units, "
                + holder.path("memory").number() + " MiB"
                + (ports.isEmpty() ? "" : ", ports " + String.join(" ", ports)) + ")";
    }
}
