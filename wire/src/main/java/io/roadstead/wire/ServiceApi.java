package io.roadstead.wire;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.SdkPojo;

/**
 * One AWS service as this server offers it: the names it goes by on the wire, and its operations. Made once at start by
 * {@link Builder}; never changes.
 *
 * <pre>{@code
 * ServiceApi ecs = ServiceApi.builder("ecs", "AmazonEC2ContainerServiceV20141113", EcsModel.operations())
 *         .operation(RunTaskRequest.class, RunTaskResponse.class, tasks::runTask)
 *         .build();
 * }</pre>
 */
public final class ServiceApi {
    /** The default {@link #bodyLimit}: 1 MiB, more than any ECS request needs. */
    public static final int BODY_LIMIT = 1 << 20;

    private final String signingName;
    private final Protocol protocol;
    private final int bodyLimit;
    private final Set<String> model;
    private final RequiredMembers required;
    private final AccessRules rules;
    private final Map<String, Registered<?, ?>> operations;
    private final Map<String, OwnOperation> own;

    private ServiceApi(Builder builder) {
        this.signingName = builder.signingName;
        this.protocol = builder.protocol;
        this.bodyLimit = builder.bodyLimit;
        this.model = builder.model;
        this.required = builder.required;
        this.rules = builder.rules;
        this.operations = Map.copyOf(builder.operations);
        this.own = Map.copyOf(builder.own);
    }

    /**
     * @param signingName the service in a signature's credential scope, for example {@code ecs}
     * @param targetPrefix what stands before the dot in {@code X-Amz-Target}
     * @param model the names of all operations AWS's model of the service has
     */
    public static Builder builder(String signingName, String targetPrefix, Set<String> model) {
        return new Builder(signingName, new Protocol.AwsJson(targetPrefix), model);
    }

    /** A service that speaks the query protocol. */
    public static Builder builder(String signingName, Protocol.Query query, Set<String> model) {
        return new Builder(signingName, query, model);
    }

    public String signingName() {
        return signingName;
    }

    public Protocol protocol() {
        return protocol;
    }

    /** What messages call the service. */
    private String name() {
        return switch (protocol) {
            case Protocol.AwsJson json -> json.targetPrefix();
            case Protocol.Query query -> signingName + " " + query.version();
        };
    }

    /** The longest request body read, in bytes. */
    public int bodyLimit() {
        return bodyLimit;
    }

    /** The operations this server answers, by name. */
    public Map<String, Registered<?, ?>> operations() {
        return operations;
    }

    /** The operation of this name, when it is none of AWS's. */
    public Optional<OwnOperation> own(String name) {
        return Optional.ofNullable(own.get(name));
    }

    /** What its requests must have. */
    public RequiredMembers requiredMembers() {
        return required;
    }

    /** What callers must be allowed. */
    public AccessRules rules() {
        return rules;
    }

    /** Whether AWS's model of the service has an operation of this name. */
    public boolean hasInModel(String name) {
        return model.contains(name);
    }

    /**
     * The operation with this name.
     *
     * @throws AwsException UnsupportedFeatureException when AWS has it and this server does not,
     *     UnknownOperationException when AWS does not have it either
     */
    public Registered<?, ?> operation(String name) {
        Registered<?, ?> found = operations.get(name);
        if (found != null) {
            return found;
        }
        if (model.contains(name)) {
            throw AwsException.unsupportedFeature("Roadstead does not support " + name
                    + " yet. Nothing was changed. The operations it supports are listed in its documentation.");
        }
        throw new AwsException("UnknownOperationException", "There is no operation of this name in " + name() + ".");
    }

    /**
     * The operation an {@code X-Amz-Target} header names.
     *
     * @throws AwsException as {@link #operation}, and UnknownOperationException for another service's prefix
     */
    public String operationName(Optional<String> target) {
        String text = target.orElseThrow(() -> new AwsException(
                "UnknownOperationException", "The header X-Amz-Target is missing: it names the operation."));
        String targetPrefix = name();
        int dot = targetPrefix.length();
        if (text.length() <= dot || text.charAt(dot) != '.' || !text.startsWith(targetPrefix)) {
            throw new AwsException(
                    "UnknownOperationException",
                    "The header X-Amz-Target must read " + targetPrefix + ".<Operation> for the service " + signingName
                            + ", which the signature names.");
        }
        return text.substring(dot + 1);
    }

    /**
     * @param name for example {@code RunTask}
     * @param checksRequired whether the operation itself refuses a request without its required members, in its own
     *     words; otherwise the dispatcher does before calling it
     */
    public record Registered<I extends SdkPojo, O extends SdkPojo>(
            String name, Class<I> request, Class<O> response, Operation<I, O> operation, boolean checksRequired) {}

    /** Collects operations; {@link #build} ends it. */
    public static final class Builder {
        private final String signingName;
        private final Protocol protocol;
        private final Set<String> model;
        private final Map<String, Registered<?, ?>> operations = new LinkedHashMap<>();
        private final Map<String, OwnOperation> own = new LinkedHashMap<>();
        private int bodyLimit = BODY_LIMIT;
        private RequiredMembers required = RequiredMembers.NONE;
        private AccessRules rules;

        private Builder(String signingName, Protocol protocol, Set<String> model) {
            this.signingName = signingName;
            this.protocol = protocol;
            this.model = Set.copyOf(model);
            this.rules = AccessRules.byName(signingName);
        }

        /** An operation, named by its request class; missing required members are refused before it is called. */
        public <I extends SdkPojo, O extends SdkPojo> Builder operation(
                Class<I> request, Class<O> response, Operation<I, O> operation) {
            return add(request, response, operation, false);
        }

        /** An operation that answers for missing required members itself, because ECS has words of its own for them. */
        public <I extends SdkPojo, O extends SdkPojo> Builder operationCheckingRequired(
                Class<I> request, Class<O> response, Operation<I, O> operation) {
            return add(request, response, operation, true);
        }

        /** An operation that reads and writes its JSON itself, for AWS has no classes for it. */
        public Builder own(String name, OwnOperation operation) {
            if (!model.contains(name)) {
                throw new IllegalArgumentException(name + " is not an operation of " + signingName);
            }
            if (operations.containsKey(name) || own.put(name, operation) != null) {
                throw new IllegalArgumentException(name + " is registered twice");
            }
            return this;
        }

        /** What requests must have; nothing unless said. */
        public Builder required(RequiredMembers members) {
            required = members;
            return this;
        }

        /** What callers must be allowed; unless said, the action of the operation's name on {@code *}. */
        public Builder rules(AccessRules accessRules) {
            rules = accessRules;
            return this;
        }

        /** @param bytes at least 1 */
        public Builder bodyLimit(int bytes) {
            bodyLimit = bytes;
            return this;
        }

        private <I extends SdkPojo, O extends SdkPojo> Builder add(
                Class<I> request, Class<O> response, Operation<I, O> operation, boolean checksRequired) {
            String simple = request.getSimpleName();
            if (!simple.endsWith("Request")) {
                throw new IllegalArgumentException(
                        request + " is not a request class: its name does not end in Request");
            }
            String name = simple.substring(0, simple.length() - "Request".length());
            if (!model.contains(name)) {
                throw new IllegalArgumentException(name + " is not an operation of " + signingName);
            }
            if (operations.put(name, new Registered<>(name, request, response, operation, checksRequired)) != null) {
                throw new IllegalArgumentException(name + " is registered twice");
            }
            return this;
        }

        public ServiceApi build() {
            return new ServiceApi(this);
        }
    }
}
