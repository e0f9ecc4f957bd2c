package io.roadstead.cli;

import io.roadstead.wire.Secret;
import io.roadstead.wire.client.ControlClient;
import io.roadstead.wire.sigv4.Credentials;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Whom the variables of the AWS CLI and SDKs mean. Credentials come from variables alone: where they lie in a profile, in
 * single sign-on or on an instance, {@code aws configure export-credentials} turns them into these.
 */
record AwsEnvironment(Map<String, String> variables) {
    private static final String EXPORT = "eval \"$(aws configure export-credentials --format env)\"";

    boolean hasEndpoint() {
        return !variable("AWS_ENDPOINT_URL").isEmpty();
    }

    /** Whether {@code AWS_ENDPOINT_URL} names the server with this address. */
    boolean means(URI server) {
        return URI.create(variable("AWS_ENDPOINT_URL")).getAuthority() != null
                && URI.create(variable("AWS_ENDPOINT_URL")).getAuthority().equals(server.getAuthority());
    }

    /** The server that {@code AWS_ENDPOINT_URL} names, as the root of the first account where no key is set. */
    ControlClient endpoint() {
        return at(URI.create(variable("AWS_ENDPOINT_URL")));
    }

    /** The same for a server elsewhere. */
    ControlClient at(URI endpoint) {
        return new ControlClient(
                endpoint,
                region().orElse(Environment.REGION),
                credentials().orElseGet(() -> Credentials.of(Environment.ROOT_KEY, Environment.ROOT_SECRET)));
    }

    /**
     * Amazon ECS in the region that is set.
     *
     * @throws CommandFailure when region or credentials are missing
     */
    ControlClient aws() {
        String region = region().orElseThrow(() ->
                new CommandFailure("--aws needs to know the region: export AWS_REGION=us-east-1, or whichever it is."));
        return aws("ecs", region);
    }

    /** CloudWatch Logs in a region, with the same credentials. */
    ControlClient awsLogs(String region) {
        return aws("logs", region);
    }

    /** Another service in a region, with the same credentials; IAM has one address for all of them. */
    ControlClient awsService(String service, String region) {
        return aws(service, service.equals("iam") ? iamRegion() : region);
    }

    /** China has an IAM of its own. */
    private String iamRegion() {
        return region().filter(region -> region.startsWith("cn-")).isPresent() ? "cn-north-1" : "us-east-1";
    }

    private ControlClient aws(String service, String region) {
        Credentials credentials = credentials()
                .orElseThrow(() -> new CommandFailure(
                        "--aws needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment. Where the AWS CLI"
                                + " works, this sets them: " + EXPORT));
        return new ControlClient(awsEndpoint(service, region), region, credentials);
    }

    /** Regions of China have a domain of their own; IAM has one address for all regions of a partition. */
    static URI awsEndpoint(String service, String region) {
        if (service.equals("iam") && !region.startsWith("cn-")) {
            return URI.create("https://iam.amazonaws.com");
        }
        return URI.create(
                "https://" + service + "." + region + ".amazonaws.com" + (region.startsWith("cn-") ? ".cn" : ""));
    }

    private Optional<String> region() {
        return Optional.of(variable("AWS_REGION"))
                .filter(region -> !region.isEmpty())
                .or(() -> Optional.of(variable("AWS_DEFAULT_REGION")).filter(region -> !region.isEmpty()));
    }

    private Optional<Credentials> credentials() {
        String key = variable("AWS_ACCESS_KEY_ID");
        String secret = variable("AWS_SECRET_ACCESS_KEY");
        if (key.isEmpty() || secret.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Credentials(
                key,
                new Secret(secret),
                Optional.of(variable("AWS_SESSION_TOKEN")).filter(token -> !token.isEmpty())));
    }

    private String variable(String name) {
        return variables.getOrDefault(name, "").strip();
    }
}
