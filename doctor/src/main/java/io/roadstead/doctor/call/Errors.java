package io.roadstead.doctor.call;

import io.roadstead.doctor.facts.IdentityCollector;
import io.roadstead.doctor.facts.RoleFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Words;
import io.roadstead.doctor.probe.UnassumedRole;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** ECS's errors by class and message. Source: ecs-behaviour 1.1 to 1.6; knowledge-center 80. */
final class Errors {
    private static final String COMMON = "ecs-api-common-errors";
    private static final String CONTEXT = "echo \"$AWS_ENDPOINT_URL $AWS_REGION $AWS_ACCESS_KEY_ID\"";

    private Errors() {}

    /**
     * What an error means.
     *
     * @param passes whether it passes by itself: the same call may succeed later
     */
    record Meaning(String article, Words cause, List<Fix> fix, Confidence confidence, boolean passes) {}

    /** @param role the role that could not be assumed, as IAM tells it; absent when nobody looked */
    static Meaning of(CallFact call, Decided decided, @Nullable RoleFact role) {
        String message = call.message();
        if (message.contains("nable to assume")) {
            UnassumedRole.Told told = UnassumedRole.of(
                    role == null ? named(message) : role, UnassumedRole.Use.of(call.parameter("taskDefinition", "")));
            return new Meaning("ecs-unable-to-assume-role", told.cause(), told.fixes(), told.confidence(), false);
        }
        return switch (call.errorType()) {
            case "InvalidSignatureException" -> signature(message);
            case "UnrecognizedClientException" ->
                certain(
                        COMMON,
                        Words.of("This server knows no such access key.", "このサーバーに登録されていないアクセスキーです。"),
                        Fix.of(
                                "Use a key of this server: the variables that ./roadstead up prints, or a new account's.",
                                "このサーバーのキー（./roadstead up が表示する変数、または新規アカウントのキー）を使ってください。",
                                CONTEXT,
                                "./roadstead account add"));
            case "MissingAuthenticationTokenException", "IncompleteSignatureException" ->
                certain(
                        COMMON,
                        Words.of(
                                "The request carries no whole signature: it was not made by an AWS client, or something on"
                                        + " the way took it off.",
                                "リクエストに完全な署名がありません。AWS クライアント以外からの呼び出しか、経路上で署名が失われています。"),
                        Fix.of(
                                "Call with an AWS client, and let proxies pass the Authorization header.",
                                "AWS クライアントを使い、プロキシで Authorization ヘッダーを通してください。",
                                "aws sts get-caller-identity --debug 2>&1 | grep -i authorization"));
            case "AccessDeniedException", "AccessDenied" ->
                Denied.of(call, decided)
                        .orElseGet(() -> certain(
                                COMMON,
                                Words.of("The caller is not allowed to do this.", "呼び出し元に許可がありません。"),
                                Fix.of(
                                        "Call as another principal, or name what belongs to this one's account.",
                                        "別のプリンシパルで呼び出すか、自アカウントのリソースを指定してください。",
                                        CONTEXT)));
            case "ClusterNotFoundException" ->
                certain(
                        COMMON,
                        Words.of(
                                "There is no cluster " + call.cluster() + " in this account and region"
                                        + (call.parameters().containsKey("cluster")
                                                ? "."
                                                : ": the request names none, and then ECS means default."),
                                "このアカウントとリージョンにクラスター " + call.cluster() + " はありません"
                                        + (call.parameters().containsKey("cluster")
                                                ? "。"
                                                : "（クラスター未指定のため default とみなされます）。")),
                        Fix.of("Name one that there is.", "存在するクラスターを指定してください。", "aws ecs list-clusters"),
                        Fix.of(
                                "Or make it.",
                                "または作成してください。",
                                "aws ecs create-cluster --cluster-name " + name(call.cluster())));
            case "ServiceNotFoundException" ->
                certain(
                        COMMON,
                        Words.of(
                                "There is no service " + call.serviceName() + " in cluster " + call.cluster() + ".",
                                "クラスター " + call.cluster() + " にサービス " + call.serviceName() + " はありません。"),
                        Fix.of(
                                "Name one that there is, and the cluster it is in.",
                                "存在するサービスと、そのクラスターを指定してください。",
                                "aws ecs list-services --cluster " + quoted(call.cluster())));
            case "ServiceNotActiveException" ->
                certain(
                        "ecs-delete-terminate",
                        Words.of(
                                "Service " + call.serviceName()
                                        + " is being deleted or was: it cannot be changed any more.",
                                "サービス " + call.serviceName() + " は削除中または削除済みのため変更できません。"),
                        Fix.of(
                                "Wait for its end and create it again.",
                                "削除完了を待って作成し直してください。",
                                "aws ecs wait services-inactive --cluster " + quoted(call.cluster()) + " --services "
                                        + quoted(call.serviceName())));
            case "ClientException" -> FileNames.of(message).orElseGet(() -> client(call));
            case "InvalidParameterException" -> parameter(call);
            case "ClusterContainsTasksException" ->
                certain(
                        "ecs-delete-terminate",
                        Words.of("Tasks still run in the cluster.", "クラスターでタスクが実行中です。"),
                        Fix.of(
                                "Stop them first.",
                                "先にタスクを停止してください。",
                                "aws ecs list-tasks --cluster " + quoted(call.cluster()),
                                "aws ecs stop-task --cluster " + quoted(call.cluster()) + " --task <TASK>"));
            case "ClusterContainsServicesException" ->
                certain(
                        "ecs-delete-terminate",
                        Words.of("The cluster still has services.", "クラスターにサービスが残っています。"),
                        Fix.of(
                                "Delete them first.",
                                "先にサービスを削除してください。",
                                "aws ecs list-services --cluster " + quoted(call.cluster()),
                                "aws ecs delete-service --force --cluster " + quoted(call.cluster())
                                        + " --service <SERVICE>"));
            case "ClusterContainsContainerInstancesException" ->
                certain(
                        "deregister-ecs-instance",
                        Words.of("The cluster still has container instances.", "クラスターにコンテナインスタンスが残っています。"),
                        Fix.of(
                                "Deregister them first.",
                                "先に登録を解除してください。",
                                "aws ecs list-container-instances --cluster " + quoted(call.cluster()),
                                "aws ecs deregister-container-instance --force --cluster " + quoted(call.cluster())
                                        + " --container-instance <INSTANCE>"));
            case "ConflictException" ->
                certain(
                        COMMON,
                        Words.of(
                                "The client token was used before, for another request.", "クライアントトークンが別のリクエストで使用済みです。"),
                        Fix.of("Use a new token.", "新しいトークンを使ってください。", "uuidgen"));
            case "UnsupportedFeatureException" ->
                certain(
                        COMMON,
                        Words.of(
                                "Roadstead does not have this yet, and accepts nothing that it would ignore.",
                                "Roadstead が未対応の機能です。無視される指定は受け付けません。"),
                        Fix.of(
                                "Leave out what the message names.",
                                "メッセージが示す指定を外してください。",
                                "./roadstead doctor article " + COMMON));
            case "ThrottlingException" ->
                new Meaning(
                        COMMON,
                        Words.of(
                                "More calls came at once than the server had queued room for: clients try again by"
                                        + " themselves.",
                                "同時の呼び出しが多すぎます。クライアントは自動的に再試行します。"),
                        List.of(Fix.of(
                                "Let the client try again more often, and call with more at once (100 tasks in one call).",
                                "再試行回数を増やし、1 回の呼び出しにまとめて（最大 100 タスク）ください。",
                                "export AWS_RETRY_MODE=adaptive AWS_MAX_ATTEMPTS=10")),
                        Confidence.CERTAIN,
                        true);
            case "ServerException" ->
                new Meaning(
                        COMMON,
                        Words.of("It is the server's own fault.", "サーバー側の障害です。"),
                        List.of(Fix.of(
                                "Try again; the server's log says what happened.",
                                "再試行してください。詳細はサーバーのログにあります。",
                                "grep -A20 " + quoted(call.requestId()) + " ~/.local/state/roadstead/roadstead.log")),
                        Confidence.CERTAIN,
                        true);
            case "SerializationException" ->
                certain(
                        COMMON,
                        Words.of(
                                "The body is not what the operation asks for: not JSON, or a member of another type.",
                                "リクエスト本文が JSON でないか、型が違います。"),
                        Fix.of(
                                "Let a client of AWS write it; this prints an operation's form.",
                                "AWS クライアントで生成してください。形式の確認:",
                                "aws ecs " + command(call) + " --generate-cli-skeleton"));
            case "UnknownOperationException" ->
                certain(
                        COMMON,
                        Words.of(
                                "The server has no such operation, or not for the service the request was signed for.",
                                "サーバーにその操作がないか、署名対象のサービスが違います。"),
                        Fix.of("See where the call went.", "呼び出し先を確認してください。", CONTEXT));
            case "TargetNotFoundException" ->
                certain(
                        COMMON,
                        Words.of("There is no container instance of that name.", "そのコンテナインスタンスはありません。"),
                        Fix.of(
                                "Name one that there is.",
                                "存在するインスタンスを指定してください。",
                                "aws ecs list-container-instances --cluster " + quoted(call.cluster())));
            default -> generic(call);
        };
    }

