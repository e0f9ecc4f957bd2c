package io.roadstead.cli.watch;

import io.roadstead.cli.terminal.Columns.Column;
import io.roadstead.cli.terminal.Line;
import io.roadstead.cli.terminal.Style;
import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.DeploymentFact;
import io.roadstead.doctor.facts.ServiceFact;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The services: how many tasks they want and have, and how far the deployment under way is. */
final class Services {
    private Services() {}

    /** Those where something is going on come first. */
    static Part part(ClusterFacts facts, int width, Speech speech) {
        List<Column> columns = List.of(
                new Column(
                        Part.title(
                                speech.say("SERVICES", "サービス"), facts.services().size()),
                        12,
                        false),
                Column.number(speech.say("DESIRED", "必要数")),
                Column.number(speech.say("RUNNING", "実行中")),
                Column.number(speech.say("PENDING", "保留中")),
                Column.whole(speech.say("ROLLOUT", "ロールアウト")),
                Column.text(speech.say("DEPLOYMENT", "デプロイ"), 12));
        List<List<Line>> rows = facts.services().stream()
                .sorted(Comparator.comparing(Services::settled).thenComparing(ServiceFact::name))
                .map(service -> row(service, width, speech))
                .toList();
        return Part.table(columns, rows, width);
    }

    private static boolean settled(ServiceFact service) {
        return service.active()
                && service.running() == service.desired()
                && service.pending() == 0
                && service.deployments().size() == 1
                && service.deployments().getFirst().rolloutState().equals("COMPLETED");
    }

    private static List<Line> row(ServiceFact service, int width, Speech speech) {
        boolean all = service.running() >= service.desired();
        return List.of(
                Line.of(service.name(), Style.BOLD),
                Line.of(Integer.toString(service.desired())),
                Line.of(Integer.toString(service.running()), all ? Style.GREEN : Style.YELLOW),
                Line.of(Integer.toString(service.pending()), service.pending() == 0 ? Style.PLAIN : Style.YELLOW),
                rollout(service),
                deployments(service, width, speech));
    }

    /** A service that is ending says so instead of how its deployment is. */
    private static Line rollout(ServiceFact service) {
        if (!service.active()) {
            return Line.of(service.status(), Style.YELLOW);
        }
        String state = service.deployments().stream()
                .filter(DeploymentFact::primary)
                .map(DeploymentFact::rolloutState)
                .findFirst()
                .orElse("");
        return Line.of(
                state,
                switch (state) {
                    case "COMPLETED" -> Style.GREEN;
                    case "FAILED" -> Style.RED;
                    default -> Style.YELLOW;
                });
    }

    /** {@code [||   ] 2/4 web:7, 1 failed, 3 of web:6}: the primary one, then what is left of those before it. */
    private static Line deployments(ServiceFact service, int width, Speech speech) {
        List<Line> told = new ArrayList<>();
        for (DeploymentFact deployment : service.deployments()) {
            if (deployment.primary()) {
                Line line = Bar.progress(deployment.running(), deployment.desired(), Bar.cells(width))
                        .plus(" " + deployment.running() + "/" + deployment.desired() + " " + deployment.definition());
                if (deployment.failedTasks() > 0) {
                    line = line.plus(", ")
                            .plus(
                                    speech.say(deployment.failedTasks() + " failed", "失敗 " + deployment.failedTasks()),
                                    Style.RED);
                }
                told.addFirst(line);
            } else if (deployment.running() > 0) {
                told.add(Line.of(
                        speech.say(
                                deployment.running() + " of " + deployment.definition(),
                                deployment.definition() + " が " + deployment.running()),
                        Style.DIM));
            }
        }
        return told.stream()
                .reduce((first, second) -> first.plus(", ").plus(second))
                .orElse(Line.EMPTY);
    }
}
