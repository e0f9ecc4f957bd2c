package io.roadstead.doctor.facts;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roadstead.doctor.facts.FileFact.State;
import io.roadstead.wire.client.ApiError;
import io.roadstead.wire.client.Json;
import java.io.IOException;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what stopped tasks say they could not have: the secret, the parameter, the file, and what the role in whose
 * name they were asked for is allowed. Nothing is asked while no task says so. Public operations only, and it reads; a
 * secret's value is asked for where its keys are in question, and of it the names of the keys are kept, nothing else.
 */
final class LackCollector {
    /** Tasks whose words are followed up in one cluster. */
    static final int TASKS = 20;
    /** Pages of what else there is in a region or bucket. */
    private static final int PAGES = 10;
    /** Of DescribeParameters. */
    private static final int PARAMETERS_AT_ONCE = 50;
    /** Of ListSecrets. */
    private static final int SECRETS_AT_ONCE = 100;
    /** Of ListObjectsV2. */
    private static final int OBJECTS_AT_ONCE = 1000;
    /** IAM's evaluation has one endpoint, which is here. */
    private static final String IAM_REGION = "us-east-1";
    /** The regions that every account of AWS has without asking for them. */
    private static final List<String> REGIONS = List.of(
            "us-east-1",
            "us-east-2",
            "us-west-1",
            "us-west-2",
            "ap-northeast-1",
            "ap-northeast-2",
            "ap-northeast-3",
            "ap-south-1",
            "ap-southeast-1",
            "ap-southeast-2",
            "ca-central-1",
            "eu-central-1",
            "eu-north-1",
            "eu-west-1",
            "eu-west-2",
            "eu-west-3",
            "sa-east-1");

    private static final String FILE = "arn:aws:s3:::";
    private static final String SECRETS_MANAGER = "secretsmanager";
    private static final String PARAMETER_STORE = "ssm";

    private final Collector.AwsApi api;
    private final SideBySide calls;
    private final Map<String, SecretFact> secrets = new LinkedHashMap<>();
    private final Map<String, ParameterFact> parameters = new LinkedHashMap<>();
    private final Map<String, FileFact> files = new LinkedHashMap<>();
    private final Map<String, List<GrantFact>> grants = new LinkedHashMap<>();
    private final Set<String> refused = new LinkedHashSet<>();

    LackCollector(Collector.AwsApi api, SideBySide calls) {
        this.api = api;
        this.calls = calls;
    }

    LackFacts look(List<TaskFact> tasks, Map<String, DefinitionFact> definitions, List<String> unseen) {
        for (TaskFact task : chosen(tasks)) {
            DefinitionFact definition = definitions.get(task.definitionArn());
            if (definition != null) {
                Lack.of(task.stoppedReason()).forEach(lack -> follow(lack, task, definition));
                images(task, definition);
            }
        }
        Map<String, FileLines> lines = new LinkedHashMap<>();
        for (TaskFact task : failed(tasks)) {
            DefinitionFact definition = definitions.get(task.definitionArn());
            if (definition != null) {
                definition.containers().stream()
                        .filter(container -> endedBadly(task, container.name()))
                        .flatMap(container -> container.environmentFiles().stream())
                        .filter(arn -> arn.startsWith(FILE) && arn.indexOf('/') > 0)
                        .forEach(arn -> lines.computeIfAbsent(arn, first -> lines(arn, region(task.arn()))));
            }
        }
        refused.forEach(unseen::add);
        return new LackFacts(
                List.copyOf(secrets.values()),
                List.copyOf(parameters.values()),
                List.copyOf(files.values()),
                grants.values().stream().flatMap(List::stream).toList(),
                List.copyOf(lines.values()));
    }

