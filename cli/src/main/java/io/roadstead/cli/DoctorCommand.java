package io.roadstead.cli;

import io.roadstead.cli.doctor.FindingLines;
import io.roadstead.cli.doctor.RulesOfIam;
import io.roadstead.cli.terminal.Terminal;
import io.roadstead.doctor.Doctor;
import io.roadstead.doctor.Doctor.Checked;
import io.roadstead.doctor.article.Article;
import io.roadstead.doctor.article.KnowledgeCenter;
import io.roadstead.doctor.call.CallCollector;
import io.roadstead.doctor.facts.ClusterFact;
import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.Collector;
import io.roadstead.doctor.facts.Explainer;
import io.roadstead.doctor.facts.IdentityCollector;
import io.roadstead.doctor.facts.LaunchCollector;
import io.roadstead.doctor.facts.LaunchFacts;
import io.roadstead.doctor.facts.MetadataFact;
import io.roadstead.doctor.facts.Scope;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Language;
import io.roadstead.doctor.finding.Severity;
import io.roadstead.doctor.live.HostInsides;
import io.roadstead.doctor.live.HostNetwork;
import io.roadstead.doctor.live.LiveMetadata;
import io.roadstead.doctor.live.LivePorts;
import io.roadstead.doctor.probe.Metadata;
import io.roadstead.doctor.report.JsonReport;
import io.roadstead.doctor.report.Kept;
import io.roadstead.wire.client.ApiError;
import io.roadstead.wire.client.AwsServices;
import io.roadstead.wire.client.ControlClient;
import io.roadstead.wire.client.Ecs;
import io.roadstead.wire.client.Json;
import io.roadstead.wire.client.Logs;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is wrong, why, and what to do: on this host's control plane, another one, or AWS. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        exitCodeOnInvalidInput = DoctorCommand.UNKNOWN,
        exitCodeOnExecutionException = DoctorCommand.UNKNOWN,
        description = "Says what is wrong, with evidence and the command that mends it. It only reads.",
        footer = {
            "",
            "  ./roadstead doctor                       everything, in all clusters",
            "  ./roadstead doctor service web           one service and what hangs on it",
            "  ./roadstead doctor task|instance|deployment|cluster NAME_OR_ARN",
            "  ./roadstead doctor definition FAMILY     would RunTask in --cluster start it?",
            "  ./roadstead doctor call REQUEST_ID|last  why an API call was refused",
            "  ./roadstead doctor articles              the knowledge center's catalogue",
            "  ./roadstead doctor article SLUG          one article of it",
            "",
            "It looks at AWS_ENDPOINT_URL with the credentials in the environment where that is set, else at the"
                    + " server",
            "of this host; with --aws at Amazon ECS in AWS_REGION. The exit status is 0 when all is well, 1 for",
            "warnings, 2 for errors, and 3 when it could not look: nobody answered, or the call was wrong."
        })
final class DoctorCommand implements Callable<Integer> {
    /** Exit status when nothing could be looked at: UNKNOWN, as monitoring plugins have it. */
    static final int UNKNOWN = 3;

