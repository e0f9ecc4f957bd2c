package io.roadstead.control.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.control.House;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Demand;
import io.roadstead.wire.ServiceApi;
import io.roadstead.wire.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.CreateClusterRequest;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.Tag;

/** Every operation of ECS against the table of ecs-behaviour 9.2. */
class EcsAccessTest {
    private static final String ID = "0123456789abcdef0123456789abcdef";
    private static final String ECS = "arn:aws:ecs:us-east-1:000000000000:";
    private static final String SHOP = "ecs:cluster=" + ECS + "cluster/shop";
    private static final String DEFAULT = "ecs:cluster=" + ECS + "cluster/default";
    private static final String TO_TASKS = " {iam:PassedToService=ecs-tasks.amazonaws.com}";
    private static final String RUNNER = "iam:PassRole [arn:aws:iam::000000000000:role/runner]" + TO_TASKS;
    private static final String PULLER = "iam:PassRole [arn:aws:iam::000000000000:role/deep/puller]" + TO_TASKS;

    private static final House HOUSE = house();

    /** What is asked, and what it takes. */
    private record Row(String operation, String request, List<String> demands) {
        @Override
        public String toString() {
            return operation + " " + request;
        }
    }

    private static Row row(String operation, String request, String... demands) {
        return new Row(
                operation,
                request.replace('\'', '"'),
                Stream.of(demands)
                        .map(demand -> "ecs:" + operation + " " + demand)
                        .toList());
    }

    private static Row rowOf(String operation, String request, String... demands) {
        return new Row(operation, request.replace('\'', '"'), List.of(demands));
    }

