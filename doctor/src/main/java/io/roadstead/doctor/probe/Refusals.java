package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.DefinitionFact;
import io.roadstead.doctor.facts.InstanceFact;
import io.roadstead.doctor.facts.ServiceFact;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Words;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** What ECS's sentence about a task that found no place means. Source: ecs-behaviour 5.8. */
final class Refusals {
    private static final String REQUIREMENTS = "ecs-container-instance-requirement-error";

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
        return other(service, event);
    }

    private static Told noInstances(ClusterFacts facts) {
        return new Told(
                REQUIREMENTS,
                Words.of(
                        "Cluster " + facts.name() + " has no container instance.",
                        "クラスター " + facts.name() + " にコンテナインスタンスがありません。"),
                List.of(Fix.of(
                        "Join a host to the cluster.",
                        "ホストをクラスターに参加させてください。",
                        "./roadstead agent --server \"$AWS_ENDPOINT_URL\" --cluster "
                                + Commands.quoted(facts.name()))));
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
        String member = cpu ? "cpu" : "memory";
        int fits = largest == null ? 0 : free.applyAsInt(largest);
        return new Told(
                cpu ? "ecs-container-instance-cpu-error" : REQUIREMENTS,
                Words.of(
                        "No container instance has room for another task of service " + service.name() + ": " + wanted
                                + " " + unit + " are wanted" + held + ".",
                        "サービス " + service.name() + " のタスクを置けるインスタンスがありません。必要なのは " + wanted + " " + unitJa + "、"
                                + heldJa),
                List.of(
                        Fix.of(
                                "Want fewer tasks, or stop what is not needed there.",
                                "タスク数を減らすか、不要なタスクを停止してください。",
                                Commands.updateService(
                                        service.cluster(), service.name(), "--desired-count " + service.running())),
                        Fix.of(
                                "Or ask for less: " + member + " of " + fits + " would fit now.",
                                "または要求を減らしてください。現在 " + member + " が " + fits + " 以下なら配置できます。",
                                Definitions.change(
                                                definition == null ? service.definitionArn() : definition.name(),
                                                ".containerDefinitions[0]." + member + " = " + fits)
                                        + " && "
                                        + Commands.updateService(
                                                service.cluster(),
                                                service.name(),
                                                "--task-definition "
                                                        + Definitions.family(
                                                                definition == null ? "" : definition.name()))),
                        Fix.of("Or join another or a larger host.", "または、より大きいホストか新しいホストを追加してください。")));
    }

    /** {@code , held by task a (512), task b (256)}: who has what there. */
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
        String ports = definition == null ? "" : " " + String.join(", ", definition.wantedPorts("tcp"));
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
                                        definition == null ? "<TASK-DEFINITION>" : definition.name(),
                                        ".containerDefinitions[].portMappings[].hostPort = 0")
                                + " && "
                                + Commands.updateService(
                                        service.cluster(),
                                        service.name(),
                                        "--task-definition "
                                                + Definitions.family(
                                                        definition == null
                                                                ? "<TASK-DEFINITION>"
                                                                : definition.name())))));
    }

    private static Told agent(ClusterFacts facts) {
        String away = facts.instances().stream()
                .filter(instance -> !instance.agentConnected())
                .map(InstanceFact::id)
                .findFirst()
                .orElse("<INSTANCE>");
        return new Told(
                "ecs-container-instance-agent-error",
                Words.of(
                        "The instance that would take the task, " + away + ", has no connected agent.",
                        "タスクを配置できるはずのインスタンス " + away + " のエージェントが接続されていません。"),
                List.of(Fix.of(
                        "Start the agent on that host again.",
                        "該当ホストでエージェントを再起動してください。",
                        "systemctl restart roadstead-agent   # the amazon-ecs-agent: systemctl restart ecs")));
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
                List.of(
                        Fix.of(
                                "An attribute com.amazonaws.ecs.capability.… comes from the agent: start it with the feature, or"
                                        + " leave the feature out of the definition. Attributes of your own are put by hand.",
                                "com.amazonaws.ecs.capability.… はエージェントが登録します。該当機能を有効にするか、タスク定義から外してください。"
                                        + "独自の属性は手動で登録します。",
                                "aws ecs put-attributes --cluster " + Commands.quoted(facts.name())
                                        + " --attributes name=<NAME>,value=<VALUE>,targetType=container-instance,targetId=<INSTANCE>")));
    }

    private static Told other(ServiceFact service, String event) {
        boolean member = event.contains("MemberOf");
        String constraints = String.join(" and ", service.constraints());
        return new Told(
                REQUIREMENTS,
                Words.of(
                        member
                                ? "No container instance satisfies the placement constraint of service "
                                        + service.name() + ": " + constraints
                                : "No container instance meets what a task of service " + service.name() + " requires.",
                        member
                                ? "サービス " + service.name() + " の配置制約を満たすインスタンスがありません: " + constraints
                                : "サービス " + service.name() + " のタスクの要件を満たすインスタンスがありません。"),
                List.of(Fix.of(
                        member
                                ? "Change the constraint, or give an instance what it asks for."
                                : "See below what each instance lacks, and give it to one or ask for less.",
                        member ? "制約を変更するか、インスタンスに条件を満たす属性を付けてください。" : "各インスタンスに不足しているものを確認してください。",
                        member
                                ? Commands.updateService(
                                        service.cluster(), service.name(), "--placement-constraints '[]'")
                                : "aws ecs describe-services --cluster " + Commands.quoted(service.cluster())
                                        + " --services " + Commands.quoted(service.name())
                                        + " --query services[0].events[:5]")));
    }
}
