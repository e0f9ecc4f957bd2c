package io.roadstead.wire.agent;

import io.roadstead.wire.agent.TcsMessage.ContainerMetric;
import io.roadstead.wire.agent.TcsMessage.CountStatsSet;
import io.roadstead.wire.agent.TcsMessage.NetworkStatsSet;
import io.roadstead.wire.agent.TcsMessage.StatsSet;
import io.roadstead.wire.agent.TcsMessage.StorageStatsSet;
import io.roadstead.wire.agent.TcsMessage.TaskMetric;

/** The metrics within {@code PublishMetricsRequest}. */
final class MetricCodec {
    private MetricCodec() {}

    static TaskMetric task(Fields in) {
        return new TaskMetric(
                in.requiredText("taskArn"),
                in.text("taskDefinitionFamily"),
                in.text("taskDefinitionVersion"),
                in.objects("containerMetrics", MetricCodec::container));
    }

    static void task(FieldWriter out, TaskMetric task) {
        out.text("taskArn", task.taskArn())
                .text("taskDefinitionFamily", task.taskDefinitionFamily())
                .text("taskDefinitionVersion", task.taskDefinitionVersion())
                .objects("containerMetrics", task.containerMetrics(), MetricCodec::container);
    }

    private static ContainerMetric container(Fields in) {
        return new ContainerMetric(
                in.text("containerName"),
                in.object("cpuStatsSet", MetricCodec::stats),
                in.object("memoryStatsSet", MetricCodec::stats),
                in.object("networkStatsSet", MetricCodec::network),
                in.object(
                        "storageStatsSet",
                        s -> new StorageStatsSet(
                                s.object("readSizeBytes", MetricCodec::counts),
                                s.object("writeSizeBytes", MetricCodec::counts))),
                in.object("restartStatsSet", r -> r.integerOrZero("restartCount")));
    }

    private static void container(FieldWriter out, ContainerMetric container) {
        out.text("containerName", container.containerName())
                .object("cpuStatsSet", container.cpuStatsSet(), MetricCodec::stats)
                .object("memoryStatsSet", container.memoryStatsSet(), MetricCodec::stats)
                .object("networkStatsSet", container.networkStatsSet(), MetricCodec::network)
                .object("storageStatsSet", container.storageStatsSet(), (o, s) -> o.object(
                                "readSizeBytes", s.readSizeBytes(), MetricCodec::counts)
                        .object("writeSizeBytes", s.writeSizeBytes(), MetricCodec::counts))
                .object("restartStatsSet", container.restartCount(), (o, count) -> o.integer("restartCount", count));
    }

    private static NetworkStatsSet network(Fields in) {
        return new NetworkStatsSet(
                in.object("rxBytesPerSecond", MetricCodec::stats),
                in.object("rxBytes", MetricCodec::counts),
                in.object("rxDropped", MetricCodec::counts),
                in.object("rxErrors", MetricCodec::counts),
                in.object("rxPackets", MetricCodec::counts),
                in.object("txBytesPerSecond", MetricCodec::stats),
                in.object("txBytes", MetricCodec::counts),
                in.object("txDropped", MetricCodec::counts),
                in.object("txErrors", MetricCodec::counts),
                in.object("txPackets", MetricCodec::counts));
    }

    private static void network(FieldWriter out, NetworkStatsSet network) {
        out.object("rxBytesPerSecond", network.rxBytesPerSecond(), MetricCodec::stats)
                .object("rxBytes", network.rxBytes(), MetricCodec::counts)
                .object("rxDropped", network.rxDropped(), MetricCodec::counts)
                .object("rxErrors", network.rxErrors(), MetricCodec::counts)
                .object("rxPackets", network.rxPackets(), MetricCodec::counts)
                .object("txBytesPerSecond", network.txBytesPerSecond(), MetricCodec::stats)
                .object("txBytes", network.txBytes(), MetricCodec::counts)
                .object("txDropped", network.txDropped(), MetricCodec::counts)
                .object("txErrors", network.txErrors(), MetricCodec::counts)
                .object("txPackets", network.txPackets(), MetricCodec::counts);
    }

    private static StatsSet stats(Fields in) {
        return new StatsSet(
                in.requiredDecimal("min"),
                in.requiredDecimal("max"),
                in.integerOrZero("sampleCount"),
                in.requiredDecimal("sum"));
    }

    private static void stats(FieldWriter out, StatsSet stats) {
        out.decimal("min", stats.min())
                .decimal("max", stats.max())
                .integer("sampleCount", stats.sampleCount())
                .decimal("sum", stats.sum());
    }

    private static CountStatsSet counts(Fields in) {
        return new CountStatsSet(
                in.requiredWhole("min"),
                in.requiredWhole("max"),
                in.requiredWhole("sampleCount"),
                in.requiredWhole("sum"),
                in.whole("overflowMin"),
                in.whole("overflowMax"),
                in.whole("overflowSum"));
    }

    private static void counts(FieldWriter out, CountStatsSet counts) {
        out.whole("min", counts.min())
                .whole("max", counts.max())
                .whole("sampleCount", counts.sampleCount())
                .whole("sum", counts.sum())
                .whole("overflowMin", counts.overflowMin())
                .whole("overflowMax", counts.overflowMax())
                .whole("overflowSum", counts.overflowSum());
    }
}