    /** All that ECS's sentence tells of the role. */
    private static RoleFact named(String message) {
        Matcher role = IdentityCollector.UNABLE.matcher(message);
        return RoleFact.unseen(role.find() ? role.group(1) : "<ROLE>");
    }

    private static Meaning signature(String message) {
        boolean clock = message.contains("expired") || message.contains("not yet current");
        return clock
                ? certain(
                        COMMON,
                        Words.of(
                                "The caller's clock and the server's are more than five minutes apart.",
                                "呼び出し元とサーバーの時刻が 5 分以上ずれています。"),
                        Fix.of("Set the clock.", "時刻を合わせてください。", "date -u", "timedatectl set-ntp true"))
                : new Meaning(
                        COMMON,
                        Words.of(
                                "The signature is another one: the secret does not belong to the key, or something on the"
                                        + " way changed the request (a proxy that rewrites Host).",
                                "署名が一致しません。シークレットがキーと対応していないか、経路上（Host を書き換えるプロキシなど）で変更されています。"),
                        List.of(Fix.of(
                                "Set key and secret together, and call the server directly.",
                                "キーとシークレットを揃えて設定し、サーバーを直接呼び出してください。",
                                CONTEXT,
                                "aws configure list")),
                        Confidence.LIKELY,
                        false);
    }

