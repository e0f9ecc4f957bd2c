package io.roadstead.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.cli.terminal.Line;
import io.roadstead.cli.terminal.Size;
import io.roadstead.cli.terminal.Style;
import io.roadstead.doctor.Doctor;
import io.roadstead.doctor.finding.Language;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameTest {
    private static final Frame.Manner ENGLISH = new Frame.Manner(Language.EN, ZoneOffset.UTC, "2s", true);
    private static final Frame.Manner JAPANESE = new Frame.Manner(Language.JA, ZoneOffset.UTC, "2s", true);

    @Test
    void aClusterStandsOnAnOrdinaryTerminal() {
        assertThat(text(busy(), new Size(80, 24), ENGLISH)).isEqualTo("""
                        roadstead  cluster shop  http://127.0.0.1:4566       12:00:00  every 2s  q quits
                        SERVICES 2           DESIRED  RUNNING  PENDING  ROLLOUT      DEPLOYMENT
                        checkout-with-a-na…        4        3        1  IN_PROGRESS  [|    ] 1/4 checko…
                        web                        3        3        0  COMPLETED    [|||||] 3/3 web:4
                        TASKS 5   DEFINITION  LAST          DESIRED  HEALTH     INSTANCE    AGE
                        3a1b2c3d  checkout:8  PROVISIONING  RUNNING  UNKNOWN    1fe1a7f7     4s
                        4a1b2c3d  checkout:8  RUNNING       RUNNING  UNHEALTHY  1fe1a7f7    30s
                        2a1b2c3d  checkout:7  RUNNING       RUNNING  HEALTHY    1fe1a7f7  1m30s
                        1a1b2c3d  web:4       RUNNING       RUNNING  HEALTHY    1fe1a7f7   1h0m
                        0a1b2c3d  web:4       RUNNING       RUNNING  HEALTHY    1fe1a7f7   1h1m
                        5a1b2c3d  checkout:8  STOPPED       STOPPED  UNKNOWN    1fe1a7f7    50s
                        INSTANCES 2  STATUS  AGENT      CPU                MEMORY MiB         TASKS
                        2fe1a7f7     ACTIVE  AWAY       [     ] 0/2048     [     ] 0/3911       3+1
                        1fe1a7f7     ACTIVE  connected  [|||  ] 1024/2048  [|||| ] 3811/3911      3
                        EVENTS
                           30s  (service web) has reached a steady state.
                           31s  (service checkout-with-a-name-that-goes-on) has reached a steady state.
                        FINDINGS 3  ./roadstead doctor tells the evidence and the fix
                        ERROR    The program in container main ended with an error of its own (exit code
                                 3).
                        ERROR    The agent of container instance 2fe1a7f7dfa26f1d is not connected: its
                                 tasks go on unwatched, and it gets no new ones.
                        WARNING  The deployment of checkout:8 to service
                                 checkout-with-a-name-that-goes-on does not get on: 2 tasks of it …
                        """);
    }

    @Test
    void whatIsWiderHasLongerBarsAndReasons() {
        assertThat(text(busy(), new Size(140, Size.ENDLESS), ENGLISH)).isEqualTo("""
                        roadstead  cluster shop  http://127.0.0.1:4566                                                                   12:00:00  every 2s  q quits

                        SERVICES 2                         DESIRED  RUNNING  PENDING  ROLLOUT      DEPLOYMENT
                        checkout-with-a-name-that-goes-on        4        3        1  IN_PROGRESS  [||||            ] 1/4 checkout:8, 2 failed, 2 of checkout:7
                        web                                      3        3        0  COMPLETED    [||||||||||||||||] 3/3 web:4

                        TASKS 5   DEFINITION  LAST          DESIRED  HEALTH     INSTANCE    AGE  SERVICE OR REASON
                        3a1b2c3d  checkout:8  PROVISIONING  RUNNING  UNKNOWN    1fe1a7f7     4s  checkout-with-a-name-that-goes-on
                        4a1b2c3d  checkout:8  RUNNING       RUNNING  UNHEALTHY  1fe1a7f7    30s  checkout-with-a-name-that-goes-on
                        2a1b2c3d  checkout:7  RUNNING       RUNNING  HEALTHY    1fe1a7f7  1m30s  checkout-with-a-name-that-goes-on
                        1a1b2c3d  web:4       RUNNING       RUNNING  HEALTHY    1fe1a7f7   1h0m  web
                        0a1b2c3d  web:4       RUNNING       RUNNING  HEALTHY    1fe1a7f7   1h1m  web
                        5a1b2c3d  checkout:8  STOPPED       STOPPED  UNKNOWN    1fe1a7f7    50s  Essential container in task exited

                        INSTANCES 2  STATUS  AGENT      CPU                           MEMORY MiB                    TASKS
                        2fe1a7f7     ACTIVE  AWAY       [                ] 0/2048     [                ] 0/3911       3+1
                        1fe1a7f7     ACTIVE  connected  [||||||||        ] 1024/2048  [||||||||||||||| ] 3811/3911      3

                        EVENTS
                           30s  (service web) has reached a steady state.
                           31s  (service checkout-with-a-name-that-goes-on) has reached a steady state.

                        FINDINGS 3  ./roadstead doctor tells the evidence and the fix
                        ERROR    The program in container main ended with an error of its own (exit code 3).
                        ERROR    The agent of container instance 2fe1a7f7dfa26f1d is not connected: its tasks go on unwatched, and it gets no new ones.
                        WARNING  The deployment of checkout:8 to service checkout-with-a-name-that-goes-on does not get on: 2 tasks of it failed; there is no
                                 circuit breaker to end it.
                        """);
    }

    @Test
    void japaneseStandsInColumnsThoughItsCharactersTakeTwo() {
        assertThat(text(japanese(), new Size(80, 24), JAPANESE)).isEqualTo("""
                        roadstead  クラスター shop  http://127.0.0.1:4566    12:00:00  間隔 2s  q で終了

                        サービス 1        必要数  実行中  保留中  ロールアウト  デプロイ
                        注文受付サービス       2       2       0  COMPLETED     [|||||] 2/2 注文:4

                        タスク 1  タスク定義               状態     目標     ヘルス   インスタンス  経過
                        0a1b2c3d  とても長い名前のタスク…  RUNNING  RUNNING  HEALTHY  1fe1a7f7      1h1m

                        インスタンス 2  ステータス  エージェント  CPU                メモリ MiB
                        2fe1a7f7        ACTIVE      切断          [     ] 0/2048     [     ] 0/3911
                        1fe1a7f7        ACTIVE      接続          [|||  ] 1024/2048  [|||| ] 3811/3911

                        イベント
                             30s  (service 注文受付サービス) has reached a steady state.

                        診断 1  根拠と対処は ./roadstead doctor で確認できます
                        ERROR    コンテナインスタンス 2fe1a7f7dfa26f1d
                                 のエージェントが切断されています。実行中のタスクは監視されず、新しいタ
                                 スクも配置されません。
                        """);
    }

    @Test
    void aSmallTerminalKeepsTheFirstColumnsAndTheHeadOfEachPart() {
        assertThat(text(busy(), new Size(40, 8), ENGLISH)).isEqualTo("""
                        roadstead  cluster shop  12:00:00  ever…
                        SERVICES 2     DESIRED  RUNNING  PENDING
                        checkout-wit…        4        3        1
                        TASKS 5   DEFINITION  LAST
                        INSTANCES 2  STATUS  AGENT
                        EVENTS
                        FINDINGS 3  ./roadstead doctor tells th…
                        ERROR    The program in container main …
                        """);
    }

    @Test
    void anEmptyClusterSaysThatNothingIsWrong() {
        assertThat(text(new ToldCluster(), new Size(60, 24), new Frame.Manner(Language.EN, ZoneOffset.UTC, "", false)))
                .isEqualTo("""
                        roadstead  cluster shop  http://127.0.0.1:4566      12:00:00

                        SERVICES 0  DESIRED  RUNNING  PENDING  ROLLOUT  DEPLOYMENT

                        TASKS 0  DEFINITION  LAST  DESIRED  HEALTH  INSTANCE  AGE

                        INSTANCES 0  STATUS  AGENT  CPU  MEMORY MiB  TASKS

                        FINDINGS 0  Nothing is wrong.
                        """);
    }

    @Test
    void whenNobodyAnswersItSaysSinceWhenAndKeepsWhatWasSeen() {
        View seen = view(new ToldCluster().service("web", 0, "COMPLETED", 0, "web:1", 1, 1));
        View failed = seen.failed(ToldCluster.NOW.minusSeconds(65), "No answer from http://127.0.0.1:4566.")
                .failed(ToldCluster.NOW.minusSeconds(5), "No answer from http://127.0.0.1:4566 (connection refused).");
        List<Line> lines = Frame.lines(failed, new Size(100, 24), ToldCluster.NOW, ENGLISH);
        assertThat(lines.get(1))
                .isEqualTo(Line.of(
                        "Not seen since 11:58:55 (1m5s), trying again: No answer from http://127.0.0.1:4566 (connection refu…",
                        Style.RED));
        assertThat(lines.subList(2, lines.size()))
                .anySatisfy(line -> assertThat(line.text()).contains("[||||||||||] 1/1 web:1"))
                .allSatisfy(line -> assertThat(line.spans()).allMatch(span -> span.style() == Style.DIM));
    }

    @Test
    void coloursSayWhatIsWellAndWhatIsNot() {
        assertThat(spans(busy()))
                .contains(
                        new Line.Span("IN_PROGRESS", Style.YELLOW),
                        new Line.Span("COMPLETED", Style.GREEN),
                        new Line.Span("2 failed", Style.RED),
                        new Line.Span("AWAY", Style.RED),
                        new Line.Span("ERROR", Style.RED),
                        new Line.Span("HEALTHY", Style.GREEN),
                        new Line.Span("UNHEALTHY", Style.RED));
    }

    @Test
    void ofEquallyGraveFindingsOneOfEachKindComesFirst() {
        String died = "'desiredStatus':'STOPPED','group':'service:web','startedBy':'ecs-svc/0','stoppedAt':"
                + (ToldCluster.NOW.getEpochSecond() - 9)
                + ",'stopCode':'TaskFailedToStart','stoppedReason':'Task failed to start','containers':[{'name':'main',"
                + "'reason':'CannotStartContainerError: of its own kind %s'}]";
        String text = text(
                new ToldCluster()
                        .service("web", 0, "IN_PROGRESS", 0, "web:1", 2, 0)
                        .task("a", "web:1", 20, "STOPPED", died.formatted("1"))
                        .task("b", "web:1", 20, "STOPPED", died.formatted("2"))
                        .instance("1fe1a7f7dfa26f1d", false, 0, 0),
                new Size(120, 24),
                ENGLISH);
        assertThat(text.lines().filter(line -> line.startsWith("ERROR")).toList())
                .satisfiesExactly(
                        first -> assertThat(first).contains("of its own kind"),
                        other -> assertThat(other).contains("is not connected"),
                        second -> assertThat(second).contains("of its own kind"));
    }

    @Test
    void nothingEverReachesBeyondTheTerminal() {
        Random random = new Random(7);
        for (int round = 0; round < 400; round++) {
            Size size = new Size(1 + random.nextInt(160), 1 + random.nextInt(60));
            View view = view(round % 2 == 0 ? busy() : japanese());
            List<Line> lines = Frame.lines(
                    round % 3 == 0 ? view.failed(ToldCluster.NOW, "gone") : view,
                    size,
                    ToldCluster.NOW,
                    round % 2 == 0 ? ENGLISH : JAPANESE);
            assertThat(lines).as("%s", size).hasSizeLessThanOrEqualTo(size.rows());
            assertThat(lines).as("%s", size).allSatisfy(line -> assertThat(line.width())
                    .isLessThanOrEqualTo(size.columns()));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'3,40,1,15,2', 18, '3,6,1,6,2'",
        "'3,40,1,15,2', 100, '3,40,1,15,2'",
        "'3,40,1,15,2', 3, '1,1,0,0,1'",
        "'3,40,1,15,2', 0, '0,0,0,0,0'",
        "'3,40,1,15,2', -4, '0,0,0,0,0'",
    })
    void whatIsSmallIsWholeAndWhatIsLargeIsCut(String wanted, int room, String shares) {
        assertThat(Frame.shares(numbers(wanted), room)).containsExactly(numbers(shares));
    }

    private static int[] numbers(String list) {
        return List.of(list.split(",")).stream().mapToInt(Integer::parseInt).toArray();
    }

    private static ToldCluster busy() {
        return new ToldCluster()
                .service("web", 0, "COMPLETED", 0, "web:4", 3, 3)
                .service(
                        "checkout-with-a-name-that-goes-on",
                        1,
                        "IN_PROGRESS",
                        2,
                        "checkout:8",
                        4,
                        1,
                        "checkout:7",
                        4,
                        2)
                .running("0a1b2c3d4e5f", "web:4", 3700, "web")
                .running("1a1b2c3d4e5f", "web:4", 3600, "web")
                .running("2a1b2c3d4e5f", "checkout:7", 90, "checkout-with-a-name-that-goes-on")
                .task(
                        "3a1b2c3d4e5f",
                        "checkout:8",
                        4,
                        "PROVISIONING",
                        "'desiredStatus':'RUNNING','healthStatus':'UNKNOWN','group':'service:checkout-with-a-name-that-goes-on'")
                .task(
                        "4a1b2c3d4e5f",
                        "checkout:8",
                        30,
                        "RUNNING",
                        "'desiredStatus':'RUNNING','healthStatus':'UNHEALTHY','group':'service:checkout-with-a-name-that-goes-on'")
                .task(
                        "5a1b2c3d4e5f",
                        "checkout:8",
                        50,
                        "STOPPED",
                        "'desiredStatus':'STOPPED','healthStatus':'UNKNOWN','group':'family:checkout','stopCode':"
                                + "'EssentialContainerExited','stoppedReason':'Essential container in task exited',"
                                + "'stoppedAt':" + (ToldCluster.NOW.getEpochSecond() - 9)
                                + ",'containers':[{'name':'main','exitCode':3}]")
                .task(
                        "6a1b2c3d4e5f",
                        "checkout:8",
                        4000,
                        "STOPPED",
                        "'desiredStatus':'STOPPED','stopCode':'UserInitiated','stoppedAt':"
                                + (ToldCluster.NOW.getEpochSecond() - 301))
                .instance("1fe1a7f7dfa26f1d", true, 1024, 100)
                .instance("2fe1a7f7dfa26f1d", false, 2048, 3911);
    }

    private static ToldCluster japanese() {
        return new ToldCluster()
                .service("注文受付サービス", 0, "COMPLETED", 0, "注文:4", 2, 2)
                .running("0a1b2c3d4e5f", "とても長い名前のタスク定義ファミリー:12", 3700, "注文受付サービス")
                .instance("1fe1a7f7dfa26f1d", true, 1024, 100)
                .instance("2fe1a7f7dfa26f1d", false, 2048, 3911);
    }

    private static View view(ToldCluster cluster) {
        var facts = cluster.facts();
        return new View("http://127.0.0.1:4566", "shop", facts, Doctor.findings(Doctor.examine(facts)), null);
    }

    private static List<Line.Span> spans(ToldCluster cluster) {
        return Frame.lines(view(cluster), new Size(140, Size.ENDLESS), ToldCluster.NOW, ENGLISH).stream()
                .flatMap(line -> line.spans().stream())
                .map(span -> new Line.Span(span.text().strip(), span.style()))
                .toList();
    }

    private static String text(ToldCluster cluster, Size size, Frame.Manner manner) {
        return Frame.lines(view(cluster), size, ToldCluster.NOW, manner).stream()
                .map(line -> line.text().stripTrailing() + "\n")
                .collect(Collectors.joining());
    }
}
