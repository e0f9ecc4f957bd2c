package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.DefinitionFact;
import io.roadstead.doctor.facts.InstanceFact;
import io.roadstead.doctor.facts.ServiceFact;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** What ECS's sentence about a task that found no place means. Source: ecs-behaviour 5.8. */
final class Refusals {
    private static final String LOG_DRIVER = "com.amazonaws.ecs.capability.logging-driver.";
    private static final String REQUIREMENTS = "ecs-container-instance-requirement-error";

    /** A reservation of less than this part of the limit is hardly what the task usually uses. */
    private static final int SMALLEST_PART = 4;

    private Refusals() {}

    record Told(String article, Words cause, List<Fix> fixes) {}

    static Told of(String event, ServiceFact service, @Nullable DefinitionFact definition, ClusterFacts facts) {
        if (event.contains("No Container Instances were found")) {
            return noInstances(facts);
        }
        if (event.contains("insufficient CPU")) {
            return resource(service, definition, facts, true);
        }
        if (event.contains("insufficient memory")) {
            return resource(service, definition, facts, false);
        }
        if (event.contains("already using a port")) {
            return port(service, definition);
        }
        if (event.contains("the agent connected") || event.contains("\"AGENT\"")) {
            return agent(facts);
        }
        if (event.contains("missing an attribute")) {
            return attribute(service, definition, facts);
        }
        return other(service, definition, event);
    }

    private static Told noInstances(ClusterFacts facts) {
        return new Told(
                REQUIREMENTS,
                Words.of(
                        "Cluster " + facts.name() + " has no container instance.",
                        "クラスター " + facts.name() + " にコンテナインスタンスがありません。"),
                List.of(Fix.of("Join a host to the cluster.", "ホストをクラスターに参加させてください。", join(facts))));
    }

    private static String join(ClusterFacts facts) {
        return "./roadstead agent --server \"$AWS_ENDPOINT_URL\" --cluster " + Commands.quoted(facts.name());
    }

    private static Told resource(
            ServiceFact service, @Nullable DefinitionFact definition, ClusterFacts facts, boolean cpu) {
        ToIntFunction<InstanceFact> free = cpu
                ? instance -> instance.remaining().cpu()
                : instance -> instance.remaining().memory();
        InstanceFact largest = facts.instances().stream()
                .filter(InstanceFact::takesTasks)
                .max(Comparator.comparingInt(free))
                .orElse(null);
        int wanted = definition == null ? 0 : cpu ? definition.wantedCpu() : definition.wantedMemory();
        String unit = cpu ? "CPU units" : "MiB of memory";
        String unitJa = cpu ? "CPU ユニット" : "MiB のメモリ";
        String held = largest == null
                ? ""
                : ", the largest free is " + free.applyAsInt(largest) + " on " + largest.id() + holders(facts, largest);
        String heldJa = largest == null
                ? ""
                : "最大の空きは " + largest.id() + " の " + free.applyAsInt(largest) + " です" + holders(facts, largest) + "。";
        int fits = largest == null ? 0 : free.applyAsInt(largest);
        List<Fix> fixes = new ArrayList<>();
        Optional<Fix> reserve =
                cpu || definition == null ? Optional.empty() : reserveLess(service, definition, fits, facts);
        reserve.ifPresent(fixes::add);
        if (service.running() > 0) {
            fixes.add(Fix.of(
                    "Want fewer tasks: as many as run now.",
                    "タスク数を現在の実行数に減らしてください。",
                    Commands.updateService(service.cluster(), service.name(), "--desired-count " + service.running())));
        }
        if (definition != null) {
            less(service, definition, fits, cpu).ifPresent(fixes::add);
        }
        fixes.add(Fix.of(
                "Join another or a larger host, or stop what is not needed there.",
                "より大きいホストか新しいホストを追加するか、不要なタスクを停止してください。",
                join(facts)));
        return new Told(
                cpu
                        ? "ecs-container-instance-cpu-error"
                        : reserve.isPresent() ? "allocate-ecs-memory-tasks" : REQUIREMENTS,
                Words.of(
                        "No container instance has room for another task of service " + service.name() + ": " + wanted
                                + " " + unit + " are wanted" + held + ".",
                        "サービス " + service.name() + " のタスクを置けるインスタンスがありません。必要なのは " + wanted + " " + unitJa + "、"
                                + heldJa),
                fixes);
    }

