package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.DefinitionFact;
import io.roadstead.doctor.facts.ServiceFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Severity;
import io.roadstead.doctor.finding.Words;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Environment variables in task definitions whose names say that they are secret: everybody who may describe the
 * definition reads them. Only names are ever told.
 */
public final class Secrets implements Probe {
    private static final Pattern SECRET = Pattern.compile(
            "PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|CREDENTIAL|(API|ACCESS|PRIVATE|ENCRYPTION|SIGNING)_?KEY",
            Pattern.CASE_INSENSITIVE);
    /** Names that say where a secret is, or how long it is good for, and not what it is. */
    private static final Pattern ABOUT = Pattern.compile(
            "_(FILE|PATH|DIR|ARN|NAME|URL|URI|ENDPOINT|HOST|TTL|EXPIRY|TIMEOUT|LENGTH|ENABLED)$",
            Pattern.CASE_INSENSITIVE);

    @Override
    public Words looksAt() {
        return Words.of("secrets in environment variables", "環境変数内の機密情報");
    }

    @Override
    public List<Finding> examine(ClusterFacts facts) {
        Set<String> used = new LinkedHashSet<>();
        facts.services().stream()
                .flatMap(service -> service.deployments().stream())
                .filter(deployment -> deployment.primary())
                .forEach(deployment -> used.add(deployment.definitionArn()));
        facts.tasks().stream().filter(task -> !task.stopped()).forEach(task -> used.add(task.definitionArn()));
        List<Finding> findings = new ArrayList<>();
        for (String arn : used) {
            DefinitionFact definition = facts.definitions().get(arn);
            if (definition != null) {
                definition.containers().forEach(container -> examine(facts, definition, container, findings));
            }
        }
        return findings;
    }

    private static void examine(
            ClusterFacts facts, DefinitionFact definition, DefinitionFact.Container container, List<Finding> findings) {
        List<String> names = container.environment().entrySet().stream()
                .filter(one -> !one.getValue().isEmpty() && looksSecret(one.getKey()))
                .map(one -> one.getKey())
                .sorted()
                .toList();
        if (names.isEmpty()) {
            return;
        }
        String told = String.join(", ", names);
        findings.add(new Finding(
                "ecs-data-security-container-task",
                Severity.INFO,
                definition.arn(),
                Words.of(
                        "Container " + container.name() + " of " + definition.name()
                                + " is given what looks secret in plain environment variables: " + told + ".",
                        definition.name() + " のコンテナ " + container.name() + " の環境変数に、機密情報と思われる値が平文で設定されています: " + told),
                List.of(new Evidence(
                        "DescribeTaskDefinition containerDefinitions[" + container.name() + "].environment", told)),
                fixes(facts, definition, container.name(), names),
                Confidence.LIKELY));
    }

    private static List<Fix> fixes(
            ClusterFacts facts, DefinitionFact definition, String container, List<String> names) {
        String first = names.getFirst();
        List<String> kept = new ArrayList<>();
        names.forEach(name -> kept.add(keep(definition.name(), container, name)));
        kept.add(deployed(facts, definition, Definitions.change(definition.name(), fromFiles(container, names))));
        return List.of(
                Fix.of(
                        "Keep the value in Secrets Manager or the Parameter Store, and name it under secrets.",
                        "値を Secrets Manager または Parameter Store に保存し、secrets で参照してください。",
                        deployed(
                                facts,
                                definition,
                                Definitions.change(
                                        definition.name(),
                                        Definitions.container(
                                                container,
                                                ".environment |= map(select(.name != \"" + first
                                                        + "\")) | .secrets += [{name: \"" + first
                                                        + "\", valueFrom: \"<SECRET-ARN>\"}]")))),
                new Fix(
                        Words.of(
                                "Or keep the values in files of the container instances that only root reads, and let"
                                        + " the program read those.",
                                "または、root のみ読めるコンテナインスタンス上のファイルに値を移し、プログラムからはファイルを読み込んでください。"),
                        kept));
    }

    /** Puts one value into a file without showing it. */
    private static String keep(String definition, String container, String name) {
        return "aws ecs describe-task-definition --task-definition " + Commands.quoted(definition)
                + " --query taskDefinition --output json | jq -j '.containerDefinitions[] | select(.name == \""
                + container + "\").environment[] | select(.name == \"" + name
                + "\").value' | install -D -m 0400 /dev/stdin <DIRECTORY>/" + Commands.quoted(name);
    }

    private static String fromFiles(String container, List<String> names) {
        return ".volumes += [{name: \"secret-files\", host: {sourcePath: \"<DIRECTORY>\"}}] | "
                + Definitions.container(
                        container,
                        ".environment |= map(if IN(.name; \"" + String.join("\", \"", names)
                                + "\") then {name: (.name + \"_FILE\"), value: (\"/run/secrets/\" + .name)} else . end)"
                                + " | .mountPoints += [{sourceVolume: \"secret-files\", containerPath: \"/run/secrets\","
                                + " readOnly: true}]");
    }

    /** The change, and every service that runs the definition moved to it. */
    private static String deployed(ClusterFacts facts, DefinitionFact definition, String change) {
        StringBuilder line = new StringBuilder(change);
        for (ServiceFact service : facts.services()) {
            if (service.deployments().stream()
                    .anyMatch(one -> one.primary() && one.definitionArn().equals(definition.arn()))) {
                line.append(" && ")
                        .append(Commands.updateService(
                                service.cluster(),
                                service.name(),
                                "--task-definition " + Definitions.family(definition.name())));
            }
        }
        return line.toString();
    }

    static boolean looksSecret(String name) {
        return SECRET.matcher(name).find() && !ABOUT.matcher(name).find();
    }
}
