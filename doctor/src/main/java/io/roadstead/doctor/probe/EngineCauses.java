package io.roadstead.doctor.probe;

import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Words;
import io.roadstead.doctor.probe.StopCause.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An engine that did not answer in the time the agent gives it. Source: ecs-behaviour 4.5. */
final class EngineCauses {
    private static final String ARTICLE = "ecs-fargate-docker-timeout-error";
    private static final Pattern WAITED =
            Pattern.compile("transition to (\\w+); timed out after waiting (\\S+)", Pattern.CASE_INSENSITIVE);

    private EngineCauses() {}

    static StopCause timeout(Seen seen) {
        Matcher waited = WAITED.matcher(seen.reason());
        boolean known = waited.find();
        String state = known ? waited.group(1) : "started";
        String after = known ? waited.group(2) : "";
        boolean pull = state.equals("pulled");
        String name = seen.container().name();
        String en = pull ? "have image " + seen.image() : "get container " + name + " " + state;
        String ja = pull ? "イメージ " + seen.image() + " の取得" : "コンテナ " + name + " の処理（" + state + "）";
        return new StopCause(
                ARTICLE,
                Words.of(
                        "The Docker Engine did not " + en + " in the time the agent gives it"
                                + (after.isEmpty() ? "." : ": " + after + "."),
                        "Docker Engine による" + ja + "が、エージェントの待ち時間" + (after.isEmpty() ? "" : " " + after)
                                + " 内に終わりませんでした。"),
                pull ? ofPull(seen) : ofContainer(state),
                Confidence.LIKELY,
                seen.container());
    }

    private static List<Fix> ofPull(Seen seen) {
        List<Fix> fixes = new ArrayList<>();
        fixes.add(Fix.of(
                "Run an image that is had sooner: a smaller one, or a copy in a registry nearby.",
                "より小さいイメージ、または近くのレジストリに置いたコピーを使用してください。",
                Definitions.change(
                        seen.task(), Definitions.container(seen.container().name(), ".image = \"<IMAGE>\""))));
        fixes.add(longer("ECS_IMAGE_PULL_TIMEOUT", "2h"));
        return fixes;
    }

    private static List<Fix> ofContainer(String state) {
        return List.of(
                Fix.of(
                        "See how the engine does on that instance: processors, memory, disk; restart one that hangs.",
                        "該当インスタンスで Docker Engine の状態（CPU、メモリ、ディスク）を確認し、応答しない場合は再起動してください。",
                        "time docker ps && docker system df && uptime"),
                state.equals("created")
                        ? longer("ECS_CONTAINER_CREATE_TIMEOUT", "8m")
                        : longer("ECS_CONTAINER_START_TIMEOUT", "6m"));
    }

    private static Fix longer(String variable, String value) {
        return Fix.of(
                "Where it is merely slow, give it longer on that instance; containers go on while the agent restarts.",
                "単に遅いだけの場合は、該当インスタンスで待ち時間を延ばしてください。エージェントの再起動中もコンテナは動き続けます。",
                Commands.agentVariables(variable + "=" + value));
    }
}