    /**
     * Where a container has no reservation of its own, its whole limit is taken of the instance, used or not. The new
     * reservation is such that all tasks fit into what is free beside those that they replace. Source: ecs-behaviour 3.4.
     */
    private static Optional<Fix> reserveLess(
            ServiceFact service, DefinitionFact definition, int free, ClusterFacts facts) {
        DefinitionFact.Container largest = definition.containers().stream()
                .filter(container -> container.memory() != null && container.memoryReservation() == null)
                .max(Comparator.comparingInt(Sizes::memory))
                .orElse(null);
        int instances = (int)
                facts.instances().stream().filter(InstanceFact::takesTasks).count();
        if (definition.memory() != null || largest == null || instances == 0) {
            return Optional.empty();
        }
        int limit = Sizes.memory(largest);
        int tasksThere = Math.ceilDiv(Math.max(1, service.desired()), instances);
        int share = free / tasksThere - (definition.wantedMemory() - limit);
        if (share * SMALLEST_PART < limit || share < Sizes.SMALLEST_MEMORY) {
            return Optional.empty();
        }
        return Optional.of(Fix.of(
                "Reserve what it usually uses and leave the limit for peaks: each task takes its whole limit of the"
                        + " instance now; with a reservation of " + share + " MiB all " + service.desired()
                        + " would find room. docker stats on the host tells what it uses.",
                "通常の使用量だけを予約し、上限はピーク用に残してください。現在は上限の全量がインスタンスから確保されます。memoryReservation が " + share + " なら "
                        + service.desired() + " タスクすべてを配置できます。実際の使用量はホストの docker stats で確認できます。",
                Definitions.change(
                        service,
                        definition.name(),
                        Definitions.container(largest.name(), ".memoryReservation = " + share))));
    }

    private static Optional<Fix> less(ServiceFact service, DefinitionFact definition, int fits, boolean cpu) {
        return Sizes.smaller(definition, fits, cpu)
                .map(size -> Fix.of(
                        "Ask for less: " + size.left() + (cpu ? " CPU units" : " MiB") + " would find room now.",
                        "要求を減らしてください。" + (cpu ? "cpu" : "memory") + " が " + size.left() + " なら現在の空きに配置できます。",
                        Definitions.change(service, definition.name(), size.change())));
    }

    /** {@code (service:web 512 CPU units, 256 MiB each)}: who has what there. */
    private static String holders(ClusterFacts facts, InstanceFact instance) {
        List<String> holders = facts.tasksOn(instance).stream()
                .map(task -> {
                    DefinitionFact definition = facts.definitions().get(task.definitionArn());
                    return task.group()
                            + (definition == null
                                    ? ""
                                    : " " + definition.wantedCpu() + " CPU units, " + definition.wantedMemory()
                                            + " MiB");
                })
                .distinct()
                .limit(3)
                .toList();
        return holders.isEmpty() ? "" : " (" + String.join("; ", holders) + " each)";
    }

    private static Told port(ServiceFact service, @Nullable DefinitionFact definition) {
        List<String> wanted = new ArrayList<>();
        if (definition != null) {
            wanted.addAll(definition.wantedPorts("tcp"));
            wanted.addAll(definition.wantedPorts("udp"));
        }
        String ports = wanted.isEmpty() ? "" : " " + String.join(", ", wanted);
        String name = definition == null ? service.definitionArn() : definition.name();
        return new Told(
                "dynamic-port-mapping-ecs",
                Words.of(
                        "A task of service " + service.name() + " wants the host's port" + ports
                                + " for itself, and on every instance another task has it: one such task fits on an"
                                + " instance.",
                        "サービス " + service.name() + " のタスクはホストのポート" + ports
                                + " を固定で要求しますが、どのインスタンスでも使用中です。固定ポートでは 1 台に 1 タスクしか置けません。"),
                List.of(Fix.of(
                        "Let Docker choose a free port for each copy: host port 0.",
                        "hostPort を 0 にして動的ポートマッピングを使ってください。",
                        Definitions.change(
                                service, name, ".containerDefinitions |= map(.portMappings |= map(.hostPort = 0))"))));
    }

    private static Told agent(ClusterFacts facts) {
        Optional<InstanceFact> away = facts.instances().stream()
                .filter(instance -> !instance.agentConnected())
                .findFirst();
        String id = away.map(InstanceFact::id).orElse("<INSTANCE>");
        return new Told(
                "ecs-container-instance-agent-error",
                Words.of(
                        "The instance that would take the task, " + id + ", has no connected agent.",
                        "タスクを配置できるはずのインスタンス " + id + " のエージェントが接続されていません。"),
                away.map(instance -> List.of(Agents.start(facts, instance))).orElse(List.of()));
    }

    private static Told attribute(ServiceFact service, @Nullable DefinitionFact definition, ClusterFacts facts) {
        List<String> missing = definition == null
                ? List.of()
                : definition.requiresAttributes().stream()
                        .filter(name -> facts.instances().stream()
                                .noneMatch(instance -> instance.attributes().containsKey(name)))
                        .toList();
        String names = String.join(", ", missing);
        return new Told(
                REQUIREMENTS,
                Words.of(
                        "No container instance has every attribute that " + service.name() + "'s definition requires"
                                + (names.isEmpty() ? "." : "; none has " + names + "."),
                        "サービス " + service.name() + " のタスク定義が要求する属性をすべて持つインスタンスがありません"
                                + (names.isEmpty() ? "。" : "（どのインスタンスにも無い属性: " + names + "）。")),
                List.of(attributeFix(service, definition, missing)));
    }

