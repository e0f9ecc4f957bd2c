package io.roadstead.doctor.live;

import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.ContainerFact;
import io.roadstead.doctor.facts.DefinitionFact;
import io.roadstead.doctor.facts.MetadataFact;
import io.roadstead.doctor.facts.MetadataFact.State;
import io.roadstead.doctor.facts.TaskFact;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Asks the instance metadata service from within the networks of this host's tasks, one container of each: those of a task
 * that share its host's network get what the host gets. Of what is answered only the first line is read.
 */
public final class LiveMetadata {
    /** Where AWS's is. */
    public static final String USUAL = "169.254.169.254";

    private static final Duration LIMIT = Duration.ofSeconds(2);
    /** Tasks whose networks are entered: each may take twice {@link #LIMIT}. */
    static final int TASKS = 10;

    private final Insides insides;
    private final String instanceArn;
    private final String address;

    /** @param instanceArn the container instance that is this host */
    public LiveMetadata(Insides insides, String instanceArn, String address) {
        this.insides = insides;
        this.instanceArn = instanceArn;
        this.address = address;
    }

    /** @param unseen gets what could not be looked at */
    public List<MetadataFact> look(ClusterFacts facts, List<String> unseen) {
        List<Looked> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Looked>> looks = new ArrayList<>();
            here(facts)
                    .forEach(task -> looks.add(threads.submit(
                            () -> look(task, mode(facts.definitions().get(task.definitionArn()))))));
            for (Future<Looked> look : looks) {
                all.add(look.get());
            }
        } catch (ExecutionException failed) {
            throw new IllegalStateException("a task could not be looked at", failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking", interrupted);
        }
        List<MetadataFact> seen = new ArrayList<>();
        for (Looked each : all) {
            if (each.fact() == null) {
                unseen.add(each.why());
            } else {
                seen.add(each.fact());
            }
        }
        return seen;
    }

    private record Looked(@Nullable MetadataFact fact, String why) {}

    private List<TaskFact> here(ClusterFacts facts) {
        return facts.tasks().stream()
                .filter(task -> task.lastStatus().equals("RUNNING")
                        && task.instanceArn().equals(instanceArn)
                        && !task.containers().isEmpty())
                .limit(TASKS)
                .toList();
    }

    private static String mode(@Nullable DefinitionFact definition) {
        return definition == null ? "bridge" : definition.networkMode();
    }

    private Looked look(TaskFact task, String mode) {
        ContainerFact container = task.containers().getFirst();
        try {
            String said = insides.ask(container.runtimeId(), address, "GET /latest/meta-data/", "Accept: */*", LIMIT);
            State state = said.contains(" 200") ? State.OPEN : State.CLOSED;
            if (said.contains(" 401")) {
                String token = insides.ask(
                        container.runtimeId(),
                        address,
                        "PUT /latest/api/token",
                        "X-aws-ec2-metadata-token-ttl-seconds: 1",
                        LIMIT);
                state = token.contains(" 200") ? State.OPEN : State.TOKENS_STAY;
            }
            String told = said.isEmpty() ? "no answer within " + LIMIT.toSeconds() + " s" : said;
            return new Looked(new MetadataFact(task.arn(), container.name(), mode, state, told), "");
        } catch (IOException e) {
            return new Looked(null, "the network of task " + task.id() + ": " + e.getMessage());
        }
    }

    public String address() {
        return address;
    }
}