    /** Of each group and definition the newest whose program ended by itself. */
    private static List<TaskFact> failed(List<TaskFact> tasks) {
        Set<String> seen = new HashSet<>();
        return tasks.stream()
                .filter(task -> task.stopCode().equals("EssentialContainerExited"))
                .sorted(Comparator.comparing(TaskFact::createdAt, Comparator.nullsFirst(Comparator.naturalOrder()))
                        .reversed())
                .filter(task -> seen.add(task.group() + " " + task.definitionArn()))
                .limit(TASKS)
                .toList();
    }

    private static boolean endedBadly(TaskFact task, String container) {
        return task.containers().stream()
                .anyMatch(each -> each.name().equals(container) && each.exitCode() != null && each.exitCode() != 0);
    }

    /** Of each group, definition and kind of words the newest that failed to start. */
    private static List<TaskFact> chosen(List<TaskFact> tasks) {
        Set<String> seen = new HashSet<>();
        return tasks.stream()
                .filter(task -> task.stopCode().equals("TaskFailedToStart"))
                .sorted(Comparator.comparing(TaskFact::createdAt, Comparator.nullsFirst(Comparator.naturalOrder()))
                        .reversed())
                .filter(task -> seen.add(task.group() + " " + task.definitionArn() + " "
                        + Lack.of(task.stoppedReason()).stream()
                                .map(Object::toString)
                                .toList()))
                .limit(TASKS)
                .toList();
    }

    private void follow(Lack lack, TaskFact task, DefinitionFact definition) {
        switch (lack) {
            case Lack.Denied denied -> allowed(denied, task, definition);
            case Lack.NoSecret secret -> secret(secret.id(), task, false);
            case Lack.DeletedSecret secret -> secret(secret.id(), task, false);
            case Lack.NoKey(String key) -> keyed(task, definition, key);
            case Lack.NoJson _ -> keyed(task, definition, null);
            case Lack.NoParameters(String region, List<String> names) ->
                names.forEach(
                        name -> parameters.computeIfAbsent(region + " " + name, first -> parameter(name, region)));
            case Lack.NoFile(String bucket, String key, String code) ->
                files.computeIfAbsent(bucket + "/" + key, first -> file(bucket, key, region(task.arn())));
            case Lack.BadLogin _ ->
                definition.containers().stream()
                        .map(DefinitionFact.Container::repositoryCredentials)
                        .filter(named -> !named.isEmpty())
                        .forEach(named -> secret(named, task, true));
            case Lack.BadReference _ -> {
                // The words hold all there is to know.
            }
        }
    }

    /** @param key whose secrets are meant; absent for all of which any key is asked */
    private void keyed(TaskFact task, DefinitionFact definition, @Nullable String key) {
        definition.containers().stream()
                .flatMap(container -> container.secrets().stream())
                .filter(from -> key == null
                        ? !SecretFact.key(from).isEmpty()
                        : SecretFact.key(from).equals(key))
                .forEach(from -> secret(SecretFact.id(from), task, true));
    }

    private static String region(String arn) {
        return part(arn, 3);
    }

    private static String account(String arn) {
        return part(arn, 4);
    }

    private static String part(String arn, int which) {
        return List.of(arn.split(":", 6)).get(which);
    }

    private Json call(String service, String region, String operation, Json input) {
        return api.call(service, region, operation, input);
    }

    /** Tells that something may not be looked at. */
    private void unseen(String what, ApiError error) {
        if (error.unreachable()) {
            throw error;
        }
        refused.add(what + ": " + error.type() + ": " + error.getMessage());
    }

    // Secrets.

    private SecretFact secret(String id, TaskFact task, boolean withKeys) {
        SecretFact known = secrets.get(id);
        if (known != null && (!withKeys || !known.keys().isEmpty())) {
            return known;
        }
        String region = id.startsWith("arn:") ? region(id) : region(task.arn());
        SecretFact fact = describe(id, region, withKeys);
        secrets.put(id, fact);
        return fact;
    }

