package io.roadstead.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.roadstead.cli.CommandFailure;
import io.roadstead.cli.terminal.Line;
import io.roadstead.cli.terminal.Screen;
import io.roadstead.cli.terminal.Size;
import io.roadstead.doctor.finding.Language;
import io.roadstead.wire.client.ApiError;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveViewTest {
    private static final Clock CLOCK = Clock.fixed(ToldCluster.NOW, ZoneOffset.UTC);

    private final FakeScreen screen = new FakeScreen();
    private volatile String answers = "yes";
    private final AtomicInteger searches = new AtomicInteger();
    private final Lookout lookout = new Lookout(this::find, "shop", CLOCK);

    @AfterEach
    void leave() {
        screen.keys.add((int) 'q');
    }

    @ParameterizedTest
    @ValueSource(ints = {'q', 'Q', 3, 4, -1})
    void aKeyLeaves(int key) throws Exception {
        CompletableFuture<Void> shown = shown();
        screen.keys.add((int) 'x');
        screen.keys.add(key);
        shown.get(20, TimeUnit.SECONDS);
        assertThat(screen.last()).contains("cluster shop");
    }

    @Test
    void aServerThatIsGoneIsLookedForUntilItIsBack() throws Exception {
        CompletableFuture<Void> shown = shown();
        answers = "no";
        await().untilAsserted(() -> assertThat(screen.last())
                .contains("Not seen since 12:00:00 (0s), trying again: No answer")
                .contains("SERVICES"));
        answers = "none";
        await().untilAsserted(() -> assertThat(screen.last()).contains("trying again: Roadstead does not run"));
        answers = "yes";
        await().untilAsserted(() -> assertThat(screen.last()).doesNotContain("Not seen"));
        assertThat(searches).as("the server may be at another address").hasValueGreaterThan(1);
        assertThat(shown).isNotDone();
    }

    @Test
    void aNewSizeIsDrawnAtOnce() throws Exception {
        CompletableFuture<Void> shown = shown();
        screen.size = new Size(44, 5);
        screen.resized.get(20, TimeUnit.SECONDS).run();
        await().untilAsserted(() ->
                assertThat(screen.shown.getLast().getFirst().width()).isLessThanOrEqualTo(44));
        assertThat(shown).isNotDone();
    }

    @Test
    void aKeyboardThatBreaksEndsItWithItsReason() throws Exception {
        CompletableFuture<Void> shown = shown();
        screen.keys.add(FakeScreen.BROKEN);
        assertThatThrownBy(() -> shown.get(20, TimeUnit.SECONDS)).hasRootCauseMessage("the line is cut");
    }

    @Test
    void whatIsRefusedIsToldWithItsName() throws Exception {
        View first = lookout.first();
        answers = "refused";
        assertThat(lookout.next(first).trouble())
                .isEqualTo(new View.Trouble(ToldCluster.NOW, "AccessDeniedException: not you"));
        assertThat(searches).hasValue(1);
        assertThatThrownBy(lookout::first).isInstanceOf(ApiError.class);
    }

    @Test
    void aDefinitionIsNotAskedForAgainAtOnce() throws Exception {
        ToldCluster cluster = new ToldCluster().service("web", 0, "COMPLETED", 0, "web:1", 1, 1);
        LateClock clock = new LateClock();
        Lookout looks = new Lookout(() -> new Lookout.Server("", cluster), "shop", clock);
        looks.first();
        looks.first();
        assertThat(cluster.calls("DescribeServices")).isEqualTo(2);
        assertThat(cluster.calls("DescribeTaskDefinition")).isEqualTo(1);
        clock.late = RememberedDefinitions.REMEMBERED.plusMillis(1);
        looks.first();
        assertThat(cluster.calls("DescribeTaskDefinition")).isEqualTo(2);
    }

    private CompletableFuture<Void> shown() throws IOException {
        View first = lookout.first();
        LiveView live = new LiveView(
                screen,
                lookout,
                Duration.ofMillis(5),
                new Frame.Manner(Language.EN, ZoneOffset.UTC, "5ms", true),
                CLOCK);
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        live.run(first);
                    } catch (IOException | InterruptedException problem) {
                        throw new IllegalStateException(problem);
                    }
                },
                task -> Thread.ofPlatform().daemon().start(task));
    }

    private Lookout.Server find() {
        searches.incrementAndGet();
        if (answers.equals("none")) {
            throw new CommandFailure("Roadstead does not run");
        }
        ToldCluster cluster = new ToldCluster();
        return new Lookout.Server("http://127.0.0.1:4566", (operation, input) -> {
            switch (answers) {
                case "no", "none" -> throw new ApiError(ApiError.UNREACHABLE, "No answer from http://127.0.0.1:4566.");
                case "refused" -> throw new ApiError("AccessDeniedException", "not you");
                default -> {
                    return cluster.call(operation, input);
                }
            }
        });
    }

    private static final class LateClock extends Clock {
        Duration late = Duration.ZERO;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return ToldCluster.NOW.plus(late);
        }
    }

    private static final class FakeScreen implements Screen {
        static final int BROKEN = -2;

        final List<List<Line>> shown = new CopyOnWriteArrayList<>();
        final LinkedBlockingQueue<Integer> keys = new LinkedBlockingQueue<>();
        final CompletableFuture<Runnable> resized = new CompletableFuture<>();
        volatile Size size = new Size(100, 24);

        String last() {
            return shown.isEmpty()
                    ? ""
                    : shown.getLast().stream().map(Line::text).collect(Collectors.joining("\n"));
        }

        @Override
        public Size size() {
            return size;
        }

        @Override
        public void show(List<Line> lines) {
            shown.add(lines);
        }

        @Override
        public int key() throws IOException {
            try {
                int key = keys.take();
                if (key == BROKEN) {
                    throw new IOException("the line is cut");
                }
                return key;
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
                return NO_MORE_KEYS;
            }
        }

        @Override
        public void onResize(Runnable changed) {
            resized.complete(changed);
        }

        @Override
        public void close() {
            keys.add((int) 'q');
        }
    }
}
