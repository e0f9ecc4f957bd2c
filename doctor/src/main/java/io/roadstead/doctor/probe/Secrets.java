package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.DefinitionFact;
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
                definition.containers().forEach(container -> examine(definition, container, findings));
            }
        }
        return findings;
    }

    private static void examine(DefinitionFact definition, DefinitionFact.Container container, List<Finding> findings) {
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
                fixes(definition, container.name(), names.getFirst()),
                Confidence.LIKELY));
    }

    private static List<Fix> fixes(DefinitionFact definition, String container, String name) {
        return List.of(
                Fix.of(
                        "On AWS keep the value in Secrets Manager or the Parameter Store, and name it under secrets.",
                        "AWS では値を Secrets Manager または Parameter Store に保存し、secrets で参照してください。",
                        Definitions.change(
                                definition.name(),
                                Definitions.container(
                                        container,
                                        ".environment |= map(select(.name != \"" + name
                                                + "\")) | .secrets += [{name: \"" + name
                                                + "\", valueFrom: \"<SECRET-ARN>\"}]"))),
                Fix.of(
                        "Where secrets are not taken, as in Roadstead so far, mount a file of the host that only root"
                                + " reads, and let the program read that.",
                        "secrets に対応していない環境（現在の Roadstead など）では、root のみ読めるホスト上のファイルをマウントして読み込ませてください。"));
    }

    static boolean looksSecret(String name) {
        return SECRET.matcher(name).find() && !ABOUT.matcher(name).find();
    }
}