    private SecretFact describe(String id, String region, boolean withKeys) {
        try {
            Json told = call(
                    SECRETS_MANAGER, region, "DescribeSecret", Json.object().put("SecretId", id));
            boolean deleted = told.has("DeletedDate");
            Json versions = told.path("VersionIdsToStages");
            return new SecretFact(
                    id,
                    region,
                    deleted ? SecretFact.State.DELETED : SecretFact.State.THERE,
                    told.path("ARN").text(),
                    told.path("KmsKeyId").text(),
                    versions.names().stream()
                            .flatMap(version -> Read.texts(versions.path(version)).stream())
                            .distinct()
                            .toList(),
                    withKeys && !deleted ? keys(id, region) : List.of(),
                    List.of(),
                    List.of());
        } catch (ApiError error) {
            if (error.type().equals("ResourceNotFoundException")) {
                return absent(id, region);
            }
            unseen("secret " + id, error);
            return SecretFact.unseen(id, region);
        }
    }

    private List<String> keys(String id, String region) {
        try {
            String value = call(
                            SECRETS_MANAGER,
                            region,
                            "GetSecretValue",
                            Json.object().put("SecretId", id))
                    .path("SecretString")
                    .text();
            return Json.parse(value.getBytes(UTF_8)).names();
        } catch (IOException notJson) {
            return List.of();
        } catch (ApiError error) {
            unseen("the keys of secret " + id, error);
            return List.of();
        }
    }

    private SecretFact absent(String id, String region) {
        List<String> others = new ArrayList<>();
        try {
            Json input = Json.object().put("MaxResults", SECRETS_AT_ONCE);
            pages(SECRETS_MANAGER, region, "ListSecrets", input, "NextToken", page -> page.path("SecretList")
                    .forEach(secret -> others.add(secret.path("ARN").text())));
        } catch (ApiError error) {
            unseen("the secrets of " + region, error);
        }
        String name = SecretFact.name(id);
        boolean madeAnew = others.stream().anyMatch(arn -> SecretFact.name(arn).equals(name));
        List<String> elsewhere = calls
                .each(
                        madeAnew ? List.of() : regionsBut(region),
                        other -> found(
                                SECRETS_MANAGER,
                                other,
                                "DescribeSecret",
                                Json.object().put("SecretId", name)))
                .stream()
                .map(told -> told.path("ARN").text())
                .filter(arn -> !arn.isEmpty())
                .toList();
        return new SecretFact(id, region, SecretFact.State.ABSENT, "", "", List.of(), List.of(), others, elsewhere);
    }

    private static List<String> regionsBut(String region) {
        return REGIONS.stream().filter(other -> !other.equals(region)).toList();
    }

    /** What is there; nothing where it is not, or may not be seen: of other regions that is no news. */
    private Json found(String service, String region, String operation, Json input) {
        try {
            return call(service, region, operation, input);
        } catch (ApiError notThere) {
            return Json.NOTHING;
        }
    }

    private interface Page {
        void read(Json answer);
    }

    private void pages(String service, String region, String operation, Json input, String token, Page reader) {
        for (int page = 0; page < PAGES; page++) {
            Json answer = call(service, region, operation, input);
            reader.read(answer);
            String next = answer.path(token).text();
            if (next.isEmpty()) {
                return;
            }
            input.put(token, next);
        }
    }

    // Parameters.

    private ParameterFact parameter(String asked, String region) {
        String name = ParameterFact.name(asked);
        List<String> others = new ArrayList<>();
        boolean seen = true;
        try {
            Json input = Json.object().put("MaxResults", PARAMETERS_AT_ONCE);
            pages(PARAMETER_STORE, region, "DescribeParameters", input, "NextToken", page -> page.path("Parameters")
                    .forEach(parameter -> others.add(parameter.path("Name").text())));
        } catch (ApiError error) {
            unseen("the parameters of " + region, error);
            seen = false;
        }
        boolean there = others.contains(name);
        List<String> elsewhere = there
                ? List.of()
                : calls.each(regionsBut(region), other -> named(other, name) ? other : "").stream()
                        .filter(other -> !other.isEmpty())
                        .toList();
        return new ParameterFact(asked, region, there, seen, there ? List.of() : others, elsewhere);
    }

