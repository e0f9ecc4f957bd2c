package io.roadstead.acceptance.scenario;

import io.roadstead.acceptance.Installation;
import io.roadstead.acceptance.Installation.Ran;
import java.util.Map;

/** A terminal of somebody who pastes a fix into it: bash, the AWS CLI, jq, and the environment that reaches the server. */
final class Shell {
    /** The CLI of Debian 12 does not know AWS_ENDPOINT_URL yet. */
    private static final String OLD_CLI =
            "set -o pipefail; aws() { command aws --endpoint-url \"$AWS_ENDPOINT_URL\" \"$@\"; }; ";

    private Shell() {}

    static Ran run(Installation house, String command) {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", OLD_CLI + command);
        builder.environment()
                .putAll(Map.of(
                        "AWS_ENDPOINT_URL", house.endpoint().toString(),
                        "AWS_ACCESS_KEY_ID", "test",
                        "AWS_SECRET_ACCESS_KEY", "test",
                        "AWS_DEFAULT_REGION", "us-east-1",
                        "AWS_PAGER", "",
                        "AWS_CONFIG_FILE", "/dev/null",
                        "AWS_SHARED_CREDENTIALS_FILE", "/dev/null"));
        return Installation.run(builder);
    }
}
