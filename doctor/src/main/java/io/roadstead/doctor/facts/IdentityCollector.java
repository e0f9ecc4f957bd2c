package io.roadstead.doctor.facts;

import io.roadstead.wire.client.ApiError;
import io.roadstead.wire.client.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the roles that ECS could not assume, and at the calls of tasks that were denied: through IAM's and CloudTrail's
 * public operations, and at a Roadstead through ListDenials, which knows the statements that decided. Of a cluster in
 * which nothing of the kind happened it asks nothing, or one question.
 */
public final class IdentityCollector {
    /** How an operation of a service beside ECS is called. */
    public interface Services {
        /** @throws ApiError when it is refused or nobody answers */
        Json call(String service, String region, String operation, Json input);
    }

    /** Whose refusal a service's events tell. Source: ecs-behaviour 1.5, 6.9. */
    public static final Pattern UNABLE = Pattern.compile("ECS was unable to assume the role '([^']+)'");

    /** IAM knows no regions; it is asked in the one that speaks for all. */
    private static final String IAM_REGION = "us-east-1";

    private static final int REGION_OF_ARN = 3;
    /** Roles looked at in one cluster. */
    private static final int ROLES = 20;
    /** Kinds of denials judged in one look: each may take a dozen calls of IAM. */
    private static final int DENIALS = 20;
    /** Look-ups in CloudTrail, which takes two a second. */
    private static final int LOOKUPS = 2;

    private static final int EVENTS = 50;

    private final Judge judge;
    private final Services services;
    private final Collector.@Nullable Api own;

    /** @param own calls an operation of {@code Roadstead_20261101}; absent where there are none, as on AWS */
    public IdentityCollector(Judge judge, Services services, Collector.@Nullable Api own) {
        this.judge = judge;
        this.services = services;
        this.own = own;
    }

    /** The same facts with what IAM and CloudTrail tell. */
    public ClusterFacts look(ClusterFacts facts) {
        RoleCollector roles = roles(facts.arn());
        Map<String, RoleFact> unassumed = new HashMap<>();
        for (String named : refused(facts)) {
            unassumed.put(named, roles.role(named));
        }
        List<String> unseen = new ArrayList<>();
        List<DenialFact> denials = new ArrayList<>();
        for (Seen seen : seen(facts, unseen)) {
            if (denials.size() == DENIALS) {
                unseen.add("more than " + DENIALS + " kinds of denied calls");
                break;
            }
            denials.add(judged(seen, facts, roles));
        }
        unseen.addAll(roles.unseen());
        return facts.with(new IdentityFacts(unassumed, denials), unseen);
    }

    /** Of one role alone. */
    public RoleCollector roles(String clusterArn) {
        return new RoleCollector(
                judge, (operation, input) -> services.call("iam", IAM_REGION, operation, input), clusterArn);
    }

    /** The roles that services' newest events say could not be assumed. */
    private static Set<String> refused(ClusterFacts facts) {
        Set<String> roles = new LinkedHashSet<>();
        for (ServiceFact service : facts.services()) {
            for (EventFact event : service.events()) {
                Matcher words = UNABLE.matcher(event.message());
                if (words.find() && roles.size() < ROLES) {
                    roles.add(words.group(1));
                    break;
                }
            }
        }
        return roles;
    }

    /** A denied call of a task as its source tells it. */
    private record Seen(
            @Nullable Instant at,
            TaskFact task,
            DenialSentence sentence,
            String text,
            String source,
            Map<String, List<String>> circumstances) {}

    /** One of each kind: who, what, on which resource. What a program's log says comes last, for it tells the least. */
    private List<Seen> seen(ClusterFacts facts, List<String> unseen) {
        Map<String, TaskFact> byId = new HashMap<>();
        facts.tasks().forEach(task -> byId.put(task.id(), task));
        List<Seen> all = new ArrayList<>();
        if (!byId.isEmpty()) {
            Optional<List<Seen>> kept = kept(byId);
            all.addAll(kept.isPresent() ? kept.get() : recorded(facts, unseen));
        }
        for (LogFact log : facts.logs()) {
            TaskFact task = facts.task(log.taskArn());
            if (task == null) {
                continue;
            }
            for (String line : log.lines()) {
                DenialSentence.in(line)
                        .ifPresent(sentence -> all.add(
                                new Seen(null, task, sentence, line, "CloudWatch Logs " + log.place(), Map.of())));
            }
        }
        Map<String, Seen> kinds = new LinkedHashMap<>();
        all.forEach(one -> kinds.putIfAbsent(
                one.task().arn() + " " + one.sentence().action() + " "
                        + one.sentence().resource(),
                one));
        return List.copyOf(kinds.values());
    }