    private final Session session;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "WHAT",
            description = "task, service, instance, cluster, deployment, definition, call, article or articles;"
                    + " everything without it.")
    @Nullable
    String what;

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "Its name or ARN.")
    @Nullable
    String name;

    @Option(names = "--cluster", paramLabel = "C", description = "Look at this cluster only: its name or ARN.")
    @Nullable
    String cluster;

    @Option(
            names = "--aws",
            description = "Look at Amazon ECS itself, with the credentials and the region in the environment.")
    boolean aws;

    @Option(names = "--verbose", description = "Tell also what the server could not explain.")
    boolean verbose;

    @Option(names = "--json", description = "Print JSON; docs/doctor.md tells its schema.")
    boolean json;

    @Mixin
    private final Spoken spoken = new Spoken();

    @Mixin
    private final ServerOptions.Data data = new ServerOptions.Data();

    DoctorCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        Language language = spoken.language(session.environment());
        String kind = what == null ? "" : what;
        return switch (kind) {
            case "" -> examine(Scope.EVERYTHING, language);
            case "call" -> call(wanted("call", "its request id, or last for the latest"), language);
            case "articles" -> articles(language);
            case "article" -> article(wanted("article", "its slug; ./roadstead doctor articles lists them"), language);
            case "task", "service", "instance", "deployment" ->
                examine(new Scope(Scope.Kind.of(kind), wanted(kind, "its name or ARN")), language);
            case "definition" -> launch(wanted("definition", "its family, or FAMILY:REVISION"), language);
            case "cluster" -> {
                cluster = wanted("cluster", "its name or ARN");
                yield cluster(cluster, language);
            }
            default ->
                throw new CommandFailure("doctor knows no '" + kind + "': give task, service, instance, cluster,"
                        + " deployment, definition, call, article or articles, or nothing to look at everything.");
        };
    }

    private String wanted(String kind, String how) {
        if (name == null || name.isBlank()) {
            throw new CommandFailure("doctor " + kind + " needs a name: give " + how + ".");
        }
        return name;
    }

    private int examine(Scope scope, Language language) throws Exception {
        ControlClient client = client();
        Ecs ecs = new Ecs(client);
        Collector collector = new Collector(ecs::call, logs(client)::call, services(client)::call);
        List<String> clusters = cluster == null ? collector.clusters() : List.of(cluster);
        Explainer explainer = new Explainer(ecs::own);
        IdentityCollector identity = identity(client, ecs);
        List<Checked> checked = new ArrayList<>();
        List<String> unseen = new ArrayList<>();
        boolean found = false;
        try (ExecutorService beside = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Kept> kept = beside.submit(() -> kept(ecs, scope, language));
            // Each cluster is looked at while the one before is judged: of more than two nothing is held at once.
            Iterator<Callable<ClusterFacts>> looks = clusters.stream()
                    .map(one -> (Callable<ClusterFacts>)
                            () -> collector.cluster(one, session.clock().instant()))
                    .iterator();
            Future<ClusterFacts> next = looks.hasNext() ? beside.submit(looks.next()) : null;
            while (next != null) {
                Future<ClusterFacts> look = next;
                next = looks.hasNext() ? beside.submit(looks.next()) : null;
                ClusterFacts facts = identity.look(explained(scope.of(answer(look)), explainer));
                found |= scope.matches(facts);
                checked.addAll(live(Doctor.examine(scope, facts), facts));
                if (scope.kind() == Scope.Kind.INSTANCE) {
                    checked.addAll(metadata(facts, unseen));
                }
                unseen.addAll(facts.unseen());
            }
            if (!found) {
                throw new CommandFailure("There is no " + scope.told() + " in "
                        + (clusters.size() == 1 ? "cluster " + clusters.getFirst() : clusters.size() + " clusters")
                        + "; ECS forgets a stopped task after an hour.");
            }
            if (verbose) {
                explainer.silence().ifPresent(why -> unseen.add("explanations by the server itself: " + why));
            }
            return tell(checked, unseen, language, answer(kept));
        }
    }

    /** What was asked beside; what asking threw is thrown here. */
    private static <T> T answer(Future<T> asked) throws Exception {
        try {
            return asked.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Exception thrown) {
                throw thrown;
            }
            throw failed;
        }
    }

    /** What ports of tasks on this very host answer, where a finding is about that; never by way of AWS. */
    private List<Checked> live(List<Checked> checked, ClusterFacts facts) throws IOException {
        Optional<String> instance = aws ? Optional.empty() : new ServerChoice(session, data, null).instanceHere();
        if (instance.isEmpty()) {
            return checked;
        }
        LivePorts ports = new LivePorts(new HostNetwork(), instance.get());
        return checked.stream()
                .map(one -> new Checked(
                        one.what(),
                        one.findings().stream()
                                .map(finding -> ports.added(finding, facts))
                                .toList()))
                .toList();
    }

    /** Whether containers of this very host get at its metadata; never by way of AWS. */
    private List<Checked> metadata(ClusterFacts facts, List<String> unseen) throws IOException {
        Optional<String> instance = aws ? Optional.empty() : new ServerChoice(session, data, null).instanceHere();
        if (instance.isEmpty() || facts.instance(instance.get()) == null) {
            return List.of();
        }
        String named = session.environment().getOrDefault("AWS_EC2_METADATA_SERVICE_ENDPOINT", "");
        String host = named.isEmpty() ? null : URI.create(named).getHost();
        String address = host == null ? LiveMetadata.USUAL : host;
        List<MetadataFact> seen = new LiveMetadata(new HostInsides(), instance.get(), address).look(facts, unseen);
        return List.of(new Checked(Metadata.looksAt(), Metadata.examine(facts, instance.get(), address, seen)));
    }

    /** What the server noticed by itself; of what is over, what was asked about by name. */
    private Kept kept(Ecs ecs, Scope scope, Language language) {
        if (aws) {
            return Kept.NOTHING;
        }
        try {
            Json answer = ecs.own(
                    "ListFindings", Json.object().put("includePast", true).put("language", language.code()));
            return Kept.of(
                    answer,
                    finding -> isAbout(finding.path("subject").text(), scope)
                            || isAbout(finding.path("lookedAt").text(), scope));
        } catch (ApiError notRoadstead) {
            return Kept.NOTHING;
        }
    }

    private static boolean isAbout(String arn, Scope scope) {
        return switch (scope.kind()) {
            case EVERYTHING, DEFINITION -> false;
            case SERVICE, INSTANCE, DEPLOYMENT -> arn.equals(scope.name()) || arn.endsWith("/" + scope.name());
            case TASK ->
                arn.equals(scope.name())
                        || arn.substring(arn.lastIndexOf('/') + 1).startsWith(scope.name());
        };
    }

    /** One cluster, asked for by its name: that there is none, or nobody in it, is an answer as well. */
    private int cluster(String named, Language language) throws Exception {
        ControlClient client = client();
        Ecs ecs = new Ecs(client);
        List<ClusterFact> all = new LaunchCollector(ecs::call).clusters();
        List<Checked> checked = new ArrayList<>();
        List<String> unseen = new ArrayList<>();
        if (LaunchCollector.has(all, named)) {
            ClusterFacts facts = identity(client, ecs)
                    .look(explained(
                            new Collector(ecs::call, logs(client)::call, services(client)::call)
                                    .cluster(named, session.clock().instant()),
                            new Explainer(ecs::own)));
            checked.addAll(Doctor.examine(facts));
            unseen.addAll(facts.unseen());
        }
        checked.addAll(Doctor.examine(named, all));
        return tell(checked, unseen, language);
    }

    private int launch(String definition, Language language) throws Exception {
        Ecs ecs = new Ecs(client());
        LaunchFacts asked = new LaunchCollector(ecs::call)
                .launch(
                        cluster == null ? "default" : cluster,
                        definition,
                        session.clock().instant());
        return tell(
                Doctor.examine(asked),
                asked.facts() == null ? List.of() : asked.facts().unseen(),
                language);
    }

    private int tell(List<Checked> checked, List<String> unseen, Language language) {
        return tell(checked, unseen, language, Kept.NOTHING);
    }

    private int tell(List<Checked> checked, List<String> unseen, Language language, Kept kept) {
        List<Finding> findings = Doctor.findings(checked);
        if (json) {
            session.terminal().line(JsonReport.of(findings, unseen, language, kept));
        } else {
            new FindingLines(session.terminal(), language).print(findings, merged(checked), unseen, kept);
        }
        return findings.stream()
                .map(Finding::severity)
                .mapToInt(Severity::exitStatus)
                .max()
                .orElse(ExitCode.OK);
    }

    private int call(String requestId, Language language) throws Exception {
        if (aws) {
            throw new CommandFailure("AWS tells of refused calls in CloudTrail alone: aws cloudtrail lookup-events"
                    + " --max-results 50 --query"
                    + " \"Events[?contains(CloudTrailEvent, '<REQUEST-ID>')].CloudTrailEvent\"");
        }
        ControlClient client = client();
        Ecs ecs = new Ecs(client);
        CallCollector.Answer answer =
                new CallCollector(ecs::own, identity(client, ecs), client.region()).examine(requestId);
        Finding finding = answer.finding();
        if (finding == null) {
            throw new CommandFailure("The server knows of no refused call " + requestId + ". It keeps the last "
                    + answer.calls() + " of the past " + answer.minutes()
                    + " minutes in memory: a restart forgets them, and calls that succeeded are not kept."
                    + " What is in failures[] of an answer that succeeded says itself why.");
        }
        if (json) {
            session.terminal().line(JsonReport.of(List.of(finding), List.of(), language));
        } else {
            new FindingLines(session.terminal(), language).print(finding);
        }
        return finding.severity().exitStatus();
    }

    /** What of roles and denied calls IAM and CloudTrail tell, and the server itself where there is one. */
    private IdentityCollector identity(ControlClient client, Ecs ecs) {
        return new IdentityCollector(new RulesOfIam(), services(client)::call, aws ? null : ecs::own);
    }

    /** AWS knows no such operation and is not asked. */
    private ClusterFacts explained(ClusterFacts facts, Explainer explainer) {
        return aws ? facts : explainer.explain(facts);
    }

    /** One line for each thing looked at, however many clusters there are. */
    private static List<Checked> merged(List<Checked> checked) {
        Map<String, Checked> merged = new LinkedHashMap<>();
        for (Checked one : checked) {
            merged.merge(one.what().en(), one, (first, second) -> {
                List<Finding> both = new ArrayList<>(first.findings());
                both.addAll(second.findings());
                return new Checked(first.what(), both);
            });
        }
        return List.copyOf(merged.values());
    }

    private ControlClient client() throws IOException {
        return aws ? new AwsEnvironment(session.environment()).aws() : new ServerChoice(session, data, null).client();
    }

    /** On AWS each service of each region has an address of its own; a control plane of Roadstead serves all. */
    private Logs logs(ControlClient client) {
        if (!aws) {
            return Logs.beside(client);
        }
        AwsEnvironment named = new AwsEnvironment(session.environment());
        Map<String, ControlClient> regions = new HashMap<>();
        return new Logs(region -> regions.computeIfAbsent(region, named::awsLogs));
    }

    /** The same of the services beside ECS and its logs. */
    private AwsServices services(ControlClient client) {
        return aws
                ? new AwsServices(new AwsEnvironment(session.environment())::awsService)
                : AwsServices.beside(client);
    }

    private int articles(Language language) {
        Terminal terminal = session.terminal();
        List<Terminal.Row> rows = new ArrayList<>();
        for (Article article : KnowledgeCenter.load().articles()) {
            String waits = article.waitsFor()
                    .map(words -> terminal.dim("  (" + words.in(language) + ")"))
                    .orElse("");
            rows.add(new Terminal.Row(article.slug(), article.title().in(language) + waits));
        }
        terminal.table(rows);
        return ExitCode.OK;
    }

    private int article(String slug, Language language) {
        Article article = KnowledgeCenter.load()
                .article(slug)
                .orElseThrow(() -> new CommandFailure(
                        "There is no article " + slug + ": ./roadstead doctor articles lists them."));
        Optional<String> text = KnowledgeCenter.text(article, language);
        if (text.isPresent()) {
            text.get().lines().forEach(session.terminal()::line);
            return ExitCode.OK;
        }
        throw new CommandFailure("Article " + slug + " (" + article.title().in(language) + ") is not written yet"
                + article.waitsFor()
                        .map(words -> "; it waits for " + words.in(language))
                        .orElse("") + ".");
    }
}
