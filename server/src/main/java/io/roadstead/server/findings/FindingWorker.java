package io.roadstead.server.findings;

import io.roadstead.control.index.Index;
import io.roadstead.control.index.Kind;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Service;
import io.roadstead.doctor.Doctor;
import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.Collector;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.wire.client.ApiError;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at what failed, one subject after the other, on one thread of its own: never on the scheduler's, never twice at
 * once, never at a subject twice within {@link FindingSettings#between}, and never for more than a small share of the
 * time. The public operations are asked, as from outside, for what one subject needs.
 */
public final class FindingWorker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FindingWorker.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final FindingSettings settings;
    private final Function<Scope, Collector.Api> apis;
    private final InstantSource clock;
    private final KeptFindings kept;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** By subject, the earliest instant of its look. */
    private final Map<Subject, Instant> due = new LinkedHashMap<>();

    private final Map<Subject, Instant> lookedAt = new HashMap<>();
    private final Thread thread;
    private long leftOut;
    private volatile boolean closed;

    private FindingWorker(FindingSettings settings, Function<Scope, Collector.Api> apis, InstantSource clock) {
        this.settings = settings;
        this.apis = apis;
        this.clock = clock;
        this.kept = new KeptFindings(settings.kept());
        this.thread = Thread.ofPlatform()
                .daemon()
                .name("findings")
                .priority(Thread.MIN_PRIORITY)
                .unstarted(this::run);
    }

    /**
     * Looks from now on, first at the services that were not steady when the server stopped.
     *
     * @param apis the ECS API as the root of an account, in a region
     */
    public static FindingWorker start(
            FindingSettings settings, Index index, Function<Scope, Collector.Api> apis, InstantSource clock) {
        FindingWorker worker = new FindingWorker(settings, apis, clock);
        if (settings.enabled()) {
            index.listen(worker::heard);
            List<Service> services = new ArrayList<>();
            index.everywhere(Kind.SERVICE, Service.class).forEach(each -> services.add(each.record()));
            Failures.atStart(services).forEach(subject -> worker.mark(subject, settings.debounce()));
            worker.thread.start();
        }
        return worker;
    }

    KeptFindings kept() {
        return kept;
    }

    boolean enabled() {
        return settings.enabled();
    }

    /** How many looks were left out since the start, because too many waited. */
    long leftOut() {
        lock.lock();
        try {
            return leftOut;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(STOP_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** On the watch's thread: it only notes. */
    private void heard(List<Index.Changed> changes) {
        for (Index.Changed change : changes) {
            Failures.Worth worth = Failures.of(change);
            if (worth.forget() != null) {
                kept.forget(worth.forget());
            }
            Subject look = worth.look();
            if (look != null && (!worth.ifTroubled() || kept.has(look))) {
                mark(look, worth.soon() ? settings.debounce() : settings.agentAway());
            }
        }
    }

    private void mark(Subject subject, Duration in) {
        lock.lock();
        try {
            Instant wanted = clock.instant().plus(in);
            Instant last = lookedAt.get(subject);
            Instant allowed = last == null ? wanted : last.plus(settings.between());
            Instant when = allowed.isAfter(wanted) ? allowed : wanted;
            Instant known = due.get(subject);
            if (known == null && due.size() >= settings.queue()) {
                leftOut++;
                return;
            }
            if (known == null || when.isBefore(known)) {
                due.put(subject, when);
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (!closed) {
            try {
                Subject subject = next();
                long began = System.nanoTime();
                look(subject);
                long took = System.nanoTime() - began;
                Thread.sleep(Duration.ofNanos(took * settings.share()));
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | StackOverflowError e) {
                log.warn("A look at a failure failed; the next goes on.", e);
            }
        }
    }

    private Subject next() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                Instant now = clock.instant();
                lookedAt.values().removeIf(at -> at.plus(settings.between()).isBefore(now));
                Optional<Map.Entry<Subject, Instant>> first =
                        due.entrySet().stream().min(Map.Entry.comparingByValue());
                if (first.isPresent() && !first.get().getValue().isAfter(now)) {
                    Subject subject = first.get().getKey();
                    due.remove(subject);
                    lookedAt.put(subject, now);
                    return subject;
                }
                Duration wait = first.map(each -> Duration.between(now, each.getValue()))
                        .orElse(settings.again());
                long unused = changed.awaitNanos(
                        Math.min(wait.toNanos(), settings.again().toNanos()));
            }
        } finally {
            lock.unlock();
        }
    }

    private void look(Subject subject) {
        Instant now = clock.instant();
        ClusterFacts facts = facts(subject, now);
        List<Finding> findings = facts == null ? List.of() : Doctor.findings(Doctor.examine(facts));
        kept.looked(subject, findings, now);
        if (kept.has(subject)) {
            mark(subject, settings.again());
        }
    }

    private @Nullable ClusterFacts facts(Subject subject, Instant now) {
        Collector collector = new Collector(apis.apply(subject.scope()), null, null, 1);
        try {
            return switch (subject.kind()) {
                case SERVICE -> collector.service(subject.clusterArn(), subject.arn(), now);
                case TASK -> collector.task(subject.clusterArn(), subject.arn(), now);
                case INSTANCE -> collector.instance(subject.clusterArn(), subject.arn(), now);
            };
        } catch (ApiError gone) {
            // The cluster, or all there was, is deleted: nothing is wrong with what is not there.
            return null;
        }
    }
}