    /** What a Roadstead server remembers; empty when nobody remembers, and CloudTrail has to be asked. */
    private Optional<List<Seen>> kept(Map<String, TaskFact> byId) {
        if (own == null) {
            return Optional.empty();
        }
        Json answer;
        try {
            answer = own.call("ListDenials", Json.object());
        } catch (ApiError refused) {
            return Optional.empty();
        }
        List<Seen> seen = new ArrayList<>();
        for (Json denial : answer.path("denials")) {
            DenialSentence sentence =
                    DenialSentence.in(denial.path("message").text()).orElse(null);
            TaskFact task = sentence == null ? null : byId.get(sentence.sessionName());
            if (sentence != null && task != null && denial.path("enforced").truth()) {
                seen.add(new Seen(
                        time(denial.path("at").text()),
                        task,
                        sentence,
                        denial.path("operation").text() + ": "
                                + denial.path("message").text(),
                        "ListDenials",
                        lists(denial.path("conditions"))));
            }
        }
        return Optional.of(seen);
    }

    /** Of the newest tasks that have a role, what CloudTrail knows of their sessions. */
    private List<Seen> recorded(ClusterFacts facts, List<String> unseen) {
        List<TaskFact> newest = new ArrayList<>(facts.tasks());
        newest.sort(Comparator.comparing(TaskFact::createdAt, Comparator.nullsFirst(Comparator.naturalOrder()))
                .reversed());
        Set<String> groups = new HashSet<>();
        List<Seen> seen = new ArrayList<>();
        int lookups = 0;
        for (TaskFact task : newest) {
            DefinitionFact definition = facts.definitions().get(task.definitionArn());
            if (definition == null || definition.taskRoleArn().isEmpty() || !groups.add(task.group())) {
                continue;
            }
            if (lookups++ == LOOKUPS) {
                unseen.add(
                        "CloudTrail's events of more than " + LOOKUPS + " tasks: it is asked twice a second at most");
                break;
            }
            try {
                lookedUp(facts, task).forEach(event -> event(task, event).ifPresent(seen::add));
            } catch (ApiError refused) {
                if (refused.unreachable()) {
                    throw refused;
                }
                unseen.add("CloudTrail's events: " + refused.type() + ": " + refused.getMessage());
                break;
            }
        }
        return seen;
    }

    private Json lookedUp(ClusterFacts facts, TaskFact task) {
        Json input = Json.object()
                .putItems(
                        "LookupAttributes",
                        List.of(Json.object().put("AttributeKey", "Username").put("AttributeValue", task.id())))
                .put("MaxResults", EVENTS);
        if (task.createdAt() != null) {
            input.put("StartTime", task.createdAt().getEpochSecond());
        }
        String region = List.of(facts.arn().split(":", -1)).get(REGION_OF_ARN);
        return services.call("cloudtrail", region, "LookupEvents", input).path("Events");
    }

    private static Optional<Seen> event(TaskFact task, Json told) {
        Json event;
        try {
            event = Json.parse(told.path("CloudTrailEvent").text().getBytes(StandardCharsets.UTF_8));
        } catch (IOException notJson) {
            return Optional.empty();
        }
        String message = event.path("errorMessage").text();
        return DenialSentence.in(message)
                .filter(sentence -> sentence.sessionName().equals(task.id()))
                .map(sentence -> new Seen(
                        time(event.path("eventTime").text()),
                        task,
                        sentence,
                        event.path("eventName").text() + ": "
                                + event.path("errorCode").text() + ": " + message,
                        "CloudTrail LookupEvents",
                        Map.of()));
    }

    private DenialFact judged(Seen seen, ClusterFacts facts, RoleCollector roles) {
        DenialSentence sentence = seen.sentence();
        RoleFact role = sentence.isSession() ? roles.role(sentence.name()) : null;
        DefinitionFact definition = facts.definitions().get(seen.task().definitionArn());
        String execution = definition == null ? "" : Read.name(definition.executionRoleArn());
        return new DenialFact(
                seen.at(),
                seen.task().arn(),
                sentence,
                seen.text(),
                seen.source(),
                role == null ? null : role.createdAt(),
                sentence.isSession() ? judged(roles, sentence.name(), seen) : null,
                execution.isEmpty() || execution.equals(sentence.name()) ? null : judged(roles, execution, seen));
    }

    private @Nullable Judgement judged(RoleCollector roles, String role, Seen seen) {
        return roles.holder(role)
                .flatMap(holder -> judge.session(
                        holder,
                        seen.sentence().sessionName(),
                        seen.sentence().action(),
                        seen.sentence().resource(),
                        seen.circumstances()))
                .orElse(null);
    }

    private static Map<String, List<String>> lists(Json object) {
        Map<String, List<String>> lists = new HashMap<>();
        object.names().forEach(name -> lists.put(name, Read.texts(object.path(name))));
        return lists;
    }

    private static @Nullable Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException noTime) {
            return null;
        }
    }
}
