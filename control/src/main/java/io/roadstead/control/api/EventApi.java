package io.roadstead.control.api;

import io.roadstead.control.events.BusEvent;
import io.roadstead.control.events.EventJournal;
import io.roadstead.control.events.Position;
import io.roadstead.core.Rejected;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Service;
import io.roadstead.core.name.ClusterRef;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The events of the caller's account and region that this server's journal still holds. */
final class EventApi {
    /** The kinds of events there are. Source: ecs-behaviour 8. */
    private static final Set<String> DETAIL_TYPES = Set.of(
            "ECS Task State Change",
            "ECS Container Instance State Change",
            "ECS Service Action",
            "ECS Deployment State Change");

    private final EventJournal journal;

    EventApi(EventJournal journal) {
        this.journal = journal;
    }

    ListEventsResponse list(Caller caller, ListEventsRequest request) {
        Predicate<BusEvent> wanted = wanted(caller.scope(), request);
        int limit = Pages.limit(request.maxResults(), Pages.MAX_RESULTS);
        EventJournal.Page page;
        try {
            page = journal.read(position(request.after()), wanted, limit);
        } catch (IOException e) {
            throw new UncheckedIOException("the journal of events cannot be read", e);
        }
        return ListEventsResponse.of(
                page.events().stream().map(BusEvent::json).toList(), page.next().text(), page.more(), page.missed());
    }

    private static Predicate<BusEvent> wanted(Scope scope, ListEventsRequest request) {
        String type = request.detailType();
        if (type != null && !DETAIL_TYPES.contains(type)) {
            throw AwsException.invalidParameter("detailType is '" + type + "'; it must be one of "
                    + String.join(", ", DETAIL_TYPES.stream().sorted().toList()) + ".");
        }
        String cluster = request.cluster() == null ? null : cluster(request.cluster(), scope);
        String service = request.service();
        Instant since = request.since() == null ? null : request.since().truncatedTo(ChronoUnit.SECONDS);
        return event -> event.account().equals(scope.account())
                && event.region().equals(scope.region())
                && (type == null || event.detailType().equals(type))
                && (request.resource() == null || event.resources().contains(request.resource()))
                && (cluster == null || event.resources().stream().anyMatch(arn -> cluster.equals(clusterOf(arn))))
                && (service == null || isOf(event, service))
                && (since == null || !event.time().isBefore(since));
    }

    private static String cluster(String text, Scope scope) {
        try {
            return ClusterRef.parse(text, scope).name();
        } catch (Rejected rejected) {
            throw new AwsException(
                    rejected.rejection().errorType(), rejected.rejection().message());
        }
    }

    private static boolean isOf(BusEvent event, String service) {
        return (Service.GROUP_PREFIX + service).equals(event.group())
                || event.resources().stream().anyMatch(arn -> arn.contains(":service/") && arn.endsWith("/" + service));
    }

    /** The resources of all events are named {@code <type>/<cluster>/<name>}. */
    private static @Nullable String clusterOf(String arn) {
        String[] parts = arn.split("/", -1);
        return parts.length == 3 ? parts[1] : null;
    }

    private static Position position(@Nullable String after) {
        if (after == null || after.isEmpty()) {
            return Position.START;
        }
        try {
            return Position.parse(after);
        } catch (IllegalArgumentException noPosition) {
            throw AwsException.invalidParameter("after is '" + after
                    + "', which no earlier answer gave as 'next': leave it out to begin with the oldest event.");
        }
    }
}
