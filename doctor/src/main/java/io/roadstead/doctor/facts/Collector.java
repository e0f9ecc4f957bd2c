package io.roadstead.doctor.facts;

import io.roadstead.wire.client.ApiError;
import io.roadstead.wire.client.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a cluster through operations of AWS's public APIs only, so that it sees the same of Roadstead and of AWS. It
 * reads and never writes. What may not be looked at is told as such and does not end the look.
 */
public final class Collector {
    /** How one operation of the ECS API is called. */
    public interface Api {
        /** @throws ApiError when it is refused or nobody answers */
        Json call(String operation, Json input);
    }

    /** How one operation of the CloudWatch Logs API is called. */
    public interface LogsApi {
        /** @throws ApiError when it is refused or nobody answers */
        Json call(String region, String operation, Json input);
    }

    /** How one operation of any service beside ECS is called. */
    public interface AwsApi {
        /**
         * @param service the signing name
         * @throws ApiError when it is refused or nobody answers
         */
        Json call(String service, String region, String operation, Json input);
    }

    /** Of DescribeTasks and DescribeContainerInstances. Source: ecs-behaviour 2.3. */
    private static final int DESCRIBED_AT_ONCE = 100;
    /** Of DescribeServices. Source: ecs-behaviour 2.3. */
    private static final int SERVICES_AT_ONCE = 10;
    /** Stopped tasks looked at in one cluster; a crash loop makes hundreds an hour that all say the same. */
    static final int STOPPED_TASKS = 500;
    /** Live tasks looked at in one cluster. */
    static final int LIVE_TASKS = 5000;
    /** Task definitions looked at in one cluster. */
    static final int DEFINITIONS = 200;

    /** Of what an ARN's colons divide. */
    private static final int REGION_OF_ARN = 3;
    /** Calls made at once: more would only wait for each other at the server. */
    private static final int AT_ONCE = 8;

    private final Api api;
    private final @Nullable LogsApi logs;
    private final @Nullable AwsApi others;
    private final SideBySide calls;

    /** One that does not look at logs. */
    public Collector(Api api) {
        this(api, null);
    }

    public Collector(Api api, @Nullable LogsApi logs) {
        this(api, logs, null, AT_ONCE);
    }

    /** One that also looks for what tasks say they could not have. */
    public Collector(Api api, LogsApi logs, AwsApi others) {
        this(api, logs, others, AT_ONCE);
    }

    /**
     * @param logs absent for one that does not look at logs
     * @param others absent for one that does not look for what tasks could not have
     * @param atOnce calls made side by side; 1 makes one after the other, on the caller's thread
     */
    public Collector(Api api, @Nullable LogsApi logs, @Nullable AwsApi others, int atOnce) {
        this.api = api;
        this.logs = logs;
        this.others = others;
        this.calls = new SideBySide(atOnce);
    }

    /** The ARNs of all clusters. */
    public List<String> clusters() {
        return list("ListClusters", "clusterArns", Json.object());
    }

    /**
     * Looks at one cluster.
     *
     * @param cluster name or ARN
     * @param now the time to hold the tasks' times against
     * @throws ApiError when the cluster itself cannot be seen
     */
    public ClusterFacts cluster(String cluster, Instant now) {
        Json answer = api.call("DescribeClusters", Json.object().put("clusters", List.of(cluster)));
        if (answer.path("clusters").items().isEmpty()) {
            throw new ApiError("ClusterNotFoundException", "Cluster not found: " + cluster);
        }
        String arn = answer.path("clusters").first().path("clusterArn").text();
        Part<ServiceFact> services = new Part<>();
        Part<TaskFact> tasks = new Part<>();
        Part<InstanceFact> instances = new Part<>();
        calls.parts(List.of(
                () -> services.look("services", unseen -> services(arn)),
                () -> tasks.look("tasks", unseen -> tasks(arn, unseen)),
                () -> instances.look("container instances", unseen -> instances(arn))));
        List<String> unseen = new ArrayList<>(services.unseen);
        unseen.addAll(tasks.unseen);
        unseen.addAll(instances.unseen);
        List<ServiceFact> all = withDeleted(arn, services.found, tasks.found, unseen);
        Map<String, DefinitionFact> definitions = definitions(all, tasks.found, unseen);
        List<LogFact> lines =
                logs == null ? List.of() : new LogCollector(logs, region(arn)).look(tasks.found, definitions, unseen);
        LackFacts lacks = lacks(tasks.found, definitions, unseen);
        return new ClusterFacts(
                arn,
                now,
                all,
                tasks.found,
                instances.found,
                definitions,
                lines,
                lacks,
                unseen,
                Map.of(),
                IdentityFacts.NONE);
    }