    private static Meaning client(CallFact call) {
        String definition = call.parameter("taskDefinition", "<FAMILY>");
        String family = definition.substring(definition.lastIndexOf('/') + 1).split(":", -1)[0];
        if (call.message().contains("TaskDefinition not found")) {
            return certain(
                    COMMON,
                    Words.of(
                            "There is no task definition " + definition + " in this account and region.",
                            "このアカウントとリージョンにタスク定義 " + definition + " はありません。"),
                    Fix.of(
                            "Name a revision that there is, or register it.",
                            "存在するリビジョンを指定するか、登録してください。",
                            "aws ecs list-task-definitions --family-prefix " + quoted(family)));
        }
        if (call.message().contains("TaskDefinition is inactive")) {
            return certain(
                    COMMON,
                    Words.of(
                            "Task definition " + definition + " was deregistered: nothing new may use it.",
                            "タスク定義 " + definition + " は登録解除済みのため、新規には使えません。"),
                    Fix.of(
                            "Name an ACTIVE revision; a family alone means its latest.",
                            "ACTIVE なリビジョンを指定してください（ファミリー名のみなら最新）。",
                            "aws ecs list-task-definitions --status ACTIVE --family-prefix " + quoted(family)));
        }
        return generic(call);
    }

    private static Meaning parameter(CallFact call) {
        String message = call.message();
        if (message.contains("not idempotent")) {
            return certain(
                    COMMON,
                    Words.of("A service of this name is there already, made otherwise.", "同名のサービスが別の設定で存在します。"),
                    Fix.of(
                            "Update it, or take another name.",
                            "更新するか、別名を使ってください。",
                            "aws ecs update-service --cluster " + quoted(call.cluster()) + " --service "
                                    + quoted(call.serviceName())));
        }
        if (message.contains("referenced task was not found")) {
            return certain(
                    "ecs-task-stopped",
                    Words.of(
                            "There is no task " + call.parameter("task", "of that name") + " in cluster "
                                    + call.cluster() + "; ECS forgets a stopped task after an hour.",
                            "クラスター " + call.cluster() + " にタスク " + call.parameter("task", "")
                                    + " はありません。停止したタスクは 1 時間で消えます。"),
                    Fix.of(
                            "See which there are.",
                            "存在するタスクを確認してください。",
                            "aws ecs list-tasks --cluster " + quoted(call.cluster()),
                            "aws ecs list-tasks --desired-status STOPPED --cluster " + quoted(call.cluster())));
        }
        if (message.contains("No Container Instances were found")) {
            return certain(
                    "ecs-run-task-cluster",
                    Words.of(
                            "Cluster " + call.cluster() + " has no container instance to run anything on.",
                            "クラスター " + call.cluster() + " にコンテナインスタンスがありません。"),
                    Fix.of(
                            "Join a host.",
                            "ホストを参加させてください。",
                            "./roadstead agent --server \"$AWS_ENDPOINT_URL\" --cluster " + quoted(call.cluster())));
        }
        return generic(call);
    }

    /** The message names the value and the rule; nothing is added to it that is not known. */
    private static Meaning generic(CallFact call) {
        return new Meaning(
                COMMON,
                Words.of(
                        "The request asks for what is not allowed or not there: " + call.message(),
                        "リクエストの内容が許可されていないか、対象が存在しません: " + call.message()),
                List.of(Fix.of(
                        "Change what the message names; this prints the operation's form.",
                        "メッセージが示す値を修正してください。操作の形式:",
                        "aws ecs " + command(call) + " --generate-cli-skeleton")),
                Confidence.CERTAIN,
                false);
    }

    private static Meaning certain(String article, Words cause, Fix... fix) {
        return new Meaning(article, cause, List.of(fix), Confidence.CERTAIN, false);
    }

    /** {@code ecs.RunTask} as the AWS CLI calls it: {@code run-task}. */
    static String command(CallFact call) {
        String operation = call.operation().substring(call.operation().indexOf('.') + 1);
        return operation.equals("-")
                ? "<OPERATION>"
                : operation.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    private static String name(String reference) {
        return quoted(reference.substring(reference.lastIndexOf('/') + 1));
    }

    /** One word of a shell, whatever the caller wrote; what only a person knows stays as it is. */
    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9_./:@%+=-]+|<[A-Z-]+>") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
