package io.roadstead.services.events.record;

import io.roadstead.services.events.trail.TrailEntry;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.ObservedCall;
import io.roadstead.wire.ObservedCall.Told;
import io.roadstead.wire.json.RecordedJson;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Makes of an observed call what is recorded of it. For many threads. */
final class Entries {
    /** CloudTrail leaves out what is longer. Source: CloudTrail user guide, "CloudTrail record contents". */
    static final int LONGEST = 100 * 1024;

    /** Callers remembered; beyond it all are forgotten. */
    private static final int CALLERS = 10_000;

    private static final UUID NO_PLACE = new UUID(0, 0);
    private static final byte[] NOTHING = {};
    /** An empty object. */
    private static final int EMPTY = 2;

    private static final String DENIED = "AccessDenied";
    /** Of these it tells the denial without {@code Exception}. */
    private static final Set<String> SHORT_DENIALS = Set.of("ecs", "iam", "sts", "s3");
    /** Temporary credentials are answered by calls that change nothing, and are told all the same. */
    private static final Set<String> ANSWERED_THOUGH_READING = Set.of(
            "AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "GetSessionToken", "GetFederationToken");

    private final Identities identities;
    private final ConcurrentMap<CallerKey, Identity> callers = new ConcurrentHashMap<>();
    private final KeptRequests requests = new KeptRequests();

    /** All of a caller that its identity is made of. */
    private record CallerKey(String arn, String accessKeyId) {}

    Entries(Identities identities) {
        this.identities = identities;
    }

    /** It has no place in the order yet. */
    TrailEntry of(ObservedCall call) {
        Caller caller = call.caller();
        Identity identity = identity(caller);
        boolean readOnly = Operations.isReadOnly(call.operation());
        AwsException error = call.error();
        String errorCode = error == null ? "" : errorCode(call.service(), error.errorType());
        boolean answered = error == null && (!readOnly || ANSWERED_THOUGH_READING.contains(call.operation()));
        return new TrailEntry(
                NO_PLACE,
                caller.scope(),
                call.service() + ".amazonaws.com",
                call.operation(),
                readOnly,
                call.requestId(),
                identity.json(),
                identity.username(),
                caller.accessKeyId(),
                caller.circumstances().sourceIp(),
                caller.circumstances().userAgent(),
                errorCode,
                error == null ? "" : error.text(),
                tellsRequest(call.service(), errorCode) ? requests.get(call, () -> encode(call.request())) : NOTHING,
                answered ? encode(call.response()) : NOTHING);
    }

    private Identity identity(Caller caller) {
        if (callers.size() >= CALLERS) {
            callers.clear();
        }
        return callers.computeIfAbsent(
                new CallerKey(caller.arn(), caller.accessKeyId()), key -> Identity.of(caller, identities.of(caller)));
    }

    /** A refusal by ECS, and a denial by anybody, comes without parameters. Source: ecs-behaviour 12, companion-apis 15. */
    private static boolean tellsRequest(String service, String errorCode) {
        return errorCode.isEmpty() || !(service.equals("ecs") || errorCode.startsWith(DENIED));
    }

    /** Records name errors by their exceptions, also where the answer has a shorter code. */
    private static String errorCode(String service, String type) {
        if (type.startsWith(DENIED)) {
            return SHORT_DENIALS.contains(service) ? DENIED : "AccessDeniedException";
        }
        return service.equals("iam") && !type.endsWith("Exception") ? type + "Exception" : type;
    }

    private static byte[] encode(Told told) {
        byte[] json =
                switch (told) {
                    case Told.Nothing _ -> NOTHING;
                    case Told.Structure structure -> RecordedJson.encode(structure.value(), Secrets::showing);
                    case Told.Members members -> RecordedJson.encode(members.values());
                };
        return json.length <= EMPTY || json.length > LONGEST ? NOTHING : json;
    }
}
