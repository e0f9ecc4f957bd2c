package io.roadstead.agent.resources;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Variables in a file, a line each. {@code KEY=a=b "c"} is the variable {@code KEY} with the value {@code a=b "c"}: nothing
 * is trimmed and nothing unquoted. A line that begins with {@code #}, has no {@code =} or nothing before it says nothing;
 * of two lines for one variable the later counts.
 *
 * <p>Source: ecs-behaviour 10.2; the original agent's envFile resource.
 */
final class EnvironmentFile {
    private EnvironmentFile() {}

    static Map<String, String> parse(String text) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String ended : text.split("\n", -1)) {
            String line = ended.endsWith("\r") ? ended.substring(0, ended.length() - 1) : ended;
            int equals = line.indexOf('=');
            if (equals > 0 && line.charAt(0) != '#') {
                variables.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return variables;
    }
}
