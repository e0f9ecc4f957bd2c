package io.roadstead.doctor.probe;

import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Words;
import io.roadstead.doctor.probe.StopCause.Seen;
import java.util.ArrayList;
import java.util.List;

/** Images that cannot be had. */
final class PullCauses {
    private PullCauses() {}

    static StopCause noSuchImage(Seen seen) {
        return cause(
                seen,
                "ecs-cluster-image-not-exist-error",
                "There is no image " + seen.image() + ": the registry knows neither that repository nor that tag, or"
                        + " shows it to nobody without credentials.",
                "イメージ " + seen.image() + " が見つかりません。レジストリにそのリポジトリまたはタグが無いか、" + "認証なしでは公開されていません。",
                Confidence.LIKELY,
                image(
                        seen,
                        "Correct the name or the tag, or push the image, and deploy again.",
                        "イメージ名またはタグを修正するか、イメージを push してから再デプロイしてください。"));
    }

    static StopCause rateLimit(Seen seen) {
        return cause(
                seen,
                "ecs-pull-container-error-rate-limit",
                "The registry refuses " + seen.image() + " for now: this host has reached its pull rate limit.",
                "レジストリのプルレート制限に達したため、" + seen.image() + " を取得できません。",
                Confidence.CERTAIN,
                image(
                        seen,
                        "Pull from a registry without that limit (a copy of your own), or set"
                                + " ECS_IMAGE_PULL_BEHAVIOR=prefer-cached for the agent so that an image that is there is not"
                                + " pulled again.",
                        "制限のないレジストリ（自前のコピー）から取得するか、エージェントに"
                                + " ECS_IMAGE_PULL_BEHAVIOR=prefer-cached を設定して既存イメージを再利用してください。"));
    }

    static StopCause credentials(Seen seen) {
        return cause(
                seen,
                "update-credentials-ecs",
                "The registry wants credentials for " + seen.image() + " and got none, or wrong ones.",
                seen.image() + " の取得に必要な認証情報が無いか、誤っています。",
                Confidence.LIKELY,
                List.of(Fix.of(
                        "Give the agent the registry's credentials (ECS_ENGINE_AUTH_TYPE and ECS_ENGINE_AUTH_DATA in"
                                + " /etc/ecs/ecs.config) and restart it: they are read at its start.",
                        "/etc/ecs/ecs.config の ECS_ENGINE_AUTH_TYPE と ECS_ENGINE_AUTH_DATA に認証情報を設定し、"
                                + "エージェントを再起動してください（起動時に読み込まれます）。")));
    }

    static StopCause layerDenied(Seen seen) {
        List<Fix> fixes = new ArrayList<>();
        fixes.add(Fix.of(
                "Let the host reach the registry's storage: the endpoint policy, the proxy, and the clock of this host are"
                        + " the usual causes. What the engine says of it:",
                "エンドポイントポリシー、プロキシ、ホストの時刻ずれを確認し、レイヤーの保存先への通信を許可してください。エンジンの応答は次で確認できます。",
                "date -u && docker pull " + Commands.quoted(seen.image())));
        fixes.addAll(image(
                seen,
                "Until that is done, run a copy of the image from a registry whose storage this host does reach.",
                "それまでの間は、このホストから取得できるレジストリに置いたイメージのコピーを使用してください。"));
        return cause(
                seen,
                "ecs-ecr-docker-image-error",
                "The registry gave the manifest of " + seen.image() + " but something between here and its storage"
                        + " refuses the layers (HTTP 403).",
                seen.image() + " のマニフェストは取得できましたが、レイヤーの取得が HTTP 403 で拒否されています。",
                Confidence.LIKELY,
                fixes);
    }

    static StopCause platform(Seen seen) {
        return cause(
                seen,
                "ecs-pull-container-error",
                "The image " + seen.image() + " was not built for this host's processor.",
                "イメージ " + seen.image() + " はこのホストの CPU アーキテクチャ用にビルドされていません。",
                Confidence.CERTAIN,
                image(
                        seen,
                        "Build it for this platform as well (docker buildx build --platform linux/amd64,linux/arm64)"
                                + " and push it, or run it where it fits.",
                        "docker buildx build --platform linux/amd64,linux/arm64 で両対応のイメージを作り直して push してください。"));
    }

    static StopCause diskFull(Seen seen) {
        return cause(
                seen,
                "container-image-cleanup-ecs",
                "The disk of the container instance is full: an image or a container finds no room.",
                "コンテナインスタンスのディスクがいっぱいで、イメージやコンテナを置けません。",
                Confidence.CERTAIN,
                List.of(Fix.of(
                        "Free what nothing uses on that host, then let the agent clean up sooner and more:"
                                + " ECS_IMAGE_CLEANUP_INTERVAL=10m, ECS_IMAGE_MINIMUM_CLEANUP_AGE=30m,"
                                + " ECS_NUM_IMAGES_DELETE_PER_CYCLE=20.",
                        "ホスト上の不要なものを削除し、ECS_IMAGE_CLEANUP_INTERVAL=10m、"
                                + "ECS_IMAGE_MINIMUM_CLEANUP_AGE=30m、ECS_NUM_IMAGES_DELETE_PER_CYCLE=20 を設定してください。",
                        "docker system df && docker image prune --force")));
    }

    static StopCause unreachable(Seen seen) {
        return cause(
                seen,
                "ecs-pull-container-error",
                "The image " + seen.image() + " could not be pulled: the registry was not reached, or answered with an"
                        + " error.",
                "イメージ " + seen.image() + " を取得できません。レジストリに到達できないか、エラーが返されました。",
                Confidence.LIKELY,
                List.of(Fix.of(
                        "On the container instance, see what the engine says, and mend the way to the registry: its"
                                + " name, DNS, proxy, route and firewall.",
                        "コンテナインスタンス上で次を実行し、レジストリ名、DNS、プロキシ、経路、ファイアウォールを確認してください。",
                        "docker pull " + Commands.quoted(seen.image()))));
    }

    /** A fix that ends in another image's name. */
    private static List<Fix> image(Seen seen, String en, String ja) {
        return List.of(new Fix(
                Words.of(en, ja),
                List.of(Definitions.change(
                        seen.task(), Definitions.container(seen.container().name(), ".image = \"<IMAGE>\"")))));
    }

    private static StopCause cause(
            Seen seen, String article, String en, String ja, Confidence confidence, List<Fix> fixes) {
        return new StopCause(article, Words.of(en, ja), fixes, confidence, seen.container());
    }
}
