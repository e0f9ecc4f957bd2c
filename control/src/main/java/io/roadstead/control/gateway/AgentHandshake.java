package io.roadstead.control.gateway;

import io.roadstead.core.Rejected;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Scope;
import io.roadstead.core.name.ClusterRef;
import io.roadstead.core.name.InstanceRef;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.Demand;
import io.roadstead.wire.EcsModel;
import io.roadstead.wire.Gate;
import io.roadstead.wire.sigv4.SigV4Verifier;
import io.roadstead.wire.sigv4.SignedRequest;
import io.roadstead.wire.websocket.Handshake.Reject;
import io.roadstead.wire.websocket.HandshakeRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may open a session: an agent whose signature is right, for an instance its account owns, in a cluster that is
 * there, unless the instance was deregistered, and whose policies allow it.
 *
 * <p>Source: agent-protocol 2.1, 2.4, 4.
 */
final class AgentHandshake {
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final String NO_REQUEST_ID = "-";

    private final SigV4Verifier verifier;
    private final Gate gate;
    private final Instances instances;

    /** How the two channels name the same two parameters. */
    enum Channel {
        ACS("clusterArn", "containerInstanceArn", "Poll"),
        TCS("cluster", "containerInstance", "StartTelemetrySession");

        private final String cluster;
        private final String instance;
        /** What it takes to be let in, as IAM calls it. */
        private final String action;

        Channel(String cluster, String instance, String action) {
            this.cluster = cluster;
            this.instance = instance;
            this.action = action;
        }
    }

    /** What became of the checks. */
    sealed interface Outcome {
        /**
         * The agent may come in.
         *
         * @param parameters of the query, decoded
         */
        record Welcome(InstanceKey instance, Caller caller, Map<String, String> parameters) implements Outcome {
            @Nullable
            String parameter(String name) {
                return parameters.get(name);
            }
        }

        /** It may not. */
        record Refused(Reject answer) implements Outcome {}
    }

    AgentHandshake(SigV4Verifier verifier, Gate gate, Instances instances) {
        this.verifier = verifier;
        this.gate = gate;
        this.instances = instances;
    }

    Outcome check(HandshakeRequest request, Channel channel) {
        Caller caller;
        try {
            caller = verifier.verify(
                    SignedRequest.withoutBody("GET", request.path(), request.query(), request.headers()),
                    EcsModel.SIGNING_NAME);
        } catch (AwsException refusal) {
            return denied(refusal.text());
        }
        Map<String, String> parameters;
        try {
            parameters = parameters(request.query());
        } catch (IllegalArgumentException e) {
            return refused(BAD_REQUEST, "BadRequestException", "The query is not properly encoded.");
        }
        Scope scope = caller.scope();
        String clusterName = parameters.getOrDefault(channel.cluster, "");
        String instanceName = parameters.getOrDefault(channel.instance, "");
        for (String name : List.of(clusterName, instanceName)) {
            if (name.startsWith("arn:") && !name.startsWith(scope.arn(""))) {
                return denied(name + " is not of account " + scope.account() + " in region " + scope.region()
                        + ", whose key signed the request.");
            }
        }
        Optional<String> cluster = cluster(clusterName, scope).filter(name -> instances.hasCluster(scope, name));
        if (cluster.isEmpty()) {
            return refused(BAD_REQUEST, "InvalidClusterException", "Cluster not found");
        }
        Optional<InstanceKey> instance = instance(instanceName, scope, cluster.get());
        Optional<ContainerInstance> found = instance.flatMap(instances::find);
        if (instance.isEmpty() || found.isEmpty()) {
            return refused(BAD_REQUEST, "InvalidInstanceException", "Container instance not found");
        }
        return switch (found.get().status()) {
            case ACTIVE, DRAINING ->
                allowed(found.get(), new Outcome.Welcome(instance.get(), caller, parameters), channel);
            case INACTIVE ->
                refused(
                        BAD_REQUEST,
                        "InactiveInstanceException",
                        "Container instance is not active: it was deregistered");
        };
    }

    private Outcome allowed(ContainerInstance instance, Outcome.Welcome welcome, Channel channel) {
        Demand demand = Demand.of("ecs:" + channel.action, instance.arn())
                .with("ecs:cluster", instance.scope().arn("cluster/" + instance.cluster()));
        try {
            gate.admit(
                    new Gate.Attempt(welcome.caller(), NO_REQUEST_ID, EcsModel.SIGNING_NAME + "." + channel.action),
                    () -> List.of(demand));
            return welcome;
        } catch (AwsException refusal) {
            return denied(refusal.text());
        }
    }

    private static Outcome denied(String message) {
        return refused(FORBIDDEN, "AccessDeniedException", message);
    }

    private static Outcome refused(int status, String errorType, String message) {
        return new Outcome.Refused(new Reject(status, errorType, message));
    }

    private static Optional<String> cluster(String nameOrArn, Scope scope) {
        try {
            return Optional.of(ClusterRef.parse(nameOrArn, scope).name());
        } catch (Rejected impossible) {
            return Optional.empty();
        }
    }

    private static Optional<InstanceKey> instance(String idOrArn, Scope scope, String cluster) {
        try {
            return Optional.of(new InstanceKey(
                    scope, cluster, InstanceRef.parse(idOrArn, scope, cluster).id()));
        } catch (Rejected impossible) {
            return Optional.empty();
        }
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