    /** {@code arn:aws:ecs:REGION:…}. */
    private static String region(String arn) {
        return List.of(arn.split(":", -1)).get(REGION_OF_ARN);
    }

    /**
     * Looks at one service alone: its tasks, and all instances, for any may take or hold its tasks.
     *
     * @throws ApiError when the cluster cannot be seen
     */
    public ClusterFacts service(String cluster, String service, Instant now) {
        List<String> unseen = new ArrayList<>();
        List<ServiceFact> services =
                describe("DescribeServices", cluster, "services", List.of(service), SERVICES_AT_ONCE).stream()
                        .map(ServiceFact::of)
                        .filter(each -> !each.status().equals("INACTIVE"))
                        .toList();
        List<TaskFact> tasks = services.isEmpty()
                ? List.of()
                : tasks(cluster, () -> ofCluster(cluster).put("serviceName", service), unseen);
        List<InstanceFact> instances = looking(unseen, "container instances", () -> instances(cluster));
        Map<String, DefinitionFact> definitions = definitions(services, tasks, unseen);
        return looked(cluster, now, services, tasks, instances, definitions, unseen);
    }

    /** Looks at one task alone, and at its instance. */
    public ClusterFacts task(String cluster, String task, Instant now) {
        List<String> unseen = new ArrayList<>();
        List<TaskFact> tasks = describe("DescribeTasks", cluster, "tasks", List.of(task), DESCRIBED_AT_ONCE).stream()
                .map(TaskFact::of)
                .toList();
        Set<String> on = new LinkedHashSet<>();
        tasks.forEach(each -> on.add(each.instanceArn()));
        List<InstanceFact> instances = described(cluster, on);
        Map<String, DefinitionFact> definitions = definitions(List.of(), tasks, unseen);
        return looked(cluster, now, List.of(), tasks, instances, definitions, unseen);
    }

    /** Looks at one instance alone, and at the tasks there. */
    public ClusterFacts instance(String cluster, String instance, Instant now) {
        List<String> unseen = new ArrayList<>();
        List<InstanceFact> instances = described(cluster, List.of(instance));
        List<TaskFact> tasks = instances.isEmpty()
                ? List.of()
                : tasks(cluster, () -> ofCluster(cluster).put("containerInstance", instance), unseen);
        Map<String, DefinitionFact> definitions = definitions(List.of(), tasks, unseen);
        return looked(cluster, now, List.of(), tasks, instances, definitions, unseen);
    }

    /** A look without logs. */
    private ClusterFacts looked(
            String cluster,
            Instant now,
            List<ServiceFact> services,
            List<TaskFact> tasks,
            List<InstanceFact> instances,
            Map<String, DefinitionFact> definitions,
            List<String> unseen) {
        LackFacts lacks = lacks(tasks, definitions, unseen);
        return new ClusterFacts(
                cluster,
                now,
                services,
                tasks,
                instances,
                definitions,
                List.of(),
                lacks,
                unseen,
                Map.of(),
                IdentityFacts.NONE);
    }

