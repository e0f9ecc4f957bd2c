package io.roadstead.control.api;

import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Kind;
import io.roadstead.control.index.Records.Family;
import io.roadstead.control.write.Writers;
import io.roadstead.core.definition.DefinitionRules;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.name.TaskDefinitionRef;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.DeregisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.DeregisterTaskDefinitionResponse;
import software.amazon.awssdk.services.ecs.model.DescribeTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTaskDefinitionResponse;
import software.amazon.awssdk.services.ecs.model.ListTaskDefinitionFamiliesRequest;
import software.amazon.awssdk.services.ecs.model.ListTaskDefinitionFamiliesResponse;
import software.amazon.awssdk.services.ecs.model.ListTaskDefinitionsRequest;
import software.amazon.awssdk.services.ecs.model.ListTaskDefinitionsResponse;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionResponse;

/**
 * RegisterTaskDefinition, DeregisterTaskDefinition, DescribeTaskDefinition, ListTaskDefinitions and
 * ListTaskDefinitionFamilies. Source: ecs-behaviour 1.6, 2.3, 3.1.
 */
final class DefinitionApi {
    private final Index index;
    private final Writers writers;
    private final Lookup lookup;
    private final InstantSource clock;

    DefinitionApi(Index index, Writers writers, Lookup lookup, InstantSource clock) {
        this.index = index;
        this.writers = writers;
        this.lookup = lookup;
        this.clock = clock;
    }

    /** The rules are checked once; only the revision's number is found inside the transaction. */
    RegisterTaskDefinitionResponse register(Caller caller, RegisterTaskDefinitionRequest request) {
        DefinitionRules.Checked checked = DefinitionRules.check(Registrations.read(request));
        Expressions.check(checked.placementConstraints());
        Scope scope = caller.scope();
        Instant now = clock.instant();
        TaskDefinition registered = writers.ofScope(scope).submit(draft -> {
            int revision = draft.read(Keys.family(scope, checked.family()), Family.class)
                            .map(Family::newestRevision)
                            .orElse(0)
                    + 1;
            TaskDefinition definition = checked.revision(scope, revision, now, caller.arn());
            draft.put(Keys.family(scope, checked.family()), new Family(checked.family(), revision));
            draft.put(Keys.taskDefinition(scope, checked.family(), revision), definition);
            return definition;
        });
        return RegisterTaskDefinitionResponse.builder()
                .taskDefinition(DefinitionShapes.shape(registered))
                .tags(TagShapes.shapes(registered.tags()))
                .build();
    }

    /** The reply tells INACTIVE without the instant, as ECS's does; describing tells it. */
    DeregisterTaskDefinitionResponse deregister(Caller caller, DeregisterTaskDefinitionRequest request) {
        Scope scope = caller.scope();
        TaskDefinitionRef reference = TaskDefinitionRef.parse(text(request.taskDefinition()), scope);
        int revision = reference.requireRevision();
        TaskDefinition inactive = writers.ofScope(scope).submit(draft -> {
            TaskDefinition known = draft.read(
                            Keys.taskDefinition(scope, reference.family(), revision), TaskDefinition.class)
                    .orElseThrow(() -> AwsException.client("Unable to deregister task definition."));
            if (known.status() == TaskDefinition.Status.INACTIVE) {
                return known;
            }
            TaskDefinition gone = known.deregistered(clock.instant());
            draft.put(Keys.taskDefinition(scope, reference.family(), revision), gone);
            return gone;
        });
        return DeregisterTaskDefinitionResponse.builder()
                .taskDefinition(DefinitionShapes.shape(inactive).toBuilder()
                        .deregisteredAt(null)
                        .build())
                .build();
    }

    DescribeTaskDefinitionResponse describe(Caller caller, DescribeTaskDefinitionRequest request) {
        boolean withTags = Includes.tags(request.includeAsStrings());
        TaskDefinition found = lookup.definition(
                        caller.scope(), TaskDefinitionRef.parse(text(request.taskDefinition()), caller.scope()))
                .orElseThrow(() -> AwsException.client("Unable to describe task definition."));
        return DescribeTaskDefinitionResponse.builder()
                .taskDefinition(DefinitionShapes.shape(found))
                .tags(withTags ? TagShapes.shapes(found.tags()) : List.of())
                .build();
    }