    static final List<Row> TABLE = List.of(
            rowOf(
                    "RunTask",
                    "{'taskDefinition':'web','cluster':'shop'}",
                    "ecs:RunTask [" + ECS + "task-definition/web:2] {" + SHOP
                            + ", ecs:enable-ecs-managed-tags=false, ecs:enable-execute-command=false, ecs:task-cpu=512,"
                            + " ecs:task-memory=1024}",
                    RUNNER,
                    PULLER),
            rowOf(
                    "RunTask",
                    "{'taskDefinition':'" + ECS
                            + "task-definition/web:1','enableExecuteCommand':true,'tags':[{'key':'team','value':'a'}],"
                            + "'capacityProviderStrategy':[{'capacityProvider':'spot'}],'propagateTags':'TASK_DEFINITION',"
                            + "'networkConfiguration':{'awsvpcConfiguration':{'subnets':['s1','s2'],'assignPublicIp':'ENABLED'}},"
                            + "'overrides':{'cpu':'1 vCPU','taskRoleArn':'arn:aws:iam::000000000000:role/other'}}",
                    "ecs:RunTask [" + ECS + "task-definition/web:1] {aws:RequestTag/team=a, aws:TagKeys=team,"
                            + " ecs:auto-assign-public-ip=ENABLED, ecs:capacity-provider=spot, " + DEFAULT
                            + ", ecs:enable-ecs-managed-tags=false, ecs:enable-execute-command=true,"
                            + " ecs:propagate-tags=TASK_DEFINITION, ecs:subnet=s1+s2, ecs:task-cpu=1024}",
                    "ecs:TagResource [" + ECS + "task/default/*] {aws:RequestTag/team=a, aws:TagKeys=team,"
                            + " ecs:CreateAction=RunTask}",
                    "iam:PassRole [arn:aws:iam::000000000000:role/other]" + TO_TASKS),
            rowOf(
                    "RunTask",
                    "{'taskDefinition':'nothing'}",
                    "ecs:RunTask [" + ECS + "task-definition/nothing:*] {" + DEFAULT
                            + ", ecs:enable-ecs-managed-tags=false, ecs:enable-execute-command=false}"),
            rowOf(
                    "StartTask",
                    "{'taskDefinition':'web:1','cluster':'shop','containerInstances':['" + ID + "']}",
                    "ecs:StartTask [" + ECS + "task-definition/web:1, " + ECS + "container-instance/shop/" + ID + "] {"
                            + SHOP + ", ecs:enable-ecs-managed-tags=false, ecs:enable-execute-command=false}"),
            row("StopTask", "{'task':'" + ID + "'}", "[" + ECS + "task/default/" + ID + "] {" + DEFAULT + "}"),
            row(
                    "DescribeTasks",
                    "{'cluster':'" + ECS + "cluster/shop','tasks':['" + ID + "','" + ECS + "task/shop/" + ID + "']}",
                    "[" + ECS + "task/shop/" + ID + ", " + ECS + "task/shop/" + ID + "] {" + SHOP + "}"),
            row(
                    "GetTaskProtection",
                    "{'cluster':'shop','tasks':['" + ID + "']}",
                    "[" + ECS + "task/shop/" + ID + "] {" + SHOP + "}"),
            row(
                    "UpdateTaskProtection",
                    "{'cluster':'shop','tasks':['" + ID + "']}",
                    "[" + ECS + "task/shop/" + ID + "] {" + SHOP + "}"),
            row("ListTasks", "{'cluster':'shop'}", "[" + ECS + "container-instance/shop/*] {" + SHOP + "}"),
            row(
                    "ListTasks",
                    "{'containerInstance':'" + ID + "'}",
                    "[" + ECS + "container-instance/default/" + ID + "] {" + DEFAULT + "}"),
            rowOf(
                    "CreateService",
                    "{'serviceName':'api','cluster':'shop','taskDefinition':'web','role':'lb','tags':[{'key':'k','value':'v'}],"
                            + "'serviceConnectConfiguration':{'enabled':true,'namespace':'ns'}}",
                    "ecs:CreateService [" + ECS + "service/shop/api] {aws:RequestTag/k=v, aws:TagKeys=k, " + SHOP
                            + ", ecs:enable-ecs-managed-tags=false, ecs:enable-execute-command=false,"
                            + " ecs:enable-service-connect=true, ecs:namespace=ns, ecs:task-definition=" + ECS
                            + "task-definition/web:2}",
                    "ecs:TagResource [" + ECS + "service/shop/api] {aws:RequestTag/k=v, aws:TagKeys=k,"
                            + " ecs:CreateAction=CreateService}",
                    RUNNER,
                    PULLER,
                    "iam:PassRole [arn:aws:iam::000000000000:role/lb] {iam:PassedToService=ecs.amazonaws.com}"),
            rowOf(
                    "UpdateService",
                    "{'service':'api','taskDefinition':'web','enableExecuteCommand':false}",
                    "ecs:UpdateService [" + ECS + "service/default/api] {" + DEFAULT
                            + ", ecs:enable-execute-command=false, ecs:task-definition=" + ECS
                            + "task-definition/web:2}",
                    RUNNER,
                    PULLER),
            row(
                    "UpdateService",
                    "{'service':'api','desiredCount':3}",
                    "[" + ECS + "service/default/api] {" + DEFAULT + "}"),
            row("DeleteService", "{'service':'api'}", "[" + ECS + "service/default/api] {" + DEFAULT + "}"),
            row(
                    "DescribeServices",
                    "{'services':['api','b'],'cluster':'shop'}",
                    "[" + ECS + "service/shop/api, " + ECS + "service/shop/b] {" + SHOP + "}"),
            row("ListServices", "{'cluster':'shop'}", "[*] {" + SHOP + "}"),
            row("ListServicesByNamespace", "{'namespace':'ns'}", "[*] {ecs:namespace=ns}"),
            row("ListServiceDeployments", "{'service':'api'}", "[" + ECS + "service/default/api] {" + DEFAULT + "}"),
            row(
                    "DescribeServiceDeployments",
                    "{'serviceDeploymentArns':['" + ECS + "service-deployment/shop/api/x']}",
                    "[" + ECS + "service-deployment/shop/api/x] {" + SHOP + ", ecs:service=" + ECS
                            + "service/shop/api}"),
            row(
                    "StopServiceDeployment",
                    "{'serviceDeploymentArn':'" + ECS + "service-deployment/shop/api/x'}",
                    "[" + ECS + "service-deployment/shop/api/x] {" + SHOP + ", ecs:service=" + ECS
                            + "service/shop/api}"),
            row(
                    "DescribeServiceRevisions",
                    "{'serviceRevisionArns':['" + ECS + "service-revision/shop/api/1']}",
                    "[" + ECS + "service-revision/shop/api/1] {" + SHOP + ", ecs:service=" + ECS + "service/shop/api}"),
            rowOf(
                    "RegisterTaskDefinition",
                    "{'family':'web','cpu':'.5 vCPU','memory':'1GB','requiresCompatibilities':['EC2'],"
                            + "'taskRoleArn':'runner','executionRoleArn':'/deep/puller',"
                            + "'containerDefinitions':[{'name':'a','privileged':true}],'tags':[{'key':'k','value':'v'}]}",
                    "ecs:RegisterTaskDefinition [" + ECS + "task-definition/web:*] {aws:RequestTag/k=v, aws:TagKeys=k,"
                            + " ecs:compute-compatibility=EC2, ecs:privileged=true, ecs:task-cpu=512,"
                            + " ecs:task-memory=1024}",
                    "ecs:TagResource [" + ECS + "task-definition/web:*] {aws:RequestTag/k=v, aws:TagKeys=k,"
                            + " ecs:CreateAction=RegisterTaskDefinition}",
                    RUNNER,
                    PULLER),
            rowOf(
                    "RegisterTaskDefinition",
                    "{'family':'web','cpu':'much','taskRoleArn':'runner','executionRoleArn':'runner'}",
                    "ecs:RegisterTaskDefinition [" + ECS + "task-definition/web:*] {ecs:privileged=false}",
                    RUNNER),
            row("DeregisterTaskDefinition", "{'taskDefinition':'web:1'}", "[*] {}"),
            row("DescribeTaskDefinition", "{'taskDefinition':'web:1'}", "[*] {}"),
            row("ListTaskDefinitions", "{}", "[*] {}"),
            row("ListTaskDefinitionFamilies", "{}", "[*] {}"),
            row("ListClusters", "{}", "[*] {}"),
            row("DiscoverPollEndpoint", "{}", "[*] {}"),
            row("DescribeClusters", "{}", "[" + ECS + "cluster/default] {}"),
            row("DescribeClusters", "{'clusters':['shop','x']}", "[" + ECS + "cluster/shop, " + ECS + "cluster/x] {}"),
            row("DeleteCluster", "{'cluster':'shop'}", "[" + ECS + "cluster/shop] {}"),
            rowOf(
                    "CreateCluster",
                    "{'clusterName':'new','capacityProviders':['p'],'tags':[{'key':'k','value':'v'}]}",
                    "ecs:CreateCluster [*] {aws:RequestTag/k=v, aws:TagKeys=k, ecs:capacity-provider=p}",
                    "ecs:TagResource [" + ECS + "cluster/new] {aws:RequestTag/k=v, aws:TagKeys=k,"
                            + " ecs:CreateAction=CreateCluster}"),
            rowOf(
                    "RegisterContainerInstance",
                    "{'cluster':'shop','tags':[{'key':'k','value':'v'}]}",
                    "ecs:RegisterContainerInstance [" + ECS + "cluster/shop] {aws:RequestTag/k=v, aws:TagKeys=k}",
                    "ecs:TagResource [" + ECS + "container-instance/shop/*] {aws:RequestTag/k=v, aws:TagKeys=k,"
                            + " ecs:CreateAction=RegisterContainerInstance}"),
            row(
                    "DeregisterContainerInstance",
                    "{'cluster':'shop','containerInstance':'" + ID + "'}",
                    "[" + ECS + "cluster/shop] {}"),
            row(
                    "DescribeContainerInstances",
                    "{'cluster':'shop','containerInstances':['" + ID + "']}",
                    "[" + ECS + "container-instance/shop/" + ID + "] {" + SHOP + "}"),
            row(
                    "UpdateContainerInstancesState",
                    "{'containerInstances':['" + ID + "'],'status':'DRAINING'}",
                    "[" + ECS + "container-instance/default/" + ID + "] {" + DEFAULT + "}"),
            row("ListContainerInstances", "{'cluster':'shop'}", "[" + ECS + "cluster/shop] {}"),
            row("ListAttributes", "{'cluster':'shop'}", "[" + ECS + "cluster/shop] {}"),
            row(
                    "PutAttributes",
                    "{'attributes':[{'name':'a','targetId':'" + ID + "'},{'name':'b','targetId':'" + ID + "'}]}",
                    "[" + ECS + "container-instance/default/" + ID + "] {" + DEFAULT + "}"),
            row(
                    "DeleteAttributes",
                    "{'cluster':'shop','attributes':[{'name':'a','targetId':'" + ID + "'}]}",
                    "[" + ECS + "container-instance/shop/" + ID + "] {" + SHOP + "}"),
            row("SubmitTaskStateChange", "{'cluster':'shop'}", "[" + ECS + "cluster/shop] {}"),
            row("SubmitContainerStateChange", "{'cluster':'shop'}", "[" + ECS + "cluster/shop] {}"),
            row("SubmitAttachmentStateChanges", "{'cluster':'shop'}", "[" + ECS + "cluster/shop] {}"),
            row(
                    "TagResource",
                    "{'resourceArn':'" + ECS + "cluster/tagged','tags':[{'key':'k','value':'v'}]}",
                    "[" + ECS + "cluster/tagged] {aws:RequestTag/k=v, aws:ResourceTag/team=shop, aws:TagKeys=k,"
                            + " ecs:ResourceTag/team=shop}"),
            row(
                    "UntagResource",
                    "{'resourceArn':'" + ECS + "cluster/shop','tagKeys':['a','b']}",
                    "[" + ECS + "cluster/shop] {aws:TagKeys=a+b}"),
            row(
                    "ListTagsForResource",
                    "{'resourceArn':'" + ECS + "service/shop/api'}",
                    "[" + ECS + "service/shop/api] {}"));