    private LackFacts lacks(List<TaskFact> tasks, Map<String, DefinitionFact> definitions, List<String> unseen) {
        return others == null ? LackFacts.NOTHING : new LackCollector(others, calls).look(tasks, definitions, unseen);
    }

    /** One part of a look, with what it could not see. */
    private static final class Part<T> {
        private final List<String> unseen = new ArrayList<>();
        private List<T> found = List.of();

        void look(String what, Function<List<String>, List<T>> look) {
            found = looking(unseen, what, () -> look.apply(unseen));
        }
    }

    private interface Look<T> {
        List<T> at();
    }

    private static <T> List<T> looking(List<String> unseen, String what, Look<T> look) {
        try {
            return look.at();
        } catch (ApiError refused) {
            if (refused.unreachable()) {
                throw refused;
            }
            unseen.add("the cluster's " + what + ": " + refused.type() + ": " + refused.getMessage());
            return List.of();
        }
    }

    private List<ServiceFact> services(String cluster) {
        List<String> arns = list("ListServices", "serviceArns", ofCluster(cluster));
        return describe("DescribeServices", cluster, "services", arns, SERVICES_AT_ONCE).stream()
                .map(ServiceFact::of)
                .toList();
    }

    /** A deleted service is listed no more while its tasks stop; they still name it. Source: ecs-behaviour 6.8. */
    private List<ServiceFact> withDeleted(
            String cluster, List<ServiceFact> listed, List<TaskFact> tasks, List<String> unseen) {
        Set<String> names = new LinkedHashSet<>();
        tasks.stream()
                .filter(task -> !task.stopped() && !task.service().isEmpty())
                .forEach(task -> names.add(task.service()));
        listed.forEach(service -> names.remove(service.name()));
        List<ServiceFact> all = new ArrayList<>(listed);
        all.addAll(looking(
                unseen,
                "deleted services",
                () -> describe("DescribeServices", cluster, "services", names, SERVICES_AT_ONCE).stream()
                        .map(ServiceFact::of)
                        .filter(service -> !service.status().equals("INACTIVE"))
                        .toList()));
        return all;
    }

    private List<TaskFact> tasks(String cluster, List<String> unseen) {
        return tasks(cluster, () -> ofCluster(cluster), unseen);
    }

    /** @param which an input of ListTasks that says which tasks, made anew for each call */
    private List<TaskFact> tasks(String cluster, Supplier<Json> which, List<String> unseen) {
        Listed live = new Listed(which.get(), "RUNNING", LIVE_TASKS);
        Listed stopped = new Listed(which.get(), "STOPPED", STOPPED_TASKS);
        calls.parts(List.of(() -> live.describe(cluster), () -> stopped.describe(cluster)));
        // One that stopped between the two lists is in both.
        Map<String, TaskFact> byArn = new LinkedHashMap<>();
        for (Listed each : List.of(live, stopped)) {
            each.found.forEach(task -> byArn.put(task.arn(), task));
            if (each.pages.cut) {
                unseen.add("more than " + each.limit + " tasks that are to be " + each.desired);
            }
        }
        return List.copyOf(byArn.values());
    }

    /** The tasks of one desired status: each page of ListTasks is described while the next one is listed. */
    private final class Listed {
        private final String desired;
        private final int limit;
        private final Pages pages;
        private List<TaskFact> found = List.of();

        Listed(Json which, String desired, int limit) {
            this.desired = desired;
            this.limit = limit;
            this.pages = new Pages("ListTasks", "taskArns", which.put("desiredStatus", desired), limit);
        }

        void describe(String cluster) {
            found = calls.each(pages, page -> described("DescribeTasks", cluster, "tasks", page)).stream()
                    .flatMap(List::stream)
                    .map(TaskFact::of)
                    .toList();
        }
    }

    /** The pages of a list of ARNs, each asked for when it is wanted, and none beyond the limit. */
    private final class Pages implements Iterator<List<String>> {
        private final String operation;
        private final String member;
        private final Json input;
        private int left;
        private boolean last;
        private boolean cut;

