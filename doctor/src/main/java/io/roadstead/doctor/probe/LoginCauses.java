package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.DefinitionFact;
import io.roadstead.doctor.facts.SecretFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Words;
import io.roadstead.doctor.probe.LackCauses.Wanting;
import io.roadstead.doctor.probe.StopCause.Seen;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A registry's user and password in a secret: one in a wrong form, or one that the registry does not take any more. */
final class LoginCauses {
    private LoginCauses() {}

    /** @param words such as {@code username: AuthorizationData is malformed, empty field} */
    static StopCause malformed(Wanting wanting, String words) {
        String named = wanting.definition() == null
                ? ""
                : wanting.definition().containers().stream()
                        .map(DefinitionFact.Container::repositoryCredentials)
                        .filter(credentials -> !credentials.isEmpty()
                                && !isWhole(wanting.facts().secret(credentials)))
                        .findFirst()
                        .orElse("");
        SecretFact secret = wanting.facts().secret(named);
        List<String> keys = secret == null ? List.of() : secret.keys();
        String told = keys.isEmpty() ? "" : "; its keys are " + String.join(", ", keys);
        return LackCauses.cause(
                LackCauses.LOGINS,
                Words.of(
                        "The secret " + SecretFact.name(named) + " with the registry's credentials has not the form"
                                + " {\"username\": …, \"password\": …} (" + words + told + ").",
                        "レジストリの認証情報のシークレット " + SecretFact.name(named)
                                + " が {\"username\": …, \"password\": …} の形式ではありません（" + words
                                + (keys.isEmpty() ? "" : "、キー: " + String.join(", ", keys)) + "）。"),
                LackCauses.keys(secret),
                Confidence.CERTAIN,
                List.of(Fix.of(
                        "Put them into the secret in that form, and start again.",
                        "正しい形式でシークレットに保存し直して、もう一度開始してください。",
                        put(named, wanting.region(), content(named, wanting.region(), keys)) + " && "
                                + wanting.again())));
    }

    private static boolean isWhole(@Nullable SecretFact secret) {
        return secret != null && secret.keys().containsAll(List.of("username", "password"));
    }

    /** From the secret itself where its keys are only called otherwise: nobody has to type the password. */
    private static String content(String secret, String region, List<String> keys) {
        String user = keys.contains("username") ? "username" : Alike.of("username", keys);
        String password = keys.contains("password") ? "password" : Alike.of("password", keys);
        return user == null || password == null
                ? "'{\"username\":\"<USER>\",\"password\":\"<PASSWORD>\"}'"
                : "\"$(aws secretsmanager get-secret-value --secret-id " + Commands.quoted(secret)
                        + LackCauses.in(region(secret, region)) + " --query SecretString --output text | jq -c"
                        + " '{username: .[\"" + user + "\"], password: .[\"" + password + "\"]}')\"";
    }

    private static String region(String secret, String otherwise) {
        return secret.startsWith("arn:") ? secret.split(":", -1)[3] : otherwise;
    }

    private static String put(String secret, String region, String content) {
        return "aws secretsmanager put-secret-value --secret-id "
                + (secret.isEmpty() ? "<SECRET-ARN>" : Commands.quoted(secret)) + LackCauses.in(region(secret, region))
                + " --secret-string " + content;
    }

    /** The registry refuses what the secret holds; absent for a container that takes nothing from a secret. */
    static @Nullable StopCause refused(Seen seen) {
        DefinitionFact.Container defined = seen.defined();
        String secret = defined == null ? "" : defined.repositoryCredentials();
        if (secret.isEmpty()) {
            return null;
        }
        String region = seen.task().arn().split(":", -1)[3];
        return new StopCause(
                LackCauses.LOGINS,
                Words.of(
                        "The registry refuses " + seen.image() + ": the user or the password in the secret "
                                + SecretFact.name(secret) + " is not, or not any more, what it takes.",
                        "レジストリが " + seen.image() + " の取得を拒否しました。シークレット " + SecretFact.name(secret)
                                + " のユーザー名またはパスワードが、レジストリの現在のものと一致しません。"),
                List.of(Fix.of(
                        "Put the registry's user and password into the secret: tasks that start from then on have them.",
                        "レジストリのユーザー名とパスワードをシークレットに保存してください。以後に開始するタスクで使われます。",
                        put(secret, region, "'{\"username\":\"<USER>\",\"password\":\"<PASSWORD>\"}'") + " && "
                                + Definitions.anew(seen.task()))),
                Confidence.LIKELY,
                seen.container());
    }
}
