package io.roadstead.agent.engine;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one event means for images: those that are pulled for tasks, and those that nobody needs any more. */
final class Images {
    /** Part of Docker's own service to tasks, and of the original agent's. Source: agent-protocol 7.6. */
    private static final Set<String> OF_AGENTS =
            Set.of(Namespaces.IMAGE, "amazon/amazon-ecs-pause:0.1.0", "amazon/amazon-ecs-agent:latest");

    private final EngineSettings settings;
    private final EngineState before;
    private final Touched touched;
    private final Pulls pulls;
    private final List<Effect> effects;
    private final Instant now;
    private @Nullable Instant cleanAt;

    Images(
            EngineSettings settings,
            EngineState before,
            Touched touched,
            Pulls pulls,
            List<Effect> effects,
            Instant now) {
        this.settings = settings;
        this.before = before;
        this.touched = touched;
        this.pulls = pulls;
        this.effects = effects;
        this.now = now;
        this.cleanAt = before.cleanImagesAt();
    }

    void pullBegun(Event.PullBegun begun) {
        pulls.inFlight().replace(begun.image(), now);
        touched.forEachPulling(begun.image(), (task, _) -> {
            if (task.pullStartedAt == null) {
                task.pullStartedAt = now;
            }
        });
    }

    void manifestFailed(Event.ManifestFailed failed) {
        touched.forEachPulling(
                failed.image(),
                (_, container) -> container.remember(
                        Reasons.ofPull(Reasons.Operation.MANIFEST, failed.fault(), container.spec.image())));
    }

    void pullDone(Event.PullDone done) {
        pulls.inFlight().remove(done.image());
        pulls.used(done.image(), done.fetched(), now);
        touched.forEachPulling(done.image(), (task, container) -> {
            container.stage = Stage.PULLED;
            container.image = done.local();
            if (done.fetched()) {
                task.pullStoppedAt = now;
            }
        });
    }

    void pullFailed(Event.PullFailed failed) {
        pulls.inFlight().remove(failed.image());
        touched.forEachPulling(failed.image(), (task, container) -> {
            container.remember(Reasons.ofPull(Reasons.Operation.PULL, failed.fault(), container.spec.image()));
            if (task.pullStartedAt != null) {
                task.pullStoppedAt = now;
            }
            if (settings.pullBehavior() == PullBehavior.DEFAULT && failed.local() != null) {
                container.stage = Stage.PULLED;
                container.image = failed.local();
                pulls.used(failed.image(), false, now);
            } else {
                container.ends(now);
            }
        });
    }

    /** What waited for an image's removal to be over goes on. */
    void gone(String image, boolean removed) {
        pulls.going().remove(image);
        if (removed) {
            pulls.images().remove(image);
        }
        for (String arn : touched.allArns()) {
            boolean waits = touched.read(
                    arn,
                    draft -> draft.containers.stream()
                            .anyMatch(c -> c.spec.image().equals(image)),
                    state -> state.containers().stream()
                            .anyMatch(c -> c.spec().image().equals(image)));
            if (waits) {
                touched.touch(arn);
            }
        }
    }

    /** Chooses, when it is time to, which images of tasks go, and asks what there is of others. */
    void clean() {
        ImageCleanup cleanup = settings.imageCleanup();
        if (!cleanup.enabled()) {
            return;
        }
        if (cleanAt == null || cleanAt.isAfter(now.plus(cleanup.interval()))) {
            cleanAt = now.plus(cleanup.interval());
        } else if (!now.isBefore(cleanAt)) {
            cleanAt = now.plus(cleanup.interval());
            List<String> chosen = cleanup.choose(pulls.images(), before.tasks().values(), now);
            chosen.forEach(this::remove);
            if (cleanup.untracked().enabled()) {
                effects.add(new Effect.FindUntracked(cleanup.perCycle() - chosen.size()));
            }
        }
    }

    /** What is of no task goes, as far as the rules say. */
    void untracked(Event.UntrackedFound found) {
        ImageCleanup cleanup = settings.imageCleanup();
        cleanup.untracked()
                .containers(found.untracked().containers(), now)
                .forEach(id -> effects.add(new Effect.RemoveUntracked(id)));
        Set<String> stay = new HashSet<>(cleanup.excluded());
        stay.addAll(OF_AGENTS);
        stay.addAll(pulls.images().keySet());
        stay.addAll(pulls.inFlight().keySet());
        before.tasks().values().stream()
                .flatMap(task -> task.spec().containers().stream())
                .forEach(container -> stay.add(container.image()));
        cleanup.untracked()
                .images(found.untracked().images(), stay, found.imagesAtMost(), now)
                .forEach(this::remove);
    }

    /** When to look again. */
    @Nullable
    Instant cleanAt() {
        return cleanAt;
    }

    private void remove(String image) {
        if (pulls.going().add(image)) {
            effects.add(new Effect.RemoveImage(image));
        }
    }
}
