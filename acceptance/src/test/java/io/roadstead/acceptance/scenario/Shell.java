package io.roadstead.acceptance.scenario;

import io.roadstead.acceptance.Installation;
import io.roadstead.acceptance.Installation.Ran;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A terminal of somebody who pastes a fix into it: bash, the AWS CLI, jq, and the environment that reaches the server. */
final class Shell {
    /** The CLI of Debian 12 does not know AWS_ENDPOINT_URL yet. */
    private static final String OLD_CLI =
            "set -o pipefail; aws() { command aws --endpoint-url \"$AWS_ENDPOINT_URL\" \"$@\"; }; ";

    private Shell() {}

    /** {@code ./roadstead doctor WORDS} at whoever answers there. */
    static Ran doctor(String endpoint, String... words) {
        List<String> all = new ArrayList<>(List.of("doctor", "--lang", "en"));
        all.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(Installation.roadstead(all.toArray(String[]::new)));
        builder.environment().put("AWS_ENDPOINT_URL", endpoint);
        return Installation.run(builder);
    }

    /** In the installation's data directory: what lies there can be called as {@code ./NAME}. */
    static Ran run(Installation house, String command) {
        return run(house, List.of(), Map.of(), command);
    }

    /**
     * The same elsewhere.
     *
     * @param place what leads there, put before the shell
     * @param more variables that are set there
     */
    static Ran run(Installation house, List<String> place, Map<String, String> more, String command) {
        List<String> words = new ArrayList<>(place);
        words.addAll(List.of("bash", "-c", OLD_CLI + command));
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(house.data().toFile());
        builder.environment().putAll(more);
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