    /** Ordered by family, then by revision as a number; {@code familyPrefix} is a whole family's name here. */
    ListTaskDefinitionsResponse list(Caller caller, ListTaskDefinitionsRequest request) {
        TaskDefinition.Status status = status(request.statusAsString());
        String family = request.familyPrefix();
        boolean descending = descending(request.sortAsString());
        Comparator<TaskDefinition> order = Comparator.comparing(DefinitionApi::name);
        List<TaskDefinition> matching =
                index.all(Keys.all(caller.scope(), Kind.TASK_DEFINITION), TaskDefinition.class).stream()
                        .filter(each -> each.status() == status)
                        .filter(each -> family == null || family.isEmpty() || family.equals(each.family()))
                        .sorted(descending ? order.reversed() : order)
                        .toList();
        Pages.Cut<TaskDefinition> page =
                Pages.cut(matching, DefinitionApi::name, request.nextToken(), request.maxResults(), descending);
        return ListTaskDefinitionsResponse.builder()
                .taskDefinitionArns(
                        page.items().stream().map(TaskDefinition::arn).toList())
                .nextToken(page.nextToken())
                .build();
    }

    /** ACTIVE families have an ACTIVE revision, INACTIVE ones have none; all of both when nothing is asked. */
    ListTaskDefinitionFamiliesResponse families(Caller caller, ListTaskDefinitionFamiliesRequest request) {
        String asked = Objects.requireNonNullElse(request.statusAsString(), "ALL");
        if (!List.of("ACTIVE", "INACTIVE", "ALL").contains(asked)) {
            throw AwsException.invalidParameter("status should be one of [ACTIVE,INACTIVE,ALL]");
        }
        String prefix = Objects.requireNonNullElse(request.familyPrefix(), "");
        List<String> matching = index.all(Keys.all(caller.scope(), Kind.FAMILY), Family.class).stream()
                .map(Family::name)
                .filter(name -> name.startsWith(prefix))
                .filter(name -> asked.equals("ALL") || active(caller.scope(), name) == asked.equals("ACTIVE"))
                .toList();
        Pages.Cut<String> page = Pages.cut(matching, name -> name, request.nextToken(), request.maxResults());
        return ListTaskDefinitionFamiliesResponse.builder()
                .families(page.items())
                .nextToken(page.nextToken())
                .build();
    }

    private boolean active(Scope scope, String family) {
        return index.all(Keys.all(scope, Kind.TASK_DEFINITION, family), TaskDefinition.class).stream()
                .anyMatch(each -> each.status() == TaskDefinition.Status.ACTIVE);
    }

    /** Sorts by family first: NUL comes before every character a family may have, so {@code f} is before {@code f-long}. */
    private static String name(TaskDefinition definition) {
        return definition.family() + '\0' + Keys.tenDigits(definition.revision());
    }

    private static TaskDefinition.Status status(@Nullable String asked) {
        return switch (Objects.requireNonNullElse(asked, "ACTIVE")) {
            case "ACTIVE" -> TaskDefinition.Status.ACTIVE;
            case "INACTIVE" -> TaskDefinition.Status.INACTIVE;
            case "DELETE_IN_PROGRESS" ->
                throw AwsException.unsupportedFeature(
                        "Roadstead does not support DeleteTaskDefinitions yet, so no revision is DELETE_IN_PROGRESS.");
            default ->
                throw AwsException.invalidParameter("status should be one of [ACTIVE,INACTIVE,DELETE_IN_PROGRESS]");
        };
    }

    private static boolean descending(@Nullable String sort) {
        if (sort != null && Stream.of("ASC", "DESC").noneMatch(sort::equals)) {
            throw AwsException.invalidParameter("sort should be one of [ASC,DESC]");
        }
        return "DESC".equals(sort);
    }

    private static String text(@Nullable String reference) {
        return reference == null ? "" : reference;
    }
}