        Pages(String operation, String member, Json input, int limit) {
            this.operation = operation;
            this.member = member;
            this.input = input;
            this.left = limit;
        }

        @Override
        public boolean hasNext() {
            return !last;
        }

        @Override
        public List<String> next() {
            if (last) {
                throw new NoSuchElementException();
            }
            Json answer = api.call(operation, input);
            List<String> page = Read.texts(answer.path(member));
            String token = answer.path("nextToken").text();
            input.put("nextToken", token);
            cut = page.size() > left;
            last = token.isEmpty() || cut;
            List<String> wanted = cut ? page.subList(0, left) : page;
            left -= wanted.size();
            return wanted;
        }
    }

    private List<InstanceFact> instances(String cluster) {
        List<String> arns = list("ListContainerInstances", "containerInstanceArns", ofCluster(cluster));
        return described(cluster, arns);
    }

    private List<InstanceFact> described(String cluster, Collection<String> arns) {
        return describe("DescribeContainerInstances", cluster, "containerInstances", arns, DESCRIBED_AT_ONCE).stream()
                .map(InstanceFact::of)
                .toList();
    }

    /** Those of services and their deployments first: with more than can be looked at, theirs matter most. */
    private Map<String, DefinitionFact> definitions(
            List<ServiceFact> services, List<TaskFact> tasks, List<String> unseen) {
        Set<String> arns = new LinkedHashSet<>();
        services.forEach(service -> {
            arns.add(service.definitionArn());
            service.deployments().forEach(deployment -> arns.add(deployment.definitionArn()));
        });
        tasks.forEach(task -> arns.add(task.definitionArn()));
        Map<String, DefinitionFact> definitions = new HashMap<>();
        List<String> asked = arns.stream().limit(DEFINITIONS).toList();
        List<Definition> answers = calls.each(asked, this::definition);
        for (int each = 0; each < asked.size(); each++) {
            DefinitionFact definition = answers.get(each).found();
            if (definition != null) {
                definitions.put(asked.get(each), definition);
            }
            unseen.addAll(answers.get(each).unseen());
        }
        if (arns.size() > DEFINITIONS) {
            unseen.add((arns.size() - DEFINITIONS) + " of " + arns.size() + " task definitions");
        }
        return definitions;
    }

    private record Definition(@Nullable DefinitionFact found, List<String> unseen) {}

    private Definition definition(String arn) {
        try {
            return new Definition(
                    DefinitionFact.of(
                            api.call("DescribeTaskDefinition", Json.object().put("taskDefinition", arn))
                                    .path("taskDefinition")),
                    List.of());
        } catch (ApiError refused) {
            if (refused.unreachable()) {
                throw refused;
            }
            return new Definition(
                    null, List.of("task definition " + arn + ": " + refused.type() + ": " + refused.getMessage()));
        }
    }

    private static Json ofCluster(String cluster) {
        return Json.object().put("cluster", cluster);
    }

    private List<Json> describe(String operation, String cluster, String member, Collection<String> arns, int atOnce) {
        List<String> all = List.copyOf(arns);
        List<List<String>> pages = new ArrayList<>();
        for (int from = 0; from < all.size(); from += atOnce) {
            pages.add(all.subList(from, Math.min(all.size(), from + atOnce)));
        }
        return calls.each(pages, page -> described(operation, cluster, member, page)).stream()
                .flatMap(List::stream)
                .toList();
    }

    private List<Json> described(String operation, String cluster, String member, List<String> page) {
        return page.isEmpty()
                ? List.of()
                : api.call(operation, ofCluster(cluster).put(member, page).put("include", List.of("TAGS")))
                        .path(member)
                        .items();
    }

    private List<String> list(String operation, String member, Json input) {
        List<String> arns = new ArrayList<>();
        new Pages(operation, member, input, Integer.MAX_VALUE).forEachRemaining(arns::addAll);
        return arns;
    }
}
