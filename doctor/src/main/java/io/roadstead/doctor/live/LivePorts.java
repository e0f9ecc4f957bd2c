package io.roadstead.doctor.live;

import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.ContainerFact;
import io.roadstead.doctor.facts.DefinitionFact;
import io.roadstead.doctor.facts.TaskFact;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Finding;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the published ports of a task answer from this host, as evidence beside findings that such an answer tells apart:
 * a health check that fails because the program does not listen, answers slowly, or answers another status. Only tasks on
 * this host's own instance are asked, only where there is such a finding, and a few at most.
 *
 * <p>Example: of {@code curl -f http://localhost:80/health}, published at 32768, it connects to 127.0.0.1:32768 and asks
 * for {@code /health}.
 */
public final class LivePorts {
    /** The longest that anything is waited for. */
    static final Duration LIMIT = Duration.ofSeconds(2);
    /** Ports asked in one run of the doctor: each may take twice {@link #LIMIT}. */
    static final int PORTS = 5;

    private static final Set<String> ARTICLES = Set.of(
            "ecs-task-container-health-check-failures",
            "troubleshoot-unhealthy-checks-ecs",
            "elb-ecs-tasks-improperly-replaced");
    private static final Pattern ASKED =
            Pattern.compile("http://(?:localhost|127\\.0\\.0\\.1|\\[::1])(?::(\\d{1,5}))?(/[^\\s\"'|;&]*)?");
    private static final int HTTP = 80;

    private final Network network;
    private final String instanceArn;
    private int asked;

    /** @param instanceArn the container instance that is this host */
    public LivePorts(Network network, String instanceArn) {
        this.network = network;
        this.instanceArn = instanceArn;
    }

    /** The finding, with what the ports of the task it is about answer now. */
    public Finding added(Finding finding, ClusterFacts facts) {
        if (!ARTICLES.contains(finding.article())) {
            return finding;
        }
        List<Evidence> evidence = new ArrayList<>(finding.evidence());
        task(finding, facts).ifPresent(task -> ask(task, facts.definitions().get(task.definitionArn()), evidence));
        return new Finding(
                finding.article(),
                finding.severity(),
                finding.subject(),
                finding.cause(),
                evidence,
                finding.fix(),
                finding.confidence());
    }

    /** The task itself, or one of the service that runs here. */
    private Optional<TaskFact> task(Finding finding, ClusterFacts facts) {
        String service = facts.tasks().stream()
                .filter(task -> task.arn().equals(finding.subject()))
                .map(TaskFact::service)
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElse(finding.subject().substring(finding.subject().lastIndexOf('/') + 1));
        List<TaskFact> here = facts.tasks().stream()
                .filter(task -> task.lastStatus().equals("RUNNING")
                        && task.instanceArn().equals(instanceArn))
                .toList();
        return here.stream()
                .filter(task -> task.arn().equals(finding.subject()))
                .findFirst()
                .or(() -> here.stream()
                        .filter(task -> task.service().equals(service))
                        .findFirst());
    }

    private void ask(TaskFact task, @Nullable DefinitionFact definition, List<Evidence> evidence) {
        for (ContainerFact container : task.containers()) {
            for (ContainerFact.Binding binding : container.bindings()) {
                if (asked < PORTS && binding.protocol().equals("tcp") && binding.hostPort() > 0) {
                    asked++;
                    ask(container, binding, path(definition, container.name(), binding.containerPort()), evidence);
                }
            }
        }
    }

    private void ask(
            ContainerFact container, ContainerFact.Binding binding, @Nullable String path, List<Evidence> evidence) {
        String host = binding.ip().isEmpty()
                        || binding.ip().equals("0.0.0.0")
                        || binding.ip().equals("::")
                ? "127.0.0.1"
                : binding.ip();
        String place = host + ":" + binding.hostPort();
        String source = "this host, port " + binding.containerPort() + " of " + container.name();
        long began = System.nanoTime();
        try {
            network.connect(host, binding.hostPort(), LIMIT);
        } catch (IOException refused) {
            evidence.add(new Evidence(source, "no connection to " + place + ": " + why(refused)));
            return;
        }
        evidence.add(new Evidence(source, "a connection to " + place + " opens in " + millis(began) + " ms"));
        String wanted = path == null ? "/" : path;
        long sent = System.nanoTime();
        try {
            int status = network.get(host, binding.hostPort(), wanted, LIMIT);
            evidence.add(new Evidence(
                    source, "GET http://" + place + wanted + " answers " + status + " in " + millis(sent) + " ms"));
        } catch (IOException silent) {
            // A port that speaks no HTTP says nothing by that; one whose check asks by HTTP does.
            if (path != null) {
                evidence.add(new Evidence(
                        source,
                        "GET http://" + place + wanted + " has no answer after " + millis(sent) + " ms: "
                                + why(silent)));
            }
        }
    }

    /** What the container's health check asks this port for; absent when it asks for nothing by HTTP. */
    static @Nullable String path(@Nullable DefinitionFact definition, String container, int port) {
        DefinitionFact.Container defined = definition == null ? null : definition.container(container);
        DefinitionFact.HealthCheck check = defined == null ? null : defined.healthCheck();
        if (check == null) {
            return null;
        }
        Matcher url = ASKED.matcher(String.join(" ", check.command()));
        while (url.find()) {
            String named = url.group(1);
            String path = url.group(2);
            if ((named == null ? HTTP : Integer.parseInt(named)) == port) {
                return path == null ? "/" : path;
            }
        }
        return null;
    }

    private static String why(IOException failed) {
        boolean late = failed instanceof SocketTimeoutException || failed instanceof HttpTimeoutException;
        String message = failed.getMessage();
        return late || message == null || message.isEmpty() ? "nothing within " + LIMIT.toSeconds() + " s" : message;
    }

    private static long millis(long since) {
        return Math.round((System.nanoTime() - since) / 1e6);
    }
}