    private boolean named(String region, String name) {
        Json filter = Json.object().put("Key", "Name").put("Option", "Equals").put("Values", List.of(name));
        return !found(
                        PARAMETER_STORE,
                        region,
                        "DescribeParameters",
                        Json.object().putItems("ParameterFilters", List.of(filter)))
                .path("Parameters")
                .items()
                .isEmpty();
    }

    // Files.

    private FileFact file(String bucket, String key, String region) {
        try {
            String folder = key.substring(0, key.lastIndexOf('/') + 1);
            List<String> beside = listed(bucket, folder, region);
            if (beside.contains(key)) {
                return new FileFact(bucket, key, State.THERE, List.of());
            }
            return new FileFact(bucket, key, State.NO_KEY, beside.isEmpty() ? listed(bucket, "", region) : beside);
        } catch (ApiError error) {
            if (error.type().equals("NoSuchBucket")) {
                return new FileFact(bucket, key, State.NO_BUCKET, List.of());
            }
            unseen("bucket " + bucket, error);
            return new FileFact(bucket, key, State.UNSEEN, List.of());
        }
    }

    private FileLines lines(String arn, String region) {
        int slash = arn.indexOf('/');
        try {
            return FileLines.of(
                    arn,
                    call(
                                    "s3",
                                    region,
                                    "GetObject",
                                    Json.object()
                                            .put("Bucket", arn.substring(FILE.length(), slash))
                                            .put("Key", arn.substring(slash + 1)))
                            .path("Body")
                            .text());
        } catch (ApiError error) {
            unseen("environment file " + arn, error);
            return new FileLines(arn, List.of());
        }
    }

    private List<String> listed(String bucket, String prefix, String region) {
        return call(
                        "s3",
                        region,
                        "ListObjectsV2",
                        Json.object()
                                .put("Bucket", bucket)
                                .put("Prefix", prefix)
                                .put("MaxKeys", OBJECTS_AT_ONCE))
                .path("Contents")
                .items()
                .stream()
                .map(object -> object.path("Key").text())
                .toList();
    }

    // What roles are allowed.

    private void allowed(Lack.Denied denied, TaskFact task, DefinitionFact definition) {
        String region = region(task.arn());
        String account = account(task.arn());
        Needs needs = Needs.ofConfiguration(definition, region, account);
        Map<String, List<String>> asked = new LinkedHashMap<>(needs.resources());
        List<String> keys = keys(task, definition);
        if (!keys.isEmpty()) {
            asked.put("kms:Decrypt", keys);
        }
        if (!denied.resource().isEmpty()) {
            asked.merge(denied.action(), List.of(denied.resource()), (all, one) -> {
                Set<String> both = new LinkedHashSet<>(all);
                both.addAll(one);
                return List.copyOf(both);
            });
        }
        simulate(role(denied, definition, account), asked);
    }

    /** The customers' keys that seal the definition's secrets, as policies know them. */
    private List<String> keys(TaskFact task, DefinitionFact definition) {
        Set<String> keys = new LinkedHashSet<>();
        definition.containers().stream()
                .flatMap(container -> container.secrets().stream())
                .filter(SecretFact::isSecret)
                .map(from -> secret(SecretFact.id(from), task, false))
                .filter(secret -> !secret.keyId().isEmpty() && !secret.keyId().startsWith("alias/"))
                .forEach(secret -> keys.add(
                        secret.keyId().startsWith("arn:")
                                ? secret.keyId()
                                : "arn:aws:kms:" + secret.region() + ":" + account(task.arn()) + ":key/"
                                        + secret.keyId()));
        return List.copyOf(keys);
    }