    @AfterAll
    static void close() {
        HOUSE.close();
    }

    @ParameterizedTest
    @FieldSource("TABLE")
    void eachOperationTakesWhatTheTableSays(Row row) {
        assertThat(demands(row.operation(), row.request())).containsExactlyElementsOf(row.demands());
    }

    @Test
    void theTableHasEveryOperationThereIs() {
        Set<String> named = TABLE.stream().map(Row::operation).collect(Collectors.toCollection(TreeSet::new));
        assertThat(named)
                .containsExactlyElementsOf(
                        new TreeSet<>(HOUSE.api().operations().keySet()));
    }

    @Test
    void whatIsTaggedIsJudgedByItsTagsAndWhatIsNotIsJudgedTogether() {
        assertThat(demands("DescribeClusters", "{\"clusters\":[\"a\",\"tagged\",\"b\"]}"))
                .containsExactly(
                        "ecs:DescribeClusters [" + ECS + "cluster/a, " + ECS + "cluster/b] {}",
                        "ecs:DescribeClusters [" + ECS
                                + "cluster/tagged] {aws:ResourceTag/team=shop, ecs:ResourceTag/team=shop}");
    }

    @Test
    void aMisshapenNameIsRefusedAsTheOperationWould() {
        assertThatThrownBy(() -> demands("DescribeTasks", "{\"tasks\":[\"nonsense\"]}"))
                .isInstanceOfSatisfying(AwsException.class, refused -> assertThat(refused.errorType())
                        .isEqualTo("InvalidParameterException"));
        assertThatThrownBy(() -> demands("RunTask", "{\"taskDefinition\":\"a b\"}"))
                .isInstanceOf(AwsException.class);
        assertThatThrownBy(() -> demands("DescribeClusters", "{\"clusters\":[\"arn:aws:ecs:eu-west-1:1:cluster/a\"]}"))
                .isInstanceOf(AwsException.class);
    }

