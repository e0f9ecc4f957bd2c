package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.DefinitionFact;
import io.roadstead.doctor.facts.LogFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Words;
import io.roadstead.doctor.probe.StopCause.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Programs that say they cannot get to their database. */
final class DatabaseCauses {
    private static final String ARTICLE = "ecs-task-connect-rds-database";
    private static final Pattern DATABASE = Pattern.compile(
            "postgres|mysql|mariadb|database|jdbc|sqlserver|oracle|redis|mongo|aurora|[.]rds[.]|\\b(5432|3306|1433|1521|6379|27017)\\b",
            Pattern.CASE_INSENSITIVE);
    /** Variables that say where the database is. */
    private static final Pattern WHERE = Pattern.compile(
            "(DB|DATABASE|PG|POSTGRES(QL)?|MYSQL|MARIADB|RDS|JDBC|REDIS|MONGO(DB)?)_?(HOST(NAME)?|SERVER|URL|URI|ADDR(ESS)?|ENDPOINT|DSN)?",
            Pattern.CASE_INSENSITIVE);
    /** What stands before the host in an URL: the scheme, and who comes. */
    private static final Pattern BEFORE_HOST = Pattern.compile("^.*(//|@)");

    private static final Pattern LOCAL = Pattern.compile("\\b(localhost|127[.]0[.]0[.]1)\\b");

    /** What the words say about how far the connection got. */
    private enum Trouble {
        NAME(
                "could not translate host name|name or service not known|temporary failure in name resolution|no such"
                        + " host|ENOTFOUND|EAI_AGAIN|bad address|unknown (mysql server )?host|nodename nor servname",
                "the name of the database's host is not found",
                "データベースのホスト名を解決できません"),
        REFUSED(
                "connection refused|ECONNREFUSED|can't connect to (local )?(mysql )?server",
                "the host is reached, and nobody listens on that port",
                "ホストには到達していますが、そのポートで待ち受けているものがありません"),
        TIMEOUT(
                "timed out|timeout expired|ETIMEDOUT|i/o timeout|no route to host|network is unreachable|host is"
                        + " unreachable",
                "no answer comes from the database's host",
                "データベースのホストから応答がありません"),
        PASSWORD(
                "password authentication failed|access denied for user|authentication failed|login failed for user",
                "the database is reached, and refuses user or password",
                "データベースには到達していますが、ユーザー名またはパスワードが拒否されています");

        private final Pattern words;
        private final String en;
        private final String ja;

        Trouble(String words, String en, String ja) {
            this.words = Pattern.compile(words, Pattern.CASE_INSENSITIVE);
            this.en = en;
            this.ja = ja;
        }
    }

    private DatabaseCauses() {}

    /** Absent when the line is about something else. */
    static @Nullable StopCause of(Seen seen, DefinitionFact.Container defined, LogFact log, String line) {
        for (Trouble trouble : Trouble.values()) {
            if (trouble.words.matcher(line).find()) {
                String variable = where(defined.environment());
                return about(line, defined.environment().getOrDefault(variable == null ? "" : variable, ""))
                        ? cause(seen, defined, log, line, trouble, variable)
                        : null;
            }
        }
        return null;
    }

    /** Whether the line speaks of a database, or of the host that the container is told is one. */
    private static boolean about(String line, String address) {
        String host = BEFORE_HOST.matcher(address).replaceFirst("");
        int end = 0;
        while (end < host.length() && ":/?".indexOf(host.charAt(end)) < 0) {
            end++;
        }
        return DATABASE.matcher(line).find() || (end > 0 && line.contains(host.substring(0, end)));
    }

    private static @Nullable String where(Map<String, String> environment) {
        return environment.entrySet().stream()
                .filter(one ->
                        !one.getValue().isEmpty() && WHERE.matcher(one.getKey()).matches())
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst()
                .orElse(null);
    }

    private static StopCause cause(
            Seen seen,
            DefinitionFact.Container defined,
            LogFact log,
            String line,
            Trouble trouble,
            @Nullable String variable) {
        String name = defined.name();
        DefinitionFact definition = seen.definition();
        String mode = definition == null ? "" : definition.networkMode();
        String value = variable == null ? "" : defined.environment().getOrDefault(variable, "");
        boolean itself = trouble == Trouble.REFUSED
                && !mode.equals("host")
                && LOCAL.matcher(value).find();
        List<Fix> fixes = new ArrayList<>();
        if (variable != null && trouble != Trouble.PASSWORD) {
            fixes.add(Fix.of(
                    "Let " + variable + " name the database's host as a container reaches it, and deploy again.",
                    variable + " にコンテナから到達できるデータベースのホストを指定し、再デプロイしてください。",
                    Definitions.change(seen.task(), Definitions.container(name, address(variable, value)))));
        }
        if (itself) {
            fixes.add(Fix.of(
                    "Where the database runs on the container instance itself, share its network: mode host.",
                    "データベースがコンテナインスタンス自身で動いている場合は、ネットワークモードを host にしてください。",
                    Definitions.change(
                            seen.task(),
                            ".networkMode = \"host\" | .containerDefinitions |= map(.portMappings |= map(.hostPort ="
                                    + " .containerPort))")));
        }
        fixes.add(
                trouble == Trouble.PASSWORD
                        ? Fix.of(
                                "Correct user and password, and let the database admit the addresses of all container"
                                        + " instances.",
                                "ユーザー名とパスワードを修正し、全コンテナインスタンスのアドレスからの接続をデータベース側で許可してください。")
                        : Fix.of(
                                "Try it from the container instance; what fails there too is the firewall, the security"
                                        + " group or the database.",
                                "コンテナインスタンスから接続を試してください。そこでも失敗する場合は、ファイアウォール、セキュリティグループ、" + "またはデータベース側が原因です。",
                                "nc -vz -w 5 <DATABASE-HOST> <PORT>"));
        return new StopCause(
                ARTICLE,
                words(name, variable, trouble, itself),
                fixes,
                Confidence.LIKELY,
                seen.container(),
                SaidCauses.evidence(log, line));
    }

    private static Words words(String name, @Nullable String variable, Trouble trouble, boolean itself) {
        if (itself) {
            return Words.of(
                    "Container " + name + " looks for its database at localhost (" + variable
                            + "), which is the container itself: nobody listens there.",
                    "コンテナ " + name + " はデータベースを localhost（" + variable + "）で探していますが、これはコンテナ自身を指すため、待ち受けているものがありません。");
        }
        return Words.of(
                "Container " + name + " does not get to its database: " + trouble.en + ".",
                "コンテナ " + name + " がデータベースに接続できません。" + trouble.ja + "。");
    }

    /** Another host in the place of this one, be it a host's name or an URL with one in it. */
    private static String address(String variable, String value) {
        String other = LOCAL.matcher(value).find()
                ? ".value |= sub(\"localhost|127[.]0[.]0[.]1\"; \"<DATABASE-HOST>\")"
                : value.contains("://")
                        ? ".value |= sub(\"(?<before>.*(//|@))[^/@:]+\"; \"\\(.before)<DATABASE-HOST>\")"
                        : ".value = \"<DATABASE-HOST>\"";
        return ".environment |= map(if .name == \"" + variable + "\" then " + other + " else . end)";
    }
}