    private static Fix attributeFix(ServiceFact service, @Nullable DefinitionFact definition, List<String> missing) {
        String driver = missing.stream()
                .filter(name -> name.startsWith(LOG_DRIVER))
                .map(name -> name.substring(LOG_DRIVER.length()))
                .findFirst()
                .orElse(null);
        if (driver != null && definition != null) {
            return Fix.of(
                    "Let the agent offer the log driver (" + driver
                            + " in ECS_AVAILABLE_LOGGING_DRIVERS, and a restart),"
                            + " or take one that every agent has.",
                    "ECS_AVAILABLE_LOGGING_DRIVERS に " + driver + " を追加してエージェントを再起動するか、" + "既定のログドライバーを使ってください。",
                    Definitions.change(
                            service,
                            definition.name(),
                            ".containerDefinitions |= map(if .logConfiguration.logDriver == \"" + driver
                                    + "\" then .logConfiguration = {logDriver: \"json-file\"} else . end)"));
        }
        return Fix.of(
                "These attributes come from the agent: start it with the feature, or leave the feature out of the"
                        + " definition.",
                "これらの属性はエージェントが登録します。該当機能を有効にしてエージェントを起動するか、タスク定義から外してください。",
                definition == null
                        ? Commands.describeDefinition(service.definitionArn())
                        : Commands.describeDefinition(definition.name()));
    }

    private static Told other(ServiceFact service, @Nullable DefinitionFact definition, String event) {
        if (event.contains("MemberOf")) {
            return memberOf(service, definition);
        }
        if (event.contains("DistinctInstance")) {
            return new Told(
                    REQUIREMENTS,
                    Words.of(
                            "Service " + service.name() + " wants every task on an instance of its own, and there are"
                                    + " fewer instances than tasks wanted.",
                            "サービス " + service.name() + " は 1 台に 1 タスク（distinctInstance）を要求していますが、" + "インスタンス数が足りません。"),
                    List.of(Fix.of(
                            "Join another host, or want as many tasks as there are hosts.",
                            "ホストを追加するか、タスク数をホスト数に合わせてください。",
                            Commands.updateService(
                                    service.cluster(),
                                    service.name(),
                                    "--desired-count " + Math.max(1, service.running())))));
        }
        return new Told(
                REQUIREMENTS,
                Words.of(
                        "No container instance meets what a task of service " + service.name() + " requires.",
                        "サービス " + service.name() + " のタスクの要件を満たすインスタンスがありません。"),
                List.of(Fix.of(
                        "The evidence says what each instance lacks: give it to one, or ask for less.",
                        "根拠に各インスタンスの不足を示しています。補うか、要求を減らしてください。",
                        "aws ecs describe-services --cluster " + Commands.quoted(service.cluster()) + " --services "
                                + Commands.quoted(service.name()) + " --query 'services[0].events[:5]'")));
    }

    /** An attribute of one's own is what most constraints ask for; without one the constraint itself is the fix. */
    private static Told memberOf(ServiceFact service, @Nullable DefinitionFact definition) {
        List<String> ofService = service.constraints().stream()
                .filter(constraint -> !constraint.equals("distinctInstance"))
                .toList();
        List<String> ofDefinition = definition == null ? List.of() : definition.constraints();
        List<String> all = new ArrayList<>(ofService);
        all.addAll(ofDefinition);
        String constraints = String.join(" and ", all);
        String drop = ofService.isEmpty() && definition != null
                ? Definitions.change(service, definition.name(), "del(.placementConstraints)")
                : Commands.updateService(service.cluster(), service.name(), "--placement-constraints '[]'");
        String article = constraints.contains("attribute:") && constraints.matches(".*[<>].*")
                ? "ecs-instance-task-disk-space"
                : REQUIREMENTS;
        return new Told(
                article,
                Words.of(
                        "No container instance satisfies the placement constraint of service " + service.name() + ": "
                                + constraints,
                        "サービス " + service.name() + " の配置制約を満たすインスタンスがありません: " + constraints),
                List.of(
                        Fix.of(
                                "Give an instance what the constraint asks for; an attribute of one's own is put like"
                                        + " this.",
                                "制約が求める属性をインスタンスに付けてください。",
                                "aws ecs put-attributes --cluster " + Commands.quoted(service.cluster())
                                        + " --attributes"
                                        + " 'name=<NAME>,value=<VALUE>,targetType=container-instance,targetId=<INSTANCE>'"),
                        Fix.of("Or drop the constraint.", "または制約を外してください。", drop)));
    }
}
