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
                                + " ECS_IMAGE_PULL_BEHAVIOR=prefer-cached for the agent so that an image that is there is"
                                + " not pulled again.",
                        "制限のないレジストリ（自前のコピー）から取得するか、エージェントに"
                                + " ECS_IMAGE_PULL_BEHAVIOR=prefer-cached を設定して既存イメージを再利用してください。"));
    }

    static StopCause credentials(Seen seen) {
        StopCause ofSecret = LoginCauses.refused(seen);
        if (ofSecret != null) {
            return ofSecret;
        }
        return cause(
                seen,
                "update-credentials-ecs",
                "The registry wants credentials for " + seen.image() + " and got none, or wrong ones.",
                seen.image() + " の取得に必要な認証情報が無いか、誤っています。",
                Confidence.LIKELY,
                List.of(Fix.of(
                        "On each container instance give the agent the registry's credentials and restart it: they are"
                                + " read at its start. Those of other registries stay.",
                        "各コンテナインスタンスでエージェントにレジストリの認証情報を設定し、再起動してください（起動時に読み込まれます）。" + "他のレジストリの認証情報はそのまま残ります。",
                        credentials(registry(seen.image(), "https://index.docker.io/v1/")))));
    }

    /** Adds one registry to those in the file; what is there in the form dockercfg is turned into the form docker. */
    private static String credentials(String registry) {
        return "mkdir -p /etc/ecs && touch /etc/ecs/ecs.config && old=$(sed -n 's/^ECS_ENGINE_AUTH_DATA=//p'"
                + " /etc/ecs/ecs.config) && new=$(jq -cn --argjson old \"${old:-null}\" '(($old // {}) | map_values(if"
                + " .auth then (.auth | @base64d | split(\":\")) as $who | {username: $who[0], password: ($who[1:] |"
                + " join(\":\"))} else . end)) + {\"" + registry
                + "\": {username: \"<USER>\", password: \"<PASSWORD>\"}}') && sed -i '/^ECS_ENGINE_AUTH_/d'"
                + " /etc/ecs/ecs.config && printf 'ECS_ENGINE_AUTH_TYPE=docker\\n"
                + "ECS_ENGINE_AUTH_DATA=%s\\n"
                + "' \"$new\" >> /etc/ecs/ecs.config && chmod 600"
                + " /etc/ecs/ecs.config"
                + " && " + Commands.RESTART_AGENT;
    }

    /** The registry an image's name begins with; Docker Hub's where it begins with none. */
    private static String registry(String image, String hub) {
        int slash = image.indexOf('/');
        String first = slash < 0 ? "" : image.substring(0, slash);
        return first.contains(".") || first.contains(":") || first.equals("localhost") ? first : hub;
    }

    static StopCause proxy(Seen seen) {
        String registry = registry(seen.image(), "docker.io");
        String host = registry.contains(":") ? registry.substring(0, registry.indexOf(':')) : registry;
        return cause(
                seen,
                "ecs-http-proxy-docker-linux2",
                "The image " + seen.image()
                        + " could not be pulled: the Docker Engine goes through an HTTP proxy, and that"
                        + " one is not there or refuses.",
                seen.image() + " を取得できません。Docker Engine が使用する HTTP プロキシに到達できないか、プロキシに拒否されています。",
                Confidence.CERTAIN,
                List.of(
                        Fix.of(
                                "On the container instance give the engine the proxy's right address.",
                                "コンテナインスタンスで、Docker Engine に正しいプロキシのアドレスを設定してください。",
                                dropIn("Environment=HTTP_PROXY=http://<PROXY> HTTPS_PROXY=http://<PROXY>")),
                        Fix.of(
                                "Or, where the host reaches " + registry + " by itself, leave the proxy out for it.",
                                "または、ホストが " + registry + " に直接到達できる場合は、プロキシの対象から外してください。",
                                "old=$(docker info --format '{{.NoProxy}}') && "
                                        + dropIn("Environment=NO_PROXY=${old:-localhost,127.0.0.1,169.254.169.254,"
                                                + "169.254.170.2}," + host))));
    }

    /** On the container instance, with systemd: one more line for the engine's unit. */
    private static String dropIn(String line) {
        String folder = "/etc/systemd/system/docker.service.d";
        String file = line.startsWith("Environment=NO_PROXY") ? "zz-no-proxy.conf" : "zz-http-proxy.conf";
        return "mkdir -p " + folder + " && printf '[Service]\\n%s\\n' \"" + line + "\" > " + folder + "/" + file
                + " && systemctl daemon-reload && systemctl restart docker";
    }

    static StopCause layerDenied(Seen seen) {
        List<Fix> fixes = new ArrayList<>();
        fixes.add(Fix.of(
                "Let the host reach the registry's storage: the endpoint policy, the proxy, and the clock of this host"
                        + " are the usual causes. What the engine says of it:",
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
                List.of(
                        Fix.of(
                                "On the container instance remove the images that no container uses; they are pulled"
                                        + " again when they are wanted.",
                                "コンテナインスタンスで、どのコンテナも使っていないイメージを削除してください（必要になれば再度取得されます）。",
                                "docker system df && docker image prune --all --force"),
                        Fix.of(
                                "Then let the agent clean up sooner and more.",
                                "続いて、エージェントの自動クリーンアップを早く、多くしてください。",
                                Commands.agentVariables(
                                        "ECS_IMAGE_CLEANUP_INTERVAL=10m",
                                        "ECS_IMAGE_MINIMUM_CLEANUP_AGE=30m",
                                        "ECS_NUM_IMAGES_DELETE_PER_CYCLE=20"))));
    }

    static StopCause unreachable(Seen seen) {
        return cause(
                seen,
                "ecs-pull-container-error",
                "The image " + seen.image() + " could not be pulled: the registry was not reached, stopped"
                        + " sending, or answered with an error.",
                "イメージ " + seen.image() + " を取得できません。レジストリに到達できないか、転送が途絶えたか、エラーが返されました。",
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