    static String role(Lack.Denied denied, DefinitionFact definition, String account) {
        boolean known = denied.role().isEmpty()
                || Read.name(definition.executionRoleArn()).equals(denied.role());
        return known ? definition.executionRoleArn() : "arn:aws:iam::" + account + ":role/" + denied.role();
    }

    /** Whether the execution role may pull, where an image of ECR cannot be pulled. */
    private void images(TaskFact task, DefinitionFact definition) {
        boolean failed = task.containers().stream()
                .anyMatch(container -> container.reason().startsWith("CannotPull") && Needs.isOfEcr(container.image()));
        if (failed) {
            simulate(definition.executionRoleArn(), Needs.ofImages(definition).resources());
        }
    }

    private void simulate(String role, Map<String, List<String>> asked) {
        if (role.isEmpty()) {
            return;
        }
        asked.forEach((action, resources) -> grants.computeIfAbsent(role + " " + action + " " + resources, first -> {
            try {
                return call(
                                "iam",
                                IAM_REGION,
                                "SimulatePrincipalPolicy",
                                Json.object()
                                        .put("PolicySourceArn", role)
                                        .put("ActionNames", List.of(action))
                                        .put("ResourceArns", resources))
                        .path("EvaluationResults")
                        .items()
                        .stream()
                        .map(result -> grant(role, result))
                        .toList();
            } catch (ApiError error) {
                unseen("what " + role + " is allowed", error);
                return List.of();
            }
        }));
    }

    private GrantFact grant(String role, Json result) {
        String decision = result.path("EvalDecision").text();
        Json boundary = result.path("PermissionsBoundaryDecisionDetail");
        return new GrantFact(
                role,
                result.path("EvalActionName").text(),
                result.path("EvalResourceName").text(),
                decision,
                result.path("MatchedStatements").items().stream()
                        .map(statement -> statement(role, statement, decision.equals("explicitDeny")))
                        .toList(),
                !boundary.path("AllowedByPermissionsBoundary").plain().equals("false"));
    }

    private GrantFact.Statement statement(String role, Json statement, boolean forbids) {
        String policy = statement.path("SourcePolicyId").text();
        int line = number(statement.path("StartPosition").path("Line"));
        int column = number(statement.path("StartPosition").path("Column"));
        String inline = forbids ? inline(Read.name(role), policy) : "";
        if (inline.isEmpty()) {
            return new GrantFact.Statement(policy, "", 0, false, line, column);
        }
        StatementPlaces text = new StatementPlaces(document(Read.name(role), inline));
        Integer which = text.statementAt(line, column);
        return new GrantFact.Statement(policy, inline, which == null ? 0 : which, text.statements() == 1, line, column);
    }

    private static int number(Json text) {
        String digits = text.plain();
        return digits.matches("\\d{1,9}") ? Integer.parseInt(digits) : 0;
    }

    /** Which of the role's own policies is meant: Roadstead says {@code P of role R}, AWS {@code role_R_P}. */
    private String inline(String role, String policy) {
        try {
            return call("iam", IAM_REGION, "ListRolePolicies", Json.object().put("RoleName", role))
                    .path("PolicyNames")
                    .items()
                    .stream()
                    .map(Json::text)
                    .filter(name -> Set.of(name, name + " of role " + role, "role_" + role + "_" + name)
                            .contains(policy))
                    .findFirst()
                    .orElse("");
        } catch (ApiError error) {
            unseen("the policies of role " + role, error);
            return "";
        }
    }

    private String document(String role, String policy) {
        try {
            String encoded = call(
                            "iam",
                            IAM_REGION,
                            "GetRolePolicy",
                            Json.object().put("RoleName", role).put("PolicyName", policy))
                    .path("PolicyDocument")
                    .text();
            // IAM percent-encodes documents, and a plus sign in them means itself.
            return URLDecoder.decode(encoded.replace("+", "%2B"), UTF_8);
        } catch (ApiError error) {
            unseen("policy " + policy + " of role " + role, error);
            return "";
        }
    }
}
