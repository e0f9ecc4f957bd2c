package io.roadstead.services.logs.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.Ids;
import io.roadstead.core.model.Scope;
import io.roadstead.services.logs.catalog.Catalog;
import io.roadstead.store.MemoryStore;
import io.roadstead.store.RecordCodec;
import io.roadstead.wire.Caller;
import io.roadstead.wire.Demand;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagResourceRequest;

/** What the operations of CloudWatch Logs are about, for those who judge them. */
class LogsAccessTest {
    private static final String LOGS = "arn:aws:logs:us-east-1:000000000000:log-group:";
    private static final Caller ANN = new Caller(
            new Scope("000000000000", "us-east-1"), "arn:aws:iam::000000000000:user/ann", "AKIA", "http://x");
    private static final MemoryStore STORE = new MemoryStore(InstantSource.system());
    private static final Catalog CATALOG = Catalog.open(STORE, new RecordCodec(), new Ids() {
        @Override
        public String hex() {
            return uuid().replace("-", "");
        }

        @Override
        public String uuid() {
            return UUID.randomUUID().toString();
        }

        @Override
        public int below(int bound) {
            return 0;
        }
    });

    private record Row(SdkPojo request, String demand) {}

    static final List<Row> TABLE = List.of(
            new Row(
                    CreateLogGroupRequest.builder()
                            .logGroupName("/ecs/web")
                            .tags(Map.of("k", "v"))
                            .build(),
                    "logs:CreateLogGroup [" + LOGS + "/ecs/web:log-stream:]"),
            new Row(
                    CreateLogStreamRequest.builder()
                            .logGroupName("/ecs/web")
                            .logStreamName("ecs/a/1")
                            .build(),
                    "logs:CreateLogStream [" + LOGS + "/ecs/web:log-stream:ecs/a/1]"),
            new Row(
                    PutLogEventsRequest.builder()
                            .logGroupName("/ecs/web")
                            .logStreamName("ecs/a/1")
                            .build(),
                    "logs:PutLogEvents [" + LOGS + "/ecs/web:log-stream:ecs/a/1]"),
            new Row(
                    FilterLogEventsRequest.builder()
                            .logGroupIdentifier(LOGS + "/ecs/web:*")
                            .build(),
                    "logs:FilterLogEvents [" + LOGS + "/ecs/web:log-stream:]"),
            new Row(
                    PutRetentionPolicyRequest.builder().logGroupName("web").build(),
                    "logs:PutRetentionPolicy [" + LOGS + "web:log-stream:]"),
            new Row(DescribeLogGroupsRequest.builder().build(), "logs:DescribeLogGroups [" + LOGS + ":log-stream:]"),
            new Row(
                    UntagResourceRequest.builder()
                            .resourceArn(LOGS + "web")
                            .tagKeys("a")
                            .build(),
                    "logs:UntagResource [" + LOGS + "web]"));

    @AfterAll
    static void close() {
        CATALOG.close();
        STORE.close();
    }

    @ParameterizedTest
    @FieldSource("TABLE")
    void eachOperationIsAboutItsGroupAndStream(Row row) {
        String simple = row.request().getClass().getSimpleName();
        List<Demand> demands = new LogsAccess(CATALOG)
                .demands(ANN, simple.substring(0, simple.length() - "Request".length()), row.request());
        assertThat(demands)
                .singleElement()
                .extracting(demand -> demand.action() + " " + demand.resources())
                .isEqualTo(row.demand());
    }
}