    @Test
    void anotherAccountsResourceIsNamedAsItIs() {
        assertThat(demands("ListTagsForResource", "{\"resourceArn\":\"arn:aws:ecs:us-east-1:111122223333:cluster/a\"}"))
                .containsExactly("ecs:ListTagsForResource [arn:aws:ecs:us-east-1:111122223333:cluster/a] {}");
    }

    private static House house() {
        House house = new House().cluster("default").cluster("shop");
        house.call(
                CreateClusterRequest.builder()
                        .clusterName("tagged")
                        .tags(Tag.builder().key("team").value("shop").build())
                        .build(),
                SdkPojo.class);
        house.definition("web", container -> container.memory(64));
        house.call(
                RegisterTaskDefinitionRequest.builder()
                        .family("web")
                        .cpu("512")
                        .memory("1024")
                        .taskRoleArn("arn:aws:iam::000000000000:role/runner")
                        .executionRoleArn("arn:aws:iam::000000000000:role/deep/puller")
                        .containerDefinitions(ContainerDefinition.builder()
                                .name("main")
                                .image("busybox")
                                .memory(64)
                                .build())
                        .build(),
                SdkPojo.class);
        return house;
    }

    private static List<String> demands(String operation, String request) {
        ServiceApi.Registered<?, ?> registered = HOUSE.api().operation(operation);
        SdkPojo decoded = Json.decode(request.getBytes(UTF_8), registered.request());
        return HOUSE.api().rules().demands(House.CALLER, operation, decoded).stream()
                .map(EcsAccessTest::text)
                .toList();
    }

    private static String text(Demand demand) {
        Map<String, String> conditions = new TreeMap<>();
        demand.conditions().forEach((key, values) -> conditions.put(key, String.join("+", values)));
        return demand.action() + " " + demand.resources() + " " + conditions;
    }
}
