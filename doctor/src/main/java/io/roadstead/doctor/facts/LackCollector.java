package io.roadstead.doctor.facts;

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

    static final String FILE = "arn:aws:s3:::";

    private final LookCalls calls;
    private final SecretLooks secrets;
    private final ParameterLooks parameterLooks;
    private final FileLooks fileLooks;
    private final GrantLooks grants;
    private final Map<String, ParameterFact> parameters = new LinkedHashMap<>();
    private final Map<String, FileFact> files = new LinkedHashMap<>();

    LackCollector(Collector.AwsApi api, SideBySide calls) {
        this.calls = new LookCalls(api, calls);
        secrets = new SecretLooks(this.calls);
        parameterLooks = new ParameterLooks(this.calls);
        fileLooks = new FileLooks(this.calls);
        grants = new GrantLooks(this.calls);
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
                        .forEach(arn -> lines.computeIfAbsent(arn, first -> fileLooks.lines(arn, region(task.arn()))));
            }
        }
        unseen.addAll(calls.refused());
        return new LackFacts(
                secrets.found(),
                List.copyOf(parameters.values()),
                List.copyOf(files.values()),
                grants.found(),
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
            case Lack.NoSecret secret -> secrets.look(secret.id(), region(task.arn()), false);
            case Lack.DeletedSecret secret -> secrets.look(secret.id(), region(task.arn()), false);
            case Lack.NoKey(String key) -> keyed(task, definition, key);
            case Lack.NoJson _ -> keyed(task, definition, null);
            case Lack.NoParameters(String region, List<String> names) ->
                names.forEach(name ->
                        parameters.computeIfAbsent(region + " " + name, first -> parameterLooks.look(name, region)));
            case Lack.NoFile(String bucket, String key, String code) ->
                files.computeIfAbsent(bucket + "/" + key, first -> fileLooks.look(bucket, key, region(task.arn())));
            case Lack.BadLogin _ ->
                definition.containers().stream()
                        .map(DefinitionFact.Container::repositoryCredentials)
                        .filter(named -> !named.isEmpty())
                        .forEach(named -> secrets.look(named, region(task.arn()), true));
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
                .forEach(from -> secrets.look(SecretFact.id(from), region(task.arn()), true));
    }

    static String region(String arn) {
        return part(arn, 3);
    }

    private static String account(String arn) {
        return part(arn, 4);
    }

    private static String part(String arn, int which) {
        return List.of(arn.split(":", 6)).get(which);
    }

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
        grants.look(role(denied, definition, account), asked);
    }

    /** The customers' keys that seal the definition's secrets, as policies know them. */
    private List<String> keys(TaskFact task, DefinitionFact definition) {
        Set<String> keys = new LinkedHashSet<>();
        definition.containers().stream()
                .flatMap(container -> container.secrets().stream())
                .filter(SecretFact::isSecret)
                .map(from -> secrets.look(SecretFact.id(from), region(task.arn()), false))
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
            grants.look(
                    definition.executionRoleArn(), Needs.ofImages(definition).resources());
        }
    }
}
