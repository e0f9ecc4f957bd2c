package io.roadstead.doctor.facts;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** Questions asked side by side, at most so many at once; the answers stay in the order of the questions. */
final class SideBySide {
    private final int atOnce;
    private final Semaphore places;

    /** @param atOnce 1 asks one after the other, on the caller's thread */
    SideBySide(int atOnce) {
        this.atOnce = atOnce;
        this.places = new Semaphore(atOnce);
    }

    /** What asking throws is thrown here, of several the first question's. */
    <Q, A> List<A> each(List<Q> questions, Function<Q, A> ask) {
        return questions.size() < 2 ? questions.stream().map(ask).toList() : each(questions.iterator(), ask);
    }

    /** The same of questions that take time to find, on the caller's thread: each is asked as soon as it is there. */
    <Q, A> List<A> each(Iterator<Q> questions, Function<Q, A> ask) {
        if (atOnce == 1) {
            List<A> answers = new ArrayList<>();
            questions.forEachRemaining(question -> answers.add(ask.apply(question)));
            return answers;
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<A>> answers = new ArrayList<>();
            while (questions.hasNext()) {
                Q question = questions.next();
                answers.add(threads.submit(() -> {
                    places.acquire();
                    try {
                        return ask.apply(question);
                    } finally {
                        places.release();
                    }
                }));
            }
            List<A> all = new ArrayList<>();
            for (Future<A> answer : answers) {
                all.add(answer.get());
            }
            return all;
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            throw new IllegalStateException("a question could not be asked", failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking", interrupted);
        }
    }

    /** Whole parts of a look, which ask on their own: they take no places, for what they ask does. */
    void parts(List<Runnable> parts) {
        if (atOnce == 1) {
            parts.forEach(Runnable::run);
            return;
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            parts.forEach(part -> running.add(threads.submit(part)));
            for (Future<?> each : running) {
                each.get();
            }
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            throw new IllegalStateException("a part could not be looked at", failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking", interrupted);
        }
    }
}
