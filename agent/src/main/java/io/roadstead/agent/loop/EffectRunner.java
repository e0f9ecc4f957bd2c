package io.roadstead.agent.loop;

import io.roadstead.agent.engine.ContainerRef;
import io.roadstead.agent.engine.Death;
import io.roadstead.agent.engine.Effect;
import io.roadstead.agent.engine.Event;
import io.roadstead.agent.engine.HealthReading;
import io.roadstead.agent.engine.LocalImage;
import io.roadstead.agent.runtime.ContainerRuntime;
import io.roadstead.agent.runtime.CreatedContainer;
import io.roadstead.agent.runtime.RuntimeFault;
import io.roadstead.agent.runtime.RuntimeListener;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out effects, each on a virtual thread of its own and within the limit of its kind, and brings back what came of
 * them.
 */
public final class EffectRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EffectRunner.class);

    /** Images pulled at once. */
    private static final int MAX_PULLS = 8;

    /** Containers created at once. */
    private static final int MAX_CREATES = 4;

    /** Containers started at once: more only make Docker slower for all of them. */
    private static final int MAX_STARTS = 4;

    /** Stops under way; each may last as long as its container's grace, so there are many. */
    private static final int MAX_STOPS = 256;

    private static final int MAX_INSPECTS = 8;

    /** Volumes made at once. */
    private static final int MAX_VOLUMES = 4;

    private static final int MAX_REMOVES = 4;

    /** Tasks reported at once. Source: agent-protocol 3.3. */
    private static final int MAX_REPORTS = 10;

    /** A stop that failed is tried so often. Source: agent-protocol 7.4. */
    private static final int MAX_STOP_TRIES = 5;

    private static final Duration FIRST_STOP_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_STOP_PAUSE = Duration.ofSeconds(5);
    private static final double STOP_PAUSE_GROWTH = 1.3;

    private final ContainerRuntime runtime;
    private final Reporter reporter;
    private final Attendant attendant;
    private final ResourceFetcher fetcher;
    private final Consumer<Event> events;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final Semaphore pulls = new Semaphore(MAX_PULLS);
    private final Semaphore creates = new Semaphore(MAX_CREATES);
    private final Semaphore starts = new Semaphore(MAX_STARTS);
    private final Semaphore stops = new Semaphore(MAX_STOPS);
    private final Semaphore volumes = new Semaphore(MAX_VOLUMES);
    private final Semaphore inspects = new Semaphore(MAX_INSPECTS);
    private final Semaphore removes = new Semaphore(MAX_REMOVES);
    private final Semaphore reports = new Semaphore(MAX_REPORTS);
    private volatile boolean closed;

    public EffectRunner(
            ContainerRuntime runtime,
            Reporter reporter,
            Attendant attendant,
            ResourceFetcher fetcher,
            Consumer<Event> events) {
        this.runtime = runtime;
        this.reporter = reporter;
        this.attendant = attendant;
        this.fetcher = fetcher;
        this.events = events;
    }

    /** Begins to tell the engine what happens to containers by itself. */
    public void watch() throws RuntimeFault {
        runtime.watch(new RuntimeListener() {
            @Override
            public void died(ContainerRef container, String dockerId, Death death) {
                events.accept(new Event.Died(container, dockerId, death));
            }

            @Override
            public void started(ContainerRef container, String dockerId) {
                events.accept(new Event.SeenStarting(container, dockerId));
            }

            @Override
            public void healthChanged(ContainerRef container, String dockerId, HealthReading reading) {
                events.accept(new Event.HealthChanged(container, dockerId, reading));
            }

            @Override
            public void back() {
                events.accept(new Event.DockerBack());
            }
        });
    }

    /** Begins an effect and returns. */
    public void run(Effect effect) {
        if (closed) {
            return;
        }
        Thread thread = Thread.ofVirtual().name("effect").unstarted(() -> {
            try {
                Event outcome = carryOut(effect);
                if (outcome != null && !closed) {
                    events.accept(outcome);
                }
            } catch (InterruptedException e) {
                LOG.debug("Left undone, for the agent stops: {}", effect);
            } finally {
                threads.remove(Thread.currentThread());
            }
        });
        threads.add(thread);
        thread.start();
    }

    /** Ends all threads; what Docker was told to do it does all the same, and a restart finds out. */
    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
    }

    private @Nullable Event carryOut(Effect effect) throws InterruptedException {
        return switch (effect) {
            case Effect.Pull pull -> pull(pull);
            case Effect.RemoveImage remove -> within(removes, () -> removeImage(remove));
            case Effect.FindUntracked find -> within(inspects, () -> findUntracked(find));
            case Effect.RemoveUntracked remove -> within(removes, () -> removeUntracked(remove));
            case Effect.CreateGroup group -> within(removes, () -> createGroup(group));
            case Effect.RemoveGroup group -> within(removes, () -> removeGroup(group));
            case Effect.Fetch fetch -> fetch(fetch);
            case Effect.Release release -> {
                fetcher.release(release.taskArn());
                yield null;
            }
            case Effect.InspectVolume inspect -> within(inspects, () -> inspectVolume(inspect));
            case Effect.CreateVolume create -> within(volumes, () -> createVolume(create));
            case Effect.RemoveVolume remove -> within(removes, () -> removeVolume(remove));
            case Effect.Create create -> within(creates, () -> create(create));
            case Effect.Start start -> within(starts, () -> start(start));
            case Effect.Stop stop -> within(stops, () -> stop(stop));
            case Effect.Inspect inspect -> within(inspects, () -> inspect(inspect));
            case Effect.Remove remove -> within(removes, () -> remove(remove));
            case Effect.Discard discard -> within(removes, () -> discard(discard));
            case Effect.Report report ->
                within(reports, () -> {
                    reporter.tell(report.report());
                    return new Event.ReportSettled(report.report());
                });
            case Effect.TellHealth _ -> {
                reporter.healthChanged();
                yield null;
            }
        };
    }

    private interface Doing {
        @Nullable
        Event get() throws InterruptedException;
    }

    private static @Nullable Event within(Semaphore limit, Doing doing) throws InterruptedException {
        limit.acquire();
        try {
            return doing.get();
        } finally {
            limit.release();
        }
    }

    private @Nullable Event pull(Effect.Pull pull) throws InterruptedException {
        if (pull.onlyIfAbsent()) {
            try {
                Optional<LocalImage> present = runtime.image(pull.image());
                if (present.isPresent()) {
                    return new Event.PullDone(pull.image(), present.get(), false);
                }
            } catch (RuntimeFault e) {
                LOG.warn("Whether image {} is here cannot be told; it is pulled", pull.image(), e);
            }
        }
        return within(pulls, () -> {
            events.accept(new Event.PullBegun(pull.image()));
            String digest = null;
            try {
                digest = runtime.digest(pull.image(), pull.limits().manifest()).orElse(null);
            } catch (RuntimeFault e) {
                LOG.warn("Which image {} is cannot be told", pull.image(), e);
                events.accept(new Event.ManifestFailed(pull.image(), e.fault()));
                if (pull.manifestNeeded()) {
                    return new Event.PullFailed(pull.image(), e.fault(), null);
                }
            }
            try {
                runtime.pull(
                        pull.image(),
                        digest,
                        pull.limits().whole(),
                        pull.limits().inactivity());
            } catch (RuntimeFault e) {
                LOG.warn("Image {} could not be pulled", pull.image(), e);
                return new Event.PullFailed(
                        pull.image(), e.fault(), local(pull.image()).orElse(null));
            }
            LocalImage image = local(pull.image()).orElse(new LocalImage(null, false));
            // An image may have several digests in one repository; the one just pulled is the one that runs.
            return new Event.PullDone(
                    pull.image(), digest == null ? image : new LocalImage(digest, image.setsRegion()), true);
        });
    }

    private Optional<LocalImage> local(String image) {
        try {
            return runtime.image(image);
        } catch (RuntimeFault e) {
            LOG.warn("Image {} cannot be looked at", image, e);
            return Optional.empty();
        }
    }

    private Event removeImage(Effect.RemoveImage effect) {
        try {
            runtime.removeImage(effect.image());
            LOG.info("Image {} is removed, for no task needed it", effect.image());
            return new Event.ImageRemoved(effect.image());
        } catch (RuntimeFault e) {
            LOG.info("Image {} stays for now: {}", effect.image(), text(e));
            return new Event.ImageRemoveFailed(effect.image());
        }
    }

    private @Nullable Event findUntracked(Effect.FindUntracked effect) {
        try {
            return new Event.UntrackedFound(runtime.untracked(), effect.imagesAtMost());
        } catch (RuntimeFault e) {
            LOG.warn("What is on this host and of no task cannot be told; nothing of it is removed: {}", text(e));
            return null;
        }
    }

    private @Nullable Event removeUntracked(Effect.RemoveUntracked effect) {
        try {
            runtime.removeStopped(effect.dockerId());
            LOG.info("Container {}, which is of no task and ended long ago, is removed", effect.dockerId());
        } catch (RuntimeFault e) {
            LOG.info("Container {}, which is of no task, stays for now: {}", effect.dockerId(), text(e));
        }
        return null;
    }

    private Event createGroup(Effect.CreateGroup effect) {
        try {
            runtime.createGroup(effect.group());
            return new Event.GroupReady(effect.taskArn());
        } catch (RuntimeFault e) {
            LOG.warn("The cgroup of task {} cannot be made", effect.taskArn(), e);
            return new Event.GroupFailed(effect.taskArn(), text(e));
        }
    }

    private @Nullable Event removeGroup(Effect.RemoveGroup effect) {
        try {
            runtime.removeGroup(effect.group());
        } catch (RuntimeFault e) {
            LOG.warn("The cgroup {} cannot be removed", effect.group().parent(), e);
        }
        return null;
    }

    /** Without a limit of its own: it may wait for credentials, and whoever fetches limits what is asked at once. */
    private Event fetch(Effect.Fetch effect) throws InterruptedException {
        try {
            fetcher.fetch(effect.taskArn(), effect.resource());
            return new Event.Fetched(effect.taskArn(), effect.resource().name());
        } catch (ResourceFetcher.Failed e) {
            LOG.warn("Task {} does not get what it needs: {}", effect.taskArn(), e.why());
            return new Event.FetchFailed(effect.taskArn(), effect.resource().name(), e.why());
        }
    }

    private Event inspectVolume(Effect.InspectVolume effect) {
        try {
            return new Event.VolumeInspected(effect.volume(), runtime.volume(effect.dockerName()));
        } catch (RuntimeFault e) {
            LOG.info("Volume {} is not there: {}", effect.dockerName(), text(e));
            return new Event.VolumeInspectFailed(effect.volume(), e.fault());
        }
    }

    private Event createVolume(Effect.CreateVolume effect) {
        try {
            runtime.createVolume(effect.request());
            return new Event.VolumeCreated(effect.volume());
        } catch (RuntimeFault e) {
            LOG.warn("Volume {} cannot be made", effect.request().dockerName(), e);
            return new Event.VolumeCreateFailed(effect.volume(), e.fault());
        }
    }

    private Event removeVolume(Effect.RemoveVolume effect) {
        try {
            runtime.removeVolume(effect.dockerName());
            return new Event.VolumeRemoved(effect.volume());
        } catch (RuntimeFault e) {
            LOG.warn("Volume {} cannot be removed", effect.dockerName(), e);
            return new Event.VolumeRemoveFailed(effect.volume(), e.fault());
        }
    }

    private Event create(Effect.Create effect) {
        try {
            CreatedContainer created =
                    runtime.create(attendant.creates(effect.container(), effect.request()), effect.timeout());
            return new Event.Created(effect.container(), created.id(), created.bindings());
        } catch (RuntimeFault e) {
            LOG.warn("Container {} cannot be created", effect.request().dockerName(), e);
            return new Event.CreateFailed(effect.container(), e.fault());
        }
    }

    private Event start(Effect.Start effect) {
        try {
            runtime.start(effect.dockerId(), effect.timeout());
            attendant.started(effect.container(), effect.dockerId());
            return new Event.Started(effect.container(), effect.dockerId());
        } catch (RuntimeFault e) {
            LOG.warn("Container {} cannot be started", effect.dockerId(), e);
            return new Event.StartFailed(effect.container(), effect.dockerId(), e.fault());
        }
    }

    private Event stop(Effect.Stop effect) throws InterruptedException {
        Duration pause = FIRST_STOP_PAUSE;
        for (int tried = 1; ; tried++) {
            try {
                runtime.stop(effect.dockerId(), effect.grace(), effect.timeout());
                return new Event.StopDone(effect.container(), runtime.inspect(effect.dockerId()));
            } catch (RuntimeFault e) {
                LOG.warn("Container {} cannot be stopped, try {} of {}", effect.dockerId(), tried, MAX_STOP_TRIES, e);
                if (tried == MAX_STOP_TRIES || !Faults.stopWorthAnotherTry(e.fault())) {
                    return new Event.StopFailed(effect.container(), e.fault());
                }
            }
            Thread.sleep(pause);
            Duration next = Duration.ofMillis((long) (pause.toMillis() * STOP_PAUSE_GROWTH));
            pause = next.compareTo(LONGEST_STOP_PAUSE) > 0 ? LONGEST_STOP_PAUSE : next;
        }
    }

    private Event inspect(Effect.Inspect effect) {
        try {
            return new Event.Inspected(effect.container(), effect.asked(), runtime.inspect(effect.idOrName()));
        } catch (RuntimeFault e) {
            LOG.warn("Container {} cannot be looked at", effect.idOrName(), e);
            return new Event.InspectFailed(effect.container(), e.fault());
        }
    }

    private Event remove(Effect.Remove effect) {
        try {
            runtime.remove(effect.idOrName());
            attendant.removed(effect.container());
            return new Event.Removed(effect.container());
        } catch (RuntimeFault e) {
            LOG.warn("Container {} cannot be removed", effect.idOrName(), e);
            return new Event.RemoveFailed(effect.container(), e.fault());
        }
    }

    private @Nullable Event discard(Effect.Discard effect) {
        try {
            runtime.remove(effect.idOrName());
        } catch (RuntimeFault e) {
            LOG.warn("Container {}, which was made anew, cannot be removed", effect.idOrName(), e);
        }
        return null;
    }

    private static String text(RuntimeFault e) {
        return Faults.text(e.fault());
    }
}
